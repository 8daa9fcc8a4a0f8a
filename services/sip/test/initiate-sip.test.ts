import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { admitted, discharged } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  deniedRights,
  initiativeFor,
  logged,
  patientOf,
  plansOf,
  putInState,
  refusal,
  stored,
  told,
  world,
} from './plans.ts';

let at: World;
let patientId: string;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());
beforeEach(async () => {
  patientId = await patientOf(at);
});

const input = (change: Readonly<Record<string, unknown>> = {}) => ({
  ...initiativeFor(patientId, [at.homeNurse, at.healthCentre]),
  ...change,
});
const initiate = async (change: Readonly<Record<string, unknown>> = {}): Promise<Json> =>
  await does.initiateSip(at.assessor, input(change));

/** Refused by the access policy, with nothing stored. */
async function expectNothing(): Promise<void> {
  expect(await plansOf(at, patientId)).toEqual([]);
}

describe('a plan outside an episode (F-252)', () => {
  test('when it is started, then state, participants, event and access log are stored together', async () => {
    const participants = [
      { unitId: at.homeNurse.unitId },
      { unitId: at.healthCentre.unitId, mustAcknowledge: true },
      { unitId: at.socialWorker.unitId, mustAcknowledge: false },
    ];
    const { sip, reminder } = await initiate({ participants });
    expect(sip).toMatchObject({ state: 'INITIATED', version: 1, coordinationResponsible: { id: at.assessor.unitId } });
    expect(reminder).toContain('Byt samordningsansvarig');

    const row = await stored(at, sip.id);
    expect(row).toMatchObject({
      patient_id: patientId,
      municipality_code: '2281',
      episode_id: null,
      state: 'INITIATED',
      initiated_by_user_id: at.assessor.userId,
      initiated_by_unit_id: at.assessor.unitId,
      initiation_reason: 'Insatser från både region och kommun behövs.',
      coordinating_unit_id: at.assessor.unitId,
      coordinating_principal: 'MUNICIPALITY',
      version: 1,
      consents: [],
      invitations: [],
    });
    const must = [...row.participants].map(([unitId, participant]) => [unitId, participant.must_acknowledge]);
    expect(Object.fromEntries(must)).toEqual({
      [at.assessor.unitId]: false,
      [at.homeNurse.unitId]: true,
      [at.healthCentre.unitId]: true,
      [at.socialWorker.unitId]: false,
    });
    expect(await told(at, sip.id)).toEqual([
      {
        type: 'SipInitiated',
        data: {
          sipId: sip.id,
          patientId,
          episodeId: null,
          isOngoing: true,
          coordinatingUnitId: at.assessor.unitId,
          participants: expect.arrayContaining([
            { unitId: at.socialWorker.unitId, mustAcknowledge: false, answeredAt: null },
          ]),
          invitedAt: null,
          version: 1,
        },
      },
    ]);
    expect(await logged(at, at.assessor, patientId)).toEqual(['WRITE sip.initiate', 'READ sip.read']);
  });

  test('when the events are told, then the text of the initiative is in none of them', async () => {
    const { sip } = await initiate({ initiationReason: 'Känslig orsak.' });
    expect(JSON.stringify(await told(at, sip.id))).not.toContain('Känslig');
  });

  test('when a participant is named to lead, then it does, and there is nothing to be reminded of (F-256, B-03)', async () => {
    const { sip, reminder } = await initiate({ coordinationResponsibleUnitId: at.healthCentre.unitId });
    expect(sip.coordinationResponsible.id).toBe(at.healthCentre.unitId);
    expect(reminder).toBeNull();
    expect(await stored(at, sip.id)).toMatchObject({ coordinating_principal: 'PRIMARY_CARE' });
  });
});

describe('a plan offered in an episode (F-252)', () => {
  test('when a party of the ongoing episode offers it, then the plan belongs to the episode', async () => {
    const { episode, ...admission } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor],
    });
    const offered = { ...initiativeFor(admission.patientId, [at.wardNurse]), episodeId: episode.id };
    const { sip } = await does.initiateSip(at.assessor, offered);
    expect(await stored(at, sip.id)).toMatchObject({ episode_id: episode.id });
  });

  test('when the episode is of somebody else, closed, unknown, or has not the unit as a party, then SipEpisodeRefused and nothing is stored', async () => {
    const { episode, ...admission } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.homeNurse],
    });
    const refused = { code: 'SIP_EPISODE_REFUSED', field: 'input.episodeId' };
    expect(await initiate({ episodeId: episode.id })).toMatchObject(refused);
    expect(await initiate({ episodeId: 'epi_00000000000000000000000000' })).toMatchObject(refused);
    await expectNothing();

    const own = () => ({ ...initiativeFor(admission.patientId, [at.healthCentre]), episodeId: episode.id });
    const [row] = await at.region.databases.care.query('SELECT identity_number AS number FROM patient WHERE id = $1', [
      admission.patientId,
    ]);
    const lookUp = { personalIdentityNumber: row?.['number'], purpose: 'CLIENT_REGISTRATION' };
    await does.lookUpPatient(at.assessor, lookUp);
    await at.region.settled();
    expect(await does.initiateSip(at.assessor, own())).toMatchObject(refused);

    const { left } = await discharged(at.region, { nurse: at.wardNurse, physician: at.physician }, episode);
    await does.closeEpisode(at.wardNurse, { episodeId: episode.id, version: left.episode.version });
    await at.region.settled();
    expect(await does.initiateSip(at.homeNurse, own())).toMatchObject(refused);
    expect(await plansOf(at, admission.patientId)).toEqual([]);
  });
});

