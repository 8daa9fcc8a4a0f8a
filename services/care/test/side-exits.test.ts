import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admissionInput, admitted, hours, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let surgicalNurse: Person;
let surgeon: Person;
let episode: Json;
let noticeId: string;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  surgicalNurse = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  surgeon = await region.staff('Avd 2 Kirurgi, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  ({ episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

const SEEN = `query ($id: ID!) { careEpisode(id: $id) {
  id state version voidReason deceasedAt closedAt dischargedAt isRecovered outstandingAcknowledgements viewerCan
  dischargeReady { judgedAt }
  transfer { at ward { id } episode { id } } transferredFrom { id }
  parties { unit { id } isWard }
  planningBasis { needsAssessment { version } }
  messages { id type text isLate voided { reason } about { id }
    recipients { unit { id } state releaseReason } movements { kind to { id } } }
  changes { kind before after } } }`;

async function seen(by: Person, id = episode.id): Promise<Json> {
  return (await by.ask(SEEN, { id })).at('careEpisode');
}

const own = (change: Readonly<Record<string, unknown>> = {}) => ({
  episodeId: episode.id,
  version: episode.version,
  ...change,
});

async function ready(): Promise<Json> {
  const reported = await does.reportDischargeReady(
    nurse,
    own({ judgedById: physician.userId, judgedAt: region.clock.now() }),
  );
  episode = reported.episode;
  return reported;
}

async function eventsOf(id: string): Promise<readonly Json[]> {
  return await region.databases.care.query(
    "SELECT type, data FROM kit.outbox WHERE aggregate_id = $1 AND type <> 'OverviewChanged' ORDER BY position",
    [id],
  );
}

async function sipKnows(id: string): Promise<unknown> {
  await region.settled();
  const [row] = await region.databases.sip.query('SELECT state FROM episode_copy WHERE episode_id = $1', [id]);
  return row?.['state'];
}

const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

describe('voidEpisode (G-101)', () => {
  const why = { reason: 'Fel patient.' };

  test('when the ward voids an episode, then its messages are void, nothing in it is owed but the notice of it, and what the parties did stands', async () => {
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    const { extraMessage } = await does.sendExtraMessage(assessor, {
      idempotencyKey: newKey(),
      episodeId: episode.id,
      text: 'Nyckeln ligger hos grannen.',
    });
    const { episode: ended, notice } = await does.voidEpisode(nurse, own(why));
    expect(ended).toMatchObject({ state: 'VOIDED', outstandingAcknowledgements: 2, viewerCan: [] });
    const after = await seen(homeNurse);
    expect(after).toMatchObject({ state: 'VOIDED', voidReason: why.reason, closedAt: expect.any(String) });
    const [told, extra, admission] = after.messages;
    expect(told).toMatchObject({ id: notice.id, type: 'VOID_NOTICE', text: why.reason, about: { id: noticeId } });
    expect(admission).toMatchObject({ id: noticeId, voided: why });
    expect(admission.recipients).toEqual(
      expect.arrayContaining([
        { unit: { id: assessor.unitId }, state: 'ACKNOWLEDGED', releaseReason: null },
        { unit: { id: homeNurse.unitId }, state: 'RELEASED', releaseReason: 'EPISODE_VOIDED' },
      ]),
    );
    expect(admission.movements.map(({ kind }: Json) => kind).sort()).toEqual(
      ['ACKNOWLEDGED', 'RELEASED', 'SENT', 'SENT', 'VOIDED'].sort(),
    );
    expect(extra).toMatchObject({ id: extraMessage.id, voided: null });
    expect(extra.recipients.map(({ state }: Json) => state)).toEqual(['RELEASED', 'RELEASED']);
  });

  test('when everyone has acknowledged the notice of it, then the episode leaves the overview (F-251)', async () => {
    const { notice } = await does.voidEpisode(nurse, own(why));
    const isShown = async () => (await overviewRows(assessor)).some((row) => row.episode.id === episode.id);
    expect(await isShown()).toBe(true);
    for (const by of [assessor, homeNurse]) await does.acknowledgeMessage(by, { messageId: notice.id });
    expect(await isShown()).toBe(false);
  });

  test('when it is void, then sip knows, the log says who, and nothing more can be written in it or done with it', async () => {
    await does.voidEpisode(nurse, own(why));
    expect((await eventsOf(episode.id)).at(-1)).toMatchObject({ type: 'EpisodeVoided', data: { state: 'VOIDED' } });
    expect(await sipKnows(episode.id)).toBe('VOIDED');
    const log = await region.databases.care.query(
      "SELECT action FROM kit.access_log WHERE subject_id = $1 AND kind = 'WRITE'",
      [episode.id],
    );
    expect(log).toContainEqual({ action: 'episode.void' });
    const { version } = await seen(nurse);
    const refused = { code: 'EPISODE_STATE_REFUSES' };
    expect(
      await does.sendExtraMessage(assessor, { idempotencyKey: newKey(), episodeId: episode.id, text: 'x' }),
    ).toMatchObject(refused);
    expect(await does.voidEpisode(nurse, own({ ...why, version }))).toMatchObject({ ...refused, state: 'VOIDED' });
    expect(await does.closeEpisode(nurse, own({ version }))).toMatchObject(refused);
    const plan = {
      idempotencyKey: newKey(),
      patientId,
      episodeId: episode.id,
      initiationReason: 'Behöver insatser från båda.',
      participants: [{ unitId: nurse.unitId }],
    };
    expect(await does.initiateSip(assessor, plan)).toMatchObject({ __typename: 'SipEpisodeRefused' });
    // The ward can admit the patient anew.
    const again = await does.admitPatient(nurse, admissionInput(region, physician, patientId, [assessor]));
    expect(again.__typename).toBe('AdmitPatientOk');
  });

  test('when it is voided twice at once and acknowledged meanwhile, then it is void once and every acknowledgement is counted once', async () => {
    const outcomes = await Promise.all([
      does.voidEpisode(nurse, own(why)),
      does.voidEpisode(nurse, own(why)),
      does.acknowledgeMessage(assessor, { messageId: noticeId }),
      does.acknowledgeMessage(homeNurse, { messageId: noticeId }),
    ]);
    const names = outcomes.slice(0, 2).map((outcome) => outcome.__typename);
    expect(names.sort()).toEqual(['ChangedMeanwhile', 'VoidEpisodeOk']);
    const after = await seen(nurse);
    const owed = after.messages
      .flatMap((message: Json) => message.recipients)
      .filter((recipient: Json) => ['UNREAD', 'READ'].includes(recipient.state));
    expect(owed).toHaveLength(2);
    expect(after.outstandingAcknowledgements).toBe(2);
  });

  test('when a party, another ward or the physician tries, then nobody may (e.2)', async () => {
    expect(await does.voidEpisode(assessor, own(why))).toMatchObject(FORBIDDEN);
    expect(await does.voidEpisode(physician, own(why))).toMatchObject(FORBIDDEN);
    expect(await does.voidEpisode(surgicalNurse, own(why))).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await seen(nurse)).toMatchObject({ state: 'ADMITTED' });
  });

  test('when the reason is empty, then the field is named', async () => {
    const { errors } = await does.voidEpisode(nurse, own({ reason: ' ' }));
    expect(errors[0].extensions).toMatchObject({ field: 'input.reason' });
  });
});

