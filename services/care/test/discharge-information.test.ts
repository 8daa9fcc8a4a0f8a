import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged, hours } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let centreNurse: Person;
let surgicalNurse: Person;
let manager: Person;
let episode: Json;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  centreNurse = await region.staff('Hälsocentralen Granlo', 'DISTRICT_NURSE');
  surgicalNurse = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());
beforeEach(async () => {
  ({ episode, patientId } = await admitted(region, { nurse, physician, recipients: [assessor, centreNurse] }));
});

/** Everything that is always mandatory. */
const FULL = {
  admission: { reason: 'Lunginflammation.' },
  responsible: { care: 'Avd 11', treatment: 'Avd 11', rehabilitation: 'Rehab Sundsvall' },
  measures: { medical: 'Antibiotika.', nursing: 'Omvårdnad.', rehabilitation: 'Gångträning.', complications: 'Inga.' },
  condition: {
    health: 'Förbättrad.',
    function: 'Går med rullator.',
    experiencedHealth: 'God.',
    workCapacity: 'Pensionär.',
  },
  risks: { fall: 'Ja.', pressureUlcer: 'Nej.', nutrition: 'Nej.' },
  changes: { medication: 'Inga.', returnVisits: 'Inga.' },
  medication: { report: 'Antibiotika insatt.', list: 'Se lista.', goals: 'Infektionsfri.' },
  followUp: { when: 'Om två veckor.', provider: 'Hälsocentralen Granlo.' },
  afterCare: { summary: 'Du vårdades för lunginflammation.', purpose: 'Att du ska klara dig hemma.' },
};

const save = (by: Person, version = 0, content: Json = FULL, reason: string | null = null) =>
  does.saveDischargeInformation(by, { episodeId: episode.id, version, content, reason });
const sign = (by: Person, version = 1) => does.signDischargeInformation(by, { episodeId: episode.id, version });
const hand = (by: Person, version = 2, change: Readonly<Record<string, unknown>> = {}) =>
  does.recordDischargeInformationHandover(by, {
    episodeId: episode.id,
    version,
    receiver: 'PATIENT',
    handedAt: region.clock.now(),
    ...change,
  });

const CONTENT = `content { admission { reason } risks { fall } medication { list } followUp { when } afterCare { carePlans } }`;
const SEEN = `query ($id: ID!) { careEpisode(id: $id) { changes { kind before after }
  dischargeInformation { state version reason at by { id } missing viewerCan ${CONTENT}
    handovers { version receiver handedAt comment by { id } } history { version state reason ${CONTENT} } } } }`;
async function seen(by: Person): Promise<Json> {
  return (await by.ask(SEEN, { id: episode.id })).at('careEpisode');
}

const goesHome = async (): Promise<Json> => (await discharged(region, { nurse, physician }, episode)).left;