describe('who may not', () => {
  test('when the unit has no relation to the patient, then NotPermitted, as if there were no such patient (G-070, f.6 100)', async () => {
    const outcome = await does.initiateSip(at.stranger, input());
    expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
    await expectNothing();
    expect(await logged(at, at.stranger, patientId)).toEqual(['DENIED sip.initiate NOT_IN_REACH']);
    const none = await does.initiateSip(at.stranger, input({ patientId: 'pat_00000000000000000000000000' }));
    expect(none).toEqual(outcome);
  });

  test('when a role that only answers tries, then FORBIDDEN, and the attempt is logged (F-008)', async () => {
    expect(refusal(await does.initiateSip(at.socialWorker, input()))).toMatchObject({ code: 'FORBIDDEN' });
    await expectNothing();
    expect(await deniedRights(at, at.socialWorker)).toContain('Mutation.initiateSip');
  });

  test('when social services are named to lead, then SipParticipantRefused: nobody there could go on (F-008)', async () => {
    const participants = [{ unitId: at.socialWorker.unitId }];
    const outcome = await initiate({ participants, coordinationResponsibleUnitId: at.socialWorker.unitId });
    expect(outcome).toMatchObject({
      code: 'SIP_PARTICIPANT_REFUSED',
      field: 'input.coordinationResponsibleUnitId',
    });
    await expectNothing();
  });
});

describe('units that cannot take part', () => {
  test.each([
    ['unknown', () => 'unt_00000000000000000000000000'],
    ['no id at all', () => "x'; DROP TABLE sip; --"],
    ['an organisational level', () => at.region.unitId('Hemtjänsten')],
    ['the own one', () => at.assessor.unitId],
  ])('when a participant is %s, then SipParticipantRefused names its place and nothing is stored', async (_, id) => {
    const participants = [{ unitId: at.homeNurse.unitId }, { unitId: id() }];
    expect(await initiate({ participants })).toMatchObject({
      code: 'SIP_PARTICIPANT_REFUSED',
      field: 'input.participants[1].unitId',
    });
    await expectNothing();
  });

  test('when a participant has been ended, then SipParticipantRefused', async () => {
    const unitId = at.region.unitId('Solhaga');
    const file = principalFile('sundsvall');
    await at.region.importFile(withoutUnit(file, 'Solhaga'));
    expect(await initiate({ participants: [{ unitId }] })).toMatchObject({ field: 'input.participants[0].unitId' });
    await at.region.importFile(file);
    expect(await initiate({ participants: [{ unitId }] })).toMatchObject({ __typename: 'InitiateSipOk' });
  });

  test('when the one named to lead takes no part, then SipParticipantRefused names the field', async () => {
    expect(await initiate({ coordinationResponsibleUnitId: at.stranger.unitId })).toMatchObject({
      code: 'SIP_PARTICIPANT_REFUSED',
      field: 'input.coordinationResponsibleUnitId',
    });
    await expectNothing();
  });
});

