import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admissionInput, admitted, hours, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let psychiatricNurse: Person;
let psychiatrist: Person;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  psychiatricNurse = await region.staff('Avd 51 Psykiatri, Sundsvall', 'NURSE');
  psychiatrist = await region.staff('Avd 51 Psykiatri, Sundsvall', 'PHYSICIAN');
});
afterAll(() => region.close());
beforeEach(async () => {
  patientId = await newPatient(region, nurse);
});

const input = (change: Readonly<Record<string, unknown>> = {}) => ({
  ...admissionInput(region, physician, patientId, [assessor]),
  ...change,
});

async function episodesOf(patient: string): Promise<readonly Json[]> {
  return await region.databases.care.query('SELECT * FROM care_episode WHERE patient_id = $1', [patient]);
}

describe('admitPatient', () => {
  test('when a patient is admitted, then the notice holds what the law demands, as it was sent (G-003)', async () => {
    const { notice, episode } = await does.admitPatient(nurse, input({ text: '<b>Obs</b>\u202eabc' }));
    const answer = await assessor.ask(
      `query ($id: ID!) { careEpisode(id: $id) { parties { unit { id } isWard } messages {
        id text sender { id } sentBy { id } admission {
          patientName personalIdentityNumber registeredAddress { street postalCode city } estimatedDischargeAt
          needs assessedBy { id } assessedAt } } } }`,
      { id: episode.id },
    );
    const { parties, messages } = answer.at('careEpisode');
    expect(parties).toEqual([
      { unit: { id: nurse.unitId }, isWard: true },
      { unit: { id: assessor.unitId }, isWard: false },
    ]);
    expect(messages).toEqual([
      {
        id: notice.id,
        text: '<b>Obs</b>\u202eabc',
        sender: { id: nurse.unitId },
        sentBy: { id: nurse.userId },
        admission: {
          patientName: expect.stringMatching(/^Test Patient\d{4}$/),
          personalIdentityNumber: expect.stringMatching(/^\d{12}$/),
          registeredAddress: { street: 'Provgatan 1', postalCode: '85230', city: 'Sundsvall' },
          estimatedDischargeAt: expect.any(String),
          needs: ['SOCIAL_SERVICES'],
          assessedBy: { id: physician.userId },
          assessedAt: expect.any(String),
        },
      },
    ]);
  });

  test('when it happens, then state, relation, event and access log are stored together', async () => {
    const { episode } = await does.admitPatient(nurse, input());
    const relations = await region.databases.care.query(
      "SELECT unit_id FROM care_relation WHERE basis = 'EPISODE' AND basis_id = $1 ORDER BY unit_id",
      [episode.id],
    );
    expect(relations.map((row) => row['unit_id'])).toEqual([nurse.unitId, assessor.unitId].sort());
    const events = await region.databases.care.query(
      "SELECT type, data FROM kit.outbox WHERE aggregate_id = $1 AND type <> 'OverviewChanged'",
      [episode.id],
    );
    expect(events).toEqual([
      {
        type: 'PatientAdmitted',
        data: {
          episodeId: episode.id,
          patientId,
          wardUnitId: nurse.unitId,
          state: 'ADMITTED',
          partyUnitIds: expect.arrayContaining([nurse.unitId, assessor.unitId]),
          transferredToId: null,
          version: 1,
        },
      },
    ]);
    const log = await region.databases.care.query(
      "SELECT action FROM kit.access_log WHERE subject_id = $1 AND kind = 'WRITE'",
      [episode.id],
    );
    expect(log).toEqual([{ action: 'episode.admit' }]);
  });

  const bad: readonly (readonly [string, () => Readonly<Record<string, unknown>>, string])[] = [
    ['the admission lies in the future', () => ({ admittedAt: hours(region, 1) }), 'input.admittedAt'],
    ['the admission is older than 30 days', () => ({ admittedAt: hours(region, -24 * 31) }), 'input.admittedAt'],
    ['the estimate has passed', () => ({ estimatedDischargeAt: hours(region, -0.2) }), 'input.estimatedDischargeAt'],
    [
      'the estimate lies before admission',
      () => ({ estimatedDischargeAt: hours(region, -2) }),
      'input.estimatedDischargeAt',
    ],
    [
      'the judgement lies before admission',
      () => assessed({ assessedAt: hours(region, -2) }),
      'input.assessment.assessedAt',
    ],
    [
      'the judgement lies in the future',
      () => assessed({ assessedAt: hours(region, 1) }),
      'input.assessment.assessedAt',
    ],
    ['no need is given', () => assessed({ needs: [] }), 'input.assessment.needs'],
    [
      'a need is given twice',
      () => assessed({ needs: ['SOCIAL_SERVICES', 'SOCIAL_SERVICES'] }),
      'input.assessment.needs',
    ],
    ['there are no recipients', () => ({ recipientIds: [] }), 'input.recipientIds'],
    ['a recipient is named twice', () => ({ recipientIds: [assessor.unitId, assessor.unitId] }), 'input.recipientIds'],
    [
      'there are 31 recipients',
      () => ({ recipientIds: Array.from({ length: 31 }, (_, i) => `unt_${i}`) }),
      'input.recipientIds',
    ],
    ['the text is over the limit', () => ({ text: 'å'.repeat(2001) }), 'input.text'],
    ['the key is too long', () => ({ idempotencyKey: 'k'.repeat(101) }), 'input.idempotencyKey'],
    ['a time has no zone', () => ({ admittedAt: '2026-11-21T08:00:00' }), 'input.admittedAt'],
    ['a day does not exist', () => ({ admittedAt: '2026-02-30T08:00:00Z' }), 'input.admittedAt'],
    ['a field is not known', () => ({ isVip: true }), 'input.isVip'],
    ['a list is text', () => assessed({ needs: 'EVERYTHING' }), 'input.assessment.needs'],
  ];
  const assessed = (change: Readonly<Record<string, unknown>>) => ({
    assessment: { ...input().assessment, ...change },
  });

  test.each(bad)('when %s, then the field is named and nothing is stored', async (_, change, field) => {
    const outcome = await does.admitPatient(nurse, input(change()));
    expect(outcome.errors).toHaveLength(1);
    expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await episodesOf(patientId)).toEqual([]);
  });

  test.each([
    ['unknown', () => 'unt_00000000000000000000000000'],
    ['a school', () => region.unitId('Hagaskolan')],
    ['another ward', () => region.unitId('Avd 2 Kirurgi, Sundsvall')],
    ['an organisational level', () => region.unitId('Sundsvalls sjukhus')],
    ['the own ward', () => nurse.unitId],
  ])('when a recipient is %s, then RecipientRefused names its place and nothing is stored (F-006)', async (_, id) => {
    const outcome = await does.admitPatient(nurse, input({ recipientIds: [assessor.unitId, id()] }));
    expect(outcome).toMatchObject({ code: 'MESSAGE_RECIPIENT_REFUSED', field: 'input.recipientIds[1]' });
    expect(await episodesOf(patientId)).toEqual([]);
  });

  test('when the physician works at another ward, then NotTreatingPhysician (G-001)', async () => {
    const outcome = await does.admitPatient(
      nurse,
      input({ assessment: { ...input().assessment, assessedById: psychiatrist.userId } }),
    );
    expect(outcome).toMatchObject({ code: 'EPISODE_NOT_TREATING_PHYSICIAN', field: 'input.assessment.assessedById' });
    expect(await episodesOf(patientId)).toEqual([]);
  });

  test('when the same admission comes twice or twice at once, then there is one episode, one notice and one answer', async () => {
    const once = input();
    const outcomes = await Promise.all([does.admitPatient(nurse, once), does.admitPatient(nurse, once)]);
    outcomes.push(await does.admitPatient(nurse, once));
    expect(new Set(outcomes.map((outcome) => `${outcome.episode.id} ${outcome.notice.id}`)).size).toBe(1);
    expect(await episodesOf(patientId)).toHaveLength(1);
  });

  test('when the same admission comes again where a rule would refuse it by now, then the answer is the first one', async () => {
    const once = input({ estimatedDischargeAt: new Date(region.clock.now().getTime() + 60_000) });
    const first = await does.admitPatient(nurse, once);
    region.clock.move({ minutes: 2 });
    const { errors } = await does.admitPatient(nurse, { ...once, idempotencyKey: input().idempotencyKey });
    expect(errors[0].extensions.field).toBe('input.estimatedDischargeAt');
    expect((await does.admitPatient(nurse, once)).episode.id).toBe(first.episode.id);
    region.clock.move({ minutes: -2 });
  });

  test('when a second admission comes with the same key, then IdempotencyKeyReused names the field and nothing is stored', async () => {
    const first = input();
    await does.admitPatient(nurse, first);
    const other = await newPatient(region, nurse);
    const second = { ...admissionInput(region, physician, other, [assessor]), idempotencyKey: first.idempotencyKey };
    expect(await does.admitPatient(nurse, second)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'input.idempotencyKey',
    });
    expect(await episodesOf(other)).toEqual([]);
  });

  test('when the patient is admitted to the ward already, also at the same moment, then AlreadyAdmitted leads to the episode', async () => {
    const outcomes = await Promise.all([does.admitPatient(nurse, input()), does.admitPatient(nurse, input())]);
    const names = outcomes.map((outcome) => outcome.__typename).sort();
    expect(names).toEqual(['AdmitPatientOk', 'AlreadyAdmitted']);
    expect(new Set(outcomes.map((outcome) => outcome.episode.id)).size).toBe(1);
    // A refused admission leaves its key unused.
    const again = await does.admitPatient(nurse, input());
    expect(again.__typename).toBe('AlreadyAdmitted');
  });

  test('when two wards care for one patient, then there are two episodes with recipients of their own (f.3 66)', async () => {
    await does.admitPatient(nurse, input());
    const surgeon = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    const doctor = await region.staff('Avd 2 Kirurgi, Sundsvall', 'PHYSICIAN');
    const [row] = await region.databases.care.query('SELECT identity_number AS number FROM patient WHERE id = $1', [
      patientId,
    ]);
    await does.lookUpPatient(surgeon, { personalIdentityNumber: row?.['number'], purpose: 'ADMISSION' });
    const second = await does.admitPatient(surgeon, admissionInput(region, doctor, patientId, [homeNurse]));
    expect(second.__typename).toBe('AdmitPatientOk');
    expect(await episodesOf(patientId)).toHaveLength(2);
  });

  test('when psychiatric care admits, then the psychiatric outpatient unit must be set first, and then may be (F-235)', async () => {
    const [row] = await region.databases.care.query('SELECT identity_number AS number FROM patient WHERE id = $1', [
      patientId,
    ]);
    await does.lookUpPatient(psychiatricNurse, { personalIdentityNumber: row?.['number'], purpose: 'ADMISSION' });
    await region.settled();
    const admission = admissionInput(region, psychiatrist, patientId, [assessor]);
    expect(await does.admitPatient(psychiatricNurse, admission)).toMatchObject({
      code: 'ADMISSION_PSYCHIATRIC_OUTPATIENT_UNIT_MISSING',
      field: 'patient.addressing.psychiatricOutpatientUnit',
    });
    const unitId = region.unitId('Psykiatriska öppenvårdsmottagningen Sundsvall');
    await does.linkPatient(psychiatricNurse, { patientId, version: 1, psychiatricOutpatientUnitId: unitId });
    await region.settled();
    expect(await does.admitPatient(psychiatricNurse, admission)).toMatchObject({ episode: { state: 'ADMITTED' } });
  });
});