describe('discharge information (G-012, G-013)', () => {
  test('when the ward saves, then it alone reads the draft, with what is missing; when it signs, then the parties read it', async () => {
    expect(await seen(nurse)).toMatchObject({ dischargeInformation: null });
    const { dischargeInformation: draft } = await save(nurse, 0, { ...FULL, risks: { fall: 'Ja.' } });
    expect(draft).toMatchObject({
      state: 'DRAFT',
      version: 1,
      missing: ['RISKS_PRESSURE_ULCER', 'RISKS_NUTRITION'],
      viewerCan: ['SAVE', 'SIGN'],
    });
    expect((await seen(physician)).dischargeInformation).toMatchObject({ state: 'DRAFT', viewerCan: [] });
    for (const by of [assessor, centreNurse]) {
      expect((await seen(by)).dischargeInformation).toBeNull();
    }
    expect((await seen(assessor)).changes.map(({ kind }: Json) => kind)).not.toContain('DISCHARGE_INFORMATION');
    await sign(nurse);
    const read = (await seen(assessor)).dischargeInformation;
    expect(read).toMatchObject({
      state: 'SIGNED',
      version: 2,
      by: { id: nurse.userId },
      content: { admission: { reason: 'Lunginflammation.' }, risks: { fall: 'Ja.' }, afterCare: { carePlans: null } },
      viewerCan: [],
      history: [{ version: 2, state: 'SIGNED' }],
    });
    expect((await seen(assessor)).changes).toContainEqual({
      kind: 'DISCHARGE_INFORMATION',
      before: 'DRAFT',
      after: 'SIGNED',
    });
    const log = await region.databases.care.query(
      `SELECT DISTINCT action FROM kit.access_log WHERE patient_id = $1 AND kind = 'WRITE' AND action LIKE 'discharge-inf%' ORDER BY action`,
      [patientId],
    );
    expect(log).toEqual([{ action: 'discharge-information.sign' }, { action: 'discharge-information.write' }]);
  });

  test('when it is corrected, then a reason is demanded, and the parties read the old one until the new one is signed', async () => {
    await save(nurse);
    await sign(nurse);
    const changed = { ...FULL, admission: { reason: 'Urinvägsinfektion.' } };
    expect(await save(nurse, 2, changed)).toMatchObject({
      code: 'DISCHARGE_INFORMATION_REASON_MISSING',
      field: 'input.reason',
    });
    await save(nurse, 2, changed, 'Fel diagnos.');
    expect((await seen(assessor)).dischargeInformation).toMatchObject({
      version: 2,
      content: { admission: { reason: 'Lunginflammation.' } },
      history: [{ version: 2 }],
    });
    await sign(nurse, 3);
    expect((await seen(assessor)).dischargeInformation).toMatchObject({
      version: 4,
      reason: 'Fel diagnos.',
      content: { admission: { reason: 'Urinvägsinfektion.' } },
      history: [{ version: 4 }, { version: 2, content: { admission: { reason: 'Lunginflammation.' } } }],
    });
    expect((await seen(nurse)).dischargeInformation.history.map(({ version }: Json) => version)).toEqual([4, 3, 2, 1]);
  });

  test('when it is handed to the patient, then it stands who recorded it and when; once for each receiver and version', async () => {
    await save(nurse);
    await sign(nurse);
    expect(await hand(nurse)).toMatchObject({ __typename: 'RecordDischargeInformationHandoverOk' });
    expect(await hand(nurse)).toMatchObject({ code: 'DISCHARGE_INFORMATION_ALREADY_HANDED_OVER' });
    await hand(nurse, 2, { receiver: 'RELATIVE', comment: 'Dottern läste den med patienten.' });
    const { dischargeInformation, changes } = await seen(assessor);
    expect(dischargeInformation.handovers).toMatchObject([
      { version: 2, receiver: 'RELATIVE', comment: 'Dottern läste den med patienten.', by: { id: nurse.userId } },
      { version: 2, receiver: 'PATIENT', comment: null },
    ]);
    expect(changes).toContainEqual({ kind: 'DISCHARGE_INFORMATION', before: 'SIGNED', after: 'HANDED_OVER' });
  });

  test('when there is nothing signed, or something newer is, then nothing is handed over', async () => {
    const refused = { code: 'DISCHARGE_INFORMATION_STATE_REFUSES' };
    expect(await hand(nurse, 1)).toMatchObject(refused);
    await save(nurse);
    expect(await hand(nurse, 1)).toMatchObject(refused);
    await sign(nurse);
    await save(nurse, 2, FULL, 'Tillägg.');
    expect(await hand(nurse, 3)).toMatchObject(refused);
    await sign(nurse, 3);
    expect(await hand(nurse, 2)).toMatchObject(refused);
    expect(await hand(nurse, 4)).toMatchObject({ __typename: 'RecordDischargeInformationHandoverOk' });
    expect(await sign(nurse, 4)).toMatchObject(refused);
  });

  test('when the patient leaves, then what is missing in what is signed is named, and the discharge is done (G-013)', async () => {
    await save(nurse);
    const left = await goesHome();
    expect(left.episode.state).toBe('DISCHARGED');
    expect(left.dischargeInformationMissing).toContain('ADMISSION_REASON');
    expect(left.dischargeInformationMissing).not.toContain('AFTER_CARE_FIXED_CARE_CONTACT');
    // The information can be signed and corrected until the episode is closed.
    expect(await sign(nurse)).toMatchObject({ dischargeInformation: { missing: [] } });
  });

  test('when everything mandatory is signed before, then nothing is missing', async () => {
    await save(nurse);
    await sign(nurse);
    expect((await goesHome()).dischargeInformationMissing).toEqual([]);
  });

  test('when a fixed care contact is appointed, then who it is belongs to what is told (G-012)', async () => {
    await save(nurse);
    await sign(nurse);
    const contact = { patientId, version: 0, personName: 'Test Distriktssköterska', personRole: 'Distriktssköterska' };
    await does.confirmCareContact(centreNurse, contact);
    expect((await seen(nurse)).dischargeInformation.missing).toEqual(['AFTER_CARE_FIXED_CARE_CONTACT']);
    await does.endCareContact(centreNurse, { patientId, version: 1, reason: 'Har slutat.' });
    expect((await seen(nurse)).dischargeInformation.missing).toEqual([]);
  });

  test('when somebody is invited to a SIP in the episode, then its time belongs to what is told (G-012)', async () => {
    await save(nurse);
    await region.databases.care.query(
      `INSERT INTO sip_copy (sip_id, episode_id, invited_at, participants, version) VALUES ($1, $2, now(), '[]', 1)`,
      [`sip_${episode.id}`, episode.id],
    );
    expect((await seen(nurse)).dischargeInformation.missing).toEqual(['AFTER_CARE_PLANNED_SIP']);
  });

  test('when two save or sign at once, or on what was read before, then one is told that somebody was first', async () => {
    const saved = await Promise.all([save(nurse), save(nurse)]);
    expect(saved.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'SaveDischargeInformationOk',
    ]);
    const both = await Promise.all([sign(nurse), save(nurse, 1)]);
    expect(both.filter(({ __typename }) => __typename === 'ChangedMeanwhile')).toHaveLength(1);
    expect(await save(nurse, 0)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test('when somebody is not at the ward or has no right, then nothing is written (e.2)', async () => {
    await save(nurse);
    await sign(nurse);
    expect(await save(surgicalNurse, 2, FULL, 'x')).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await sign(surgicalNurse, 2)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await hand(surgicalNurse)).toMatchObject({ code: 'NOT_PERMITTED' });
    const forbidden = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
    for (const by of [physician, assessor, centreNurse, manager]) {
      expect(await save(by, 2, FULL, 'x')).toMatchObject(forbidden);
      expect(await sign(by, 2)).toMatchObject(forbidden);
      expect(await hand(by)).toMatchObject(forbidden);
    }
    expect((await seen(nurse)).dischargeInformation).toMatchObject({ version: 2, handovers: [] });
    const outside = await surgicalNurse.ask(SEEN, { id: episode.id });
    expect(outside.data?.['careEpisode'] ?? null).toBeNull();
  });

  test('when the episode has ended, then it is read and not written', async () => {
    await save(nurse);
    await sign(nurse);
    await does.voidEpisode(nurse, { episodeId: episode.id, version: episode.version, reason: 'Fel patient.' });
    const refused = { code: 'EPISODE_STATE_REFUSES', state: 'VOIDED' };
    expect(await save(nurse, 2, FULL, 'x')).toMatchObject(refused);
    expect(await sign(nurse, 2)).toMatchObject(refused);
    expect(await hand(nurse)).toMatchObject(refused);
    expect((await seen(nurse)).dischargeInformation).toMatchObject({ version: 2, viewerCan: [] });
  });

  const bad: readonly (readonly [string, () => Promise<Json>, string, string])[] = [
    ['a text is empty', () => save(nurse, 0, { risks: { fall: ' ' } }), 'input.content.risks.fall', 'EMPTY'],
    [
      'a text is too long',
      () => save(nurse, 0, { medication: { list: 'x'.repeat(2001) } }),
      'input.content.medication.list',
      'TOO_LONG',
    ],
    ['the reason is empty', () => save(nurse, 0, FULL, ''), 'input.reason', 'EMPTY'],
    [
      'it was handed over tomorrow',
      () => hand(nurse, 2, { handedAt: hours(region, 24) }),
      'input.handedAt',
      'TOO_LATE',
    ],
    ['a comment is empty', () => hand(nurse, 2, { comment: ' ' }), 'input.comment', 'EMPTY'],
  ];
  test.each(bad)('when %s, then the field is named', async (_, attempt, field, reason) => {
    expect((await attempt()).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
  });

  test('when it was handed over before it was signed, then the field is named', async () => {
    await save(nurse);
    await sign(nurse);
    const { errors } = await hand(nurse, 2, { handedAt: hours(region, -1) });
    expect(errors[0].extensions).toMatchObject({ field: 'input.handedAt', reason: 'TOO_EARLY' });
  });
});