describe('bad input', () => {
  const units = (n: number) => Array.from({ length: n }, (_, i) => ({ unitId: `unt_${i}` }));

  test.each([
    ['no participants are named', () => ({ participants: [] }), 'input.participants', 'EMPTY'],
    ['101 are named', () => ({ participants: units(101) }), 'input.participants', 'TOO_MANY'],
    [
      'one is named twice',
      () => ({ participants: [{ unitId: at.homeNurse.unitId }, { unitId: at.homeNurse.unitId }] }),
      'input.participants',
      'REPEATED',
    ],
    ['the reason is empty', () => ({ initiationReason: ' \n\t' }), 'input.initiationReason', 'EMPTY'],
    [
      'the reason is over 2 000 characters',
      () => ({ initiationReason: '😀'.repeat(2001) }),
      'input.initiationReason',
      'TOO_LONG',
    ],
    ['the reason is not text', () => ({ initiationReason: 'a\ud800' }), 'input.initiationReason', 'NOT_TEXT'],
    ['the key is empty', () => ({ idempotencyKey: '' }), 'input.idempotencyKey', 'EMPTY'],
    ['the key is over 100 characters', () => ({ idempotencyKey: 'k'.repeat(101) }), 'input.idempotencyKey', 'TOO_LONG'],
    [
      'a flag is text',
      () => ({ participants: [{ unitId: 'unt_1', mustAcknowledge: 'ja' }] }),
      'input.participants[0].mustAcknowledge',
      undefined,
    ],
    ['a field is not known', () => ({ isUrgent: true }), 'input.isUrgent', undefined],
    ['the patient is left out', () => ({ patientId: undefined }), 'input.patientId', undefined],
  ] as const)('when %s, then the field is named and nothing is stored', async (_, change, field, reason) => {
    const outcome = await initiate(change());
    expect(refusal(outcome)).toMatchObject({ code: 'BAD_USER_INPUT', field, ...(reason && { reason }) });
    await expectNothing();
  });

  test('when the reason is exactly 2 000 characters, then it is kept as it is written', async () => {
    const initiationReason = `<b>å</b>\u202e${'😀'.repeat(1991)}`;
    expect([...initiationReason]).toHaveLength(2000);
    const { sip } = await initiate({ initiationReason });
    expect(await stored(at, sip.id)).toMatchObject({ initiation_reason: initiationReason });
  });
});

describe('twice and at once', () => {
  test('when the same initiative comes again, or twice at once, then there is one plan, told once, and the same answer', async () => {
    const once = input();
    const outcomes = await Promise.all([does.initiateSip(at.assessor, once), does.initiateSip(at.assessor, once)]);
    outcomes.push(await does.initiateSip(at.assessor, once));
    expect(outcomes[0].__typename).toBe('InitiateSipOk');
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(await plansOf(at, patientId)).toEqual([outcomes[0].sip.id]);
    expect(await told(at, outcomes[0].sip.id)).toHaveLength(1);
  });

  test('when the same initiative comes again after the plan has gone on, then the answer is the first plan', async () => {
    const once = input();
    const { sip } = await does.initiateSip(at.assessor, once);
    await putInState(at, sip.id, 'ENDED');
    await does.initiateSip(at.assessor, input());
    expect(await does.initiateSip(at.assessor, once)).toMatchObject({ sip: { id: sip.id } });
  });

  test('when the key comes with another initiative, then IdempotencyKeyReused names the field and nothing is stored', async () => {
    const first = input();
    await does.initiateSip(at.assessor, first);
    patientId = await patientOf(at);
    expect(await initiate({ idempotencyKey: first.idempotencyKey })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'input.idempotencyKey',
    });
    await expectNothing();
  });

  test('when somebody else uses the same key, then it is another initiative', async () => {
    const first = input();
    await does.initiateSip(at.assessor, first);
    const other = initiativeFor(await patientOf(at), [at.homeNurse]);
    const colleague = await at.region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const outcome = await does.initiateSip(colleague, { ...other, idempotencyKey: first.idempotencyKey });
    expect(outcome.__typename).toBe('InitiateSipOk');
  });

  test('when two initiatives for a patient come at once, then one plan is started and the other is led to it (f.5 94)', async () => {
    const outcomes = await Promise.all([initiate(), initiate(), initiate()]);
    expect(outcomes.map(does.codeOf).sort()).toEqual(['OK', 'SIP_ONGOING', 'SIP_ONGOING']);
    expect(await plansOf(at, patientId)).toHaveLength(1);
  });

  test('when the initiative was refused because of an ongoing plan, then its key is unused', async () => {
    const first = await initiate();
    const second = input();
    expect(await does.initiateSip(at.assessor, second)).toMatchObject({ code: 'SIP_ONGOING' });
    await putInState(at, first.sip.id, 'ENDED');
    expect(await does.initiateSip(at.assessor, second)).toMatchObject({ __typename: 'InitiateSipOk' });
  });

  test('when the earlier plan was declined or has ended, then a new one can be started (f.5 94, f.5 95)', async () => {
    const { sip } = await initiate();
    const declined = { sipId: sip.id, version: 1, isGiven: false, form: 'ORAL' };
    expect(await does.recordSipConsent(at.assessor, declined)).toMatchObject({ sip: { state: 'DECLINED' } });
    const second = await initiate();
    await putInState(at, second.sip.id, 'ENDED');
    expect(await initiate()).toMatchObject({ __typename: 'InitiateSipOk' });
    expect(await plansOf(at, patientId)).toHaveLength(3);
  });
});