describe('changeEstimatedDischarge', () => {
  test('when the estimate changes twice in a day, then there are two new notices with their own acknowledgements, and the overview shows the latest (G-005, f.3 46)', async () => {
    const { episode, noticeId } = await admitted(region, { nurse, physician, recipients: [homeNurse] });
    const first = await does.changeEstimatedDischarge(nurse, {
      episodeId: episode.id,
      version: episode.version,
      estimatedDischargeAt: hours(region, 24),
    });
    const second = await does.changeEstimatedDischarge(nurse, {
      episodeId: episode.id,
      version: first.episode.version,
      estimatedDischargeAt: hours(region, 48),
    });
    expect([first.notice.versionNumber, second.notice.versionNumber]).toEqual([2, 3]);
    expect(second.episode.outstandingAcknowledgements).toBe(3);
    const row = (await overviewRows(homeNurse)).find((candidate) => candidate.episode.id === episode.id);
    expect(row.admission.message.id).toBe(second.notice.id);
    await does.acknowledgeMessage(homeNurse, { messageId: second.notice.id });
    const kept = await homeNurse.ask(
      'query ($id: ID!) { careEpisode(id: $id) { messages { id isSuperseded recipients { state } } } }',
      { id: episode.id },
    );
    expect(kept.at('careEpisode').messages).toEqual([
      { id: second.notice.id, isSuperseded: false, recipients: [{ state: 'ACKNOWLEDGED' }] },
      { id: first.notice.id, isSuperseded: true, recipients: [{ state: 'UNREAD' }] },
      { id: noticeId, isSuperseded: true, recipients: [{ state: 'UNREAD' }] },
    ]);
  });

  test('when two change it at once, then one wins and the other is told', async () => {
    const { episode } = await admitted(region, { nurse, physician, recipients: [homeNurse] });
    const change = (h: number) =>
      does.changeEstimatedDischarge(nurse, {
        episodeId: episode.id,
        version: 1,
        estimatedDischargeAt: hours(region, h),
      });
    const outcomes = await Promise.all([change(30), change(40), change(50)]);
    expect(outcomes.map(does.codeOf).sort()).toEqual(['CHANGED_MEANWHILE', 'CHANGED_MEANWHILE', 'OK']);
    const notices = await region.databases.care.query('SELECT 1 FROM message WHERE episode_id = $1', [episode.id]);
    expect(notices).toHaveLength(2);
  });

  test('when the new estimate has passed or is the same, then the field is named and nobody is disturbed', async () => {
    const { episode } = await admitted(region, { nurse, physician, recipients: [homeNurse] });
    const base = { episodeId: episode.id, version: 1 };
    const passed = await does.changeEstimatedDischarge(nurse, { ...base, estimatedDischargeAt: hours(region, -1) });
    expect(passed.errors[0].extensions).toMatchObject({ field: 'input.estimatedDischargeAt' });
    const [row] = await region.databases.care.query(
      'SELECT estimated_discharge_at AS at FROM care_episode WHERE id = $1',
      [episode.id],
    );
    expect(await does.changeEstimatedDischarge(nurse, { ...base, estimatedDischargeAt: row?.['at'] })).toMatchObject({
      code: 'EPISODE_ESTIMATE_UNCHANGED',
    });
  });
});