describe('recordDeath (f.3 64)', () => {
  test('when the patient dies at the ward, then open messages are released, the parties are told, and sip hears that a meeting is off', async () => {
    await ready();
    const deceasedAt = region.clock.now().toISOString();
    const { notice, ...ok } = await does.recordDeath(nurse, own({ deceasedAt }));
    expect(ok.episode).toMatchObject({ state: 'DECEASED', outstandingAcknowledgements: 2 });
    const after = await seen(assessor);
    expect(after).toMatchObject({ deceasedAt, dischargedAt: null, dischargeReady: { judgedAt: expect.any(String) } });
    expect(after.messages[0]).toMatchObject({ id: notice.id, type: 'DECEASED_NOTICE', text: null });
    const earlier = after.messages.slice(1).flatMap((message: Json) => message.recipients);
    expect(earlier).toHaveLength(4);
    for (const recipient of earlier) expect(recipient.releaseReason).toBe('PATIENT_DECEASED');
    expect((await eventsOf(episode.id)).at(-1)).toMatchObject({ type: 'PatientDeceased' });
    expect(await sipKnows(episode.id)).toBe('DECEASED');
    const row = (await overviewRows(assessor)).find((one) => one.episode.id === episode.id);
    expect(row?.discharge).toMatchObject({ mark: 'RED', message: { id: notice.id } });
  });

  test('when the time lies before admission or in the future, then the range is stated and nothing changes', async () => {
    for (const change of [-2, 1]) {
      expect(await does.recordDeath(nurse, own({ deceasedAt: hours(region, change) }))).toMatchObject({
        code: 'EPISODE_DEATH_OUT_OF_RANGE',
        field: 'input.deceasedAt',
      });
    }
    expect(await seen(nurse)).toMatchObject({ state: 'ADMITTED', version: episode.version });
  });

  test('when somebody elsewhere tries, then nobody may', async () => {
    const death = own({ deceasedAt: region.clock.now() });
    expect(await does.recordDeath(homeNurse, death)).toMatchObject(FORBIDDEN);
    expect(await does.recordDeath(surgicalNurse, death)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('transferPatient', () => {
  const move = (change: Readonly<Record<string, unknown>> = {}) =>
    own({ toWardId: surgicalNurse.unitId, transferredAt: region.clock.now(), ...change });

  async function nextOf(id: string = episode.id): Promise<string> {
    const [row] = await region.databases.care.query('SELECT transferred_to_id AS id FROM care_episode WHERE id = $1', [
      id,
    ]);
    return row?.['id'];
  }

  test('when the patient is moved, then the episode goes on at the other ward with the same parties, linked both ways', async () => {
    await does.answerPlanningBasis(assessor, {
      episodeId: episode.id,
      version: 0,
      answers: [{ key: (await firstQuestion()).key, answer: 'Hemtjänst två gånger om dagen.' }],
    });
    await ready();
    const { notice, ...ok } = await does.transferPatient(nurse, move({ text: 'Behöver opereras.' }));
    expect(ok.episode).toMatchObject({ state: 'TRANSFERRED', outstandingAcknowledgements: 0, viewerCan: [] });
    await region.settled();
    const nextId = await nextOf();
    const there = await seen(surgicalNurse, nextId);
    expect(there).toMatchObject({
      state: 'DISCHARGE_READY',
      version: 1,
      outstandingAcknowledgements: 3,
      dischargeReady: { judgedAt: expect.any(String) },
      planningBasis: { needsAssessment: { version: 1 } },
    });
    expect(there.parties[0]).toEqual({ unit: { id: surgicalNurse.unitId }, isWard: true });
    expect(there.parties.map(({ unit }: Json) => unit.id).sort()).toEqual(
      [surgicalNurse, assessor, homeNurse].map(({ unitId }) => unitId).sort(),
    );
    expect(there.messages).toMatchObject([{ id: notice.id, type: 'ADMISSION_NOTICE', text: 'Behöver opereras.' }]);
    // A party sees both; each ward its own.
    expect(await seen(assessor)).toMatchObject({
      transfer: { ward: { id: surgicalNurse.unitId }, episode: { id: nextId } },
    });
    expect(await seen(assessor, nextId)).toMatchObject({ transferredFrom: { id: episode.id } });
    expect(await seen(nurse)).toMatchObject({ transfer: { ward: { id: surgicalNurse.unitId }, episode: null } });
    expect(there.transferredFrom).toBeNull();
  });

  async function firstQuestion(): Promise<Json> {
    const answer = await assessor.ask(
      'query ($id: ID!) { careEpisode(id: $id) { planningBasis { needsAssessment { questions { key } } } } }',
      { id: episode.id },
    );
    return answer.at('careEpisode').planningBasis.needsAssessment.questions[0];
  }

  test('when it is done, then the overview shows the case at the other ward and nowhere else, and the others are told', async () => {
    await does.transferPatient(nurse, move());
    await region.settled();
    const nextId = await nextOf();
    const shown = async (by: Person) =>
      (await overviewRows(by)).map((row) => row.episode.id).filter((id) => id === episode.id || id === nextId);
    expect(await shown(nurse)).toEqual([]);
    expect(await shown(surgicalNurse)).toEqual([nextId]);
    expect(await shown(assessor)).toEqual([nextId]);
    expect((await eventsOf(episode.id)).at(-1)).toMatchObject({ type: 'PatientTransferred' });
    expect((await eventsOf(nextId)).map(({ type }) => type)).toEqual(['PatientAdmitted']);
    expect([await sipKnows(episode.id), await sipKnows(nextId)]).toEqual(['TRANSFERRED', 'ADMITTED']);
  });

  test('when the other ward takes over, then it acknowledges and goes on: changes the estimate, reports and discharges', async () => {
    const { notice } = await does.transferPatient(nurse, move());
    const nextId = await nextOf();
    expect(await does.acknowledgeMessage(surgicalNurse, { messageId: notice.id })).toMatchObject({
      __typename: 'AcknowledgeMessageOk',
    });
    const changed = await does.changeEstimatedDischarge(surgicalNurse, {
      episodeId: nextId,
      version: 1,
      estimatedDischargeAt: hours(region, 100),
    });
    expect(changed.notice.versionNumber).toBe(2);
    const reported = await does.reportDischargeReady(surgicalNurse, {
      episodeId: nextId,
      version: changed.episode.version,
      judgedById: surgeon.userId,
      judgedAt: region.clock.now(),
    });
    expect(reported.episode.state).toBe('DISCHARGE_READY');
    // The first ward runs it no more.
    expect(await does.voidEpisode(nurse, { episodeId: nextId, version: 3, reason: 'x' })).toMatchObject({
      code: 'NOT_PERMITTED',
    });
  });

  test('when the other ward gives the notice back as misdirected, then it still runs its episode', async () => {
    const { notice } = await does.transferPatient(nurse, move());
    await does.returnMisdirectedMessage(surgicalNurse, { messageId: notice.id, reason: 'Fel avdelning.' });
    await region.settled();
    expect(await seen(surgicalNurse, await nextOf())).toMatchObject({ state: 'ADMITTED' });
  });

  test('when the patient is admitted to the other ward already, then nothing changes (f.3 66)', async () => {
    const [row] = await region.databases.care.query('SELECT identity_number AS number FROM patient WHERE id = $1', [
      patientId,
    ]);
    await does.lookUpPatient(surgicalNurse, { personalIdentityNumber: row?.['number'], purpose: 'ADMISSION' });
    await does.admitPatient(surgicalNurse, admissionInput(region, surgeon, patientId, [homeNurse]));
    expect(await does.transferPatient(nurse, move())).toMatchObject({ code: 'EPISODE_ALREADY_AT_OTHER_WARD' });
    expect(await seen(nurse)).toMatchObject({
      state: 'ADMITTED',
      version: episode.version,
      outstandingAcknowledgements: 2,
    });
  });

  test.each([
    ['no ward', () => assessor.unitId],
    ['the own ward', () => nurse.unitId],
    ['unknown', () => 'unt_00000000000000000000000000'],
  ])('when the unit is %s, then the field is named', async (_, toWardId) => {
    expect(await does.transferPatient(nurse, move({ toWardId: toWardId() }))).toMatchObject({
      code: 'MESSAGE_RECIPIENT_REFUSED',
      field: 'input.toWardId',
    });
  });

  test('when it is moved twice at once, then there is one episode at the other ward', async () => {
    const outcomes = await Promise.all([does.transferPatient(nurse, move()), does.transferPatient(nurse, move())]);
    expect(outcomes.map((outcome) => outcome.__typename).sort()).toEqual(['ChangedMeanwhile', 'TransferPatientOk']);
    const there = await region.databases.care.query(
      'SELECT 1 FROM care_episode WHERE patient_id = $1 AND ward_unit_id = $2',
      [patientId, surgicalNurse.unitId],
    );
    expect(there).toHaveLength(1);
  });

  test('when a party or the physician tries, then nobody may', async () => {
    expect(await does.transferPatient(assessor, move())).toMatchObject(FORBIDDEN);
    expect(await does.transferPatient(physician, move())).toMatchObject(FORBIDDEN);
  });
});

describe('recoverEpisode (F-306, K11)', () => {
  const home = (change: Readonly<Record<string, unknown>> = {}) =>
    own({
      judgedById: physician.userId,
      dischargedAt: hours(region, -24),
      text: 'Registrerat efter avbrottet.',
      ...change,
    });

  test('when a patient went home while nobody could record it, then the discharge may lie before the judgement, with the mark (f.3 61)', async () => {
    const admittedAt = hours(region, -72);
    await region.databases.care.query('UPDATE care_episode SET admitted_at = $2 WHERE id = $1', [
      episode.id,
      admittedAt,
    ]);
    const dischargedAt = hours(region, -24).toISOString();
    const { dischargeMessage, ...ok } = await does.recoverEpisode(nurse, home({ dischargedAt }));
    expect(ok.episode).toMatchObject({ state: 'DISCHARGED' });
    expect(dischargeMessage.isLate).toBe(true);
    expect(await seen(assessor)).toMatchObject({ isRecovered: true, dischargedAt });
    const closed = await does.closeEpisode(nurse, own({ version: ok.episode.version }));
    expect(closed.episode.state).toBe('CLOSED');
    expect(await seen(nurse)).toMatchObject({ isRecovered: true });
  });

  test('when the patient left today or before the admission, then the range is stated: the usual way holds', async () => {
    for (const change of [0, -24]) {
      expect(await does.recoverEpisode(nurse, home({ dischargedAt: hours(region, change) }))).toMatchObject({
        code: 'DISCHARGE_OUT_OF_RANGE',
        field: 'input.dischargedAt',
      });
    }
  });

  test('when a nurse judged, then it is refused; when a party tries, then nobody may', async () => {
    expect(await does.recoverEpisode(nurse, home({ judgedById: nurse.userId }))).toMatchObject({
      code: 'EPISODE_NOT_TREATING_PHYSICIAN',
    });
    expect(await does.recoverEpisode(assessor, home())).toMatchObject(FORBIDDEN);
  });
});

describe('voidDischargeReadyInterruption (G-101)', () => {
  const why = { reason: 'Rapporterat på fel patient.' };

  async function interrupted(): Promise<Json> {
    const reported = await ready();
    const { episode: now, interruption } = await does.interruptDischargeReady(nurse, own({ reason: 'Feber.' }));
    episode = now;
    return { reported, interruption };
  }

  test('when the ward voids it, then the judgement before it stands with its time, the message is void and all are told', async () => {
    const { reported, interruption } = await interrupted();
    const before = await seen(assessor);
    expect(before.dischargeReady).toBeNull();
    await does.acknowledgeMessage(homeNurse, { messageId: interruption.id });
    region.clock.move({ minutes: 2 });
    const { episode: after, notice } = await does.voidDischargeReadyInterruption(nurse, own(why));
    region.clock.move({ minutes: -2 });
    expect(after).toMatchObject({ state: 'DISCHARGE_READY', outstandingAcknowledgements: 6 });
    const [row] = await region.databases.care.query(
      `SELECT e.ready_reported_at = m.sent_at AS "isSame" FROM care_episode e JOIN message m ON m.id = $2 WHERE e.id = $1`,
      [episode.id, reported.notice.id],
    );
    expect(row).toEqual({ isSame: true });
    const { messages } = await seen(assessor);
    const voided = messages.find(({ id }: Json) => id === interruption.id);
    expect(voided.voided).toEqual(why);
    expect(voided.recipients.map(({ state }: Json) => state).sort()).toEqual(['ACKNOWLEDGED', 'RELEASED']);
    expect(messages.find(({ id }: Json) => id === notice.id)).toMatchObject({
      type: 'VOID_NOTICE',
      text: why.reason,
      about: { id: interruption.id },
    });
    expect((await eventsOf(episode.id)).at(-1)).toMatchObject({ type: 'DischargeReadyRestored' });
    expect(await sipKnows(episode.id)).toBe('DISCHARGE_READY');
    expect(
      await does.dischargePatient(nurse, {
        episodeId: episode.id,
        version: after.version,
        dischargedAt: region.clock.now(),
        text: 'Hemgång.',
      }),
    ).toMatchObject({ episode: { state: 'DISCHARGED' } });
  });

  test('when it was reported anew, or never interrupted, or is voided twice at once, then it is void at most once', async () => {
    expect(await does.voidDischargeReadyInterruption(nurse, own(why))).toMatchObject({ code: 'EPISODE_STATE_REFUSES' });
    await interrupted();
    const outcomes = await Promise.all([1, 2].map(() => does.voidDischargeReadyInterruption(nurse, own(why))));
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'VoidDischargeReadyInterruptionOk',
    ]);
    const { version } = await seen(nurse);
    expect(await does.voidDischargeReadyInterruption(nurse, own({ ...why, version }))).toMatchObject({
      code: 'EPISODE_STATE_REFUSES',
    });
  });

  test('when a party or another ward tries, then nobody may', async () => {
    await interrupted();
    expect(await does.voidDischargeReadyInterruption(assessor, own(why))).toMatchObject(FORBIDDEN);
    expect(await does.voidDischargeReadyInterruption(surgicalNurse, own(why))).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
