import { addHours, stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  changesNothing,
  consentTo,
  declinedPlan,
  deniedRights,
  invitedPlan,
  logged,
  putInState,
  refusal,
  startedPlan,
  stored,
  told,
  world,
} from './plans.ts';

let at: World;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());

const record = async (sip: Json, change: Readonly<Record<string, unknown>> = {}, by: Person = at.assessor) =>
  await does.recordSipConsent(by, consentTo(sip, change));
const inDays = (days: number) => stockholmDay(addHours(at.region.clock.now(), 24 * days));

describe('what is recorded (F-253, G-054)', () => {
  test('when the patient consents, then form, scope, last day, who and when are stored, and the plan is being prepared', async () => {
    const sip = await startedPlan(at);
    const validTo = inDays(60);
    const outcome = await record(sip, { form: 'WRITTEN', scope: 'Läkemedel och boende.', validTo });
    expect(outcome).toMatchObject({ __typename: 'RecordSipConsentOk', sip: { state: 'PREPARING', version: 2 } });
    const { consents, state, version } = await stored(at, sip.id);
    expect([state, version]).toEqual(['PREPARING', 2]);
    expect(consents).toEqual([
      expect.objectContaining({
        is_given: true,
        form: 'WRITTEN',
        scope: 'Läkemedel och boende.',
        recorded_by_user_id: at.assessor.userId,
        recorded_at: expect.any(Date),
      }),
    ]);
    const answer = await at.homeNurse.ask(
      'query ($id: ID!) { sip(id: $id) { consent { isGiven form scope validTo recordedAt recordedBy { id } } } }',
      { id: sip.id },
    );
    expect(answer.at('sip').consent).toMatchObject({ isGiven: true, validTo, recordedBy: { id: at.assessor.userId } });
    expect((await told(at, sip.id)).map(({ type, data }) => [type, data.version])).toEqual([
      ['SipInitiated', 1],
      ['SipConsentRecorded', 2],
    ]);
    expect(JSON.stringify(await told(at, sip.id))).not.toContain('Läkemedel');
    expect(await logged(at, at.assessor, sip.patientId)).toEqual([
      'WRITE sip.initiate',
      'READ sip.read',
      'WRITE sip.coordinate',
      'READ sip.coordinate',
    ]);
  });

  test('when no last day is set, then it holds until it is withdrawn', async () => {
    const sip = await startedPlan(at);
    await record(sip);
    expect((await stored(at, sip.id)).consents).toMatchObject([{ valid_to: null }]);
  });

  test('when it is recorded anew, then the latest holds and the earlier is kept as history', async () => {
    const sip = await startedPlan(at);
    await record(sip, { scope: 'Allt.' });
    await record(sip, { version: 2, scope: 'Bara boendet.' });
    expect((await stored(at, sip.id)).consents.map(({ scope }: Json) => scope)).toEqual(['Allt.', 'Bara boendet.']);
    const answer = await at.assessor.ask('query ($id: ID!) { sip(id: $id) { state consent { scope } } }', {
      id: sip.id,
    });
    expect(answer.at('sip')).toEqual({ state: 'PREPARING', consent: { scope: 'Bara boendet.' } });
  });

  test('when the patient declines, then the plan stops and nothing is shared, whatever was sent along (G-016)', async () => {
    const sip = await startedPlan(at);
    const outcome = await record(sip, { isGiven: false, scope: 'Ska inte sparas.', validTo: inDays(9) });
    expect(outcome).toMatchObject({ sip: { state: 'DECLINED' } });
    expect((await stored(at, sip.id)).consents).toMatchObject([{ is_given: false, scope: null, valid_to: null }]);
    expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipConsentRecorded', data: { isOngoing: false } });
  });

  test('when it is withdrawn after the invitation, then the plan stops, and the participants’ relation to the patient ends (G-054, f.5 86)', async () => {
    const sip = await invitedPlan(at);
    const patient = () =>
      at.homeNurse.ask('query ($id: ID!) { patient(id: $id) { familyName } }', { id: sip.patientId });
    await at.region.settled();
    expect((await patient()).data.patient).not.toBeNull();
    expect(await record(sip, { isGiven: false, scope: null })).toMatchObject({ sip: { state: 'DECLINED' } });
    await at.region.settled();
    expect((await patient()).data.patient).toBeNull();
  });
});

describe('who may not', () => {
  test('when a participant that does not lead tries, then NotPermitted, and the attempt is logged', async () => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => record(sip, {}, at.homeNurse));
    expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await logged(at, at.homeNurse, sip.patientId)).toEqual(['DENIED sip.coordinate NOT_IN_REACH']);
  });

  test('when a unit that takes no part tries, then the answer is as for a plan that does not exist (f.6 100)', async () => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => record(sip, {}, at.stranger));
    expect(outcome).toEqual(await record({ id: 'sip_00000000000000000000000000', version: 1 }, {}, at.stranger));
    expect(await logged(at, at.stranger, sip.patientId)).toEqual(['DENIED sip.coordinate NOT_IN_REACH']);
  });

  test('when a role that only answers tries, then FORBIDDEN, and the attempt is logged (F-008)', async () => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => record(sip, {}, at.socialWorker));
    expect(refusal(outcome)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await deniedRights(at, at.socialWorker)).toContain('Mutation.recordSipConsent');
  });
});

describe('too late, twice and at once', () => {
  test('when the patient has declined or the plan has ended, then SipStateRefuses names the state', async () => {
    const declined = await declinedPlan(at);
    expect(await changesNothing(at, declined.id, () => record(declined))).toMatchObject({
      code: 'SIP_STATE_REFUSES',
      state: 'DECLINED',
    });
    const ended = await startedPlan(at);
    await putInState(at, ended.id, 'ENDED');
    expect(await changesNothing(at, ended.id, () => record(ended))).toMatchObject({ state: 'ENDED' });
  });

  test('when a plan that is followed is declined, then SipStateRefuses; consent can be given anew', async () => {
    const sip = await startedPlan(at);
    await putInState(at, sip.id, 'ACTIVE');
    expect(await changesNothing(at, sip.id, () => record(sip, { isGiven: false }))).toMatchObject({ state: 'ACTIVE' });
    expect(await record(sip)).toMatchObject({ sip: { state: 'ACTIVE' } });
  });

  test.each([0, 2, -1])(
    'when the version is %i instead of 1, then ChangedMeanwhile and nothing is stored',
    async (version) => {
      const sip = await startedPlan(at);
      expect(await changesNothing(at, sip.id, () => record(sip, { version }))).toMatchObject({
        code: 'CHANGED_MEANWHILE',
      });
    },
  );

  test('when the same consent comes twice at once, then it is stored once and the other is told', async () => {
    const sip = await startedPlan(at);
    const outcomes = await Promise.all([record(sip), record(sip), record(sip)]);
    expect(outcomes.map(does.codeOf).sort()).toEqual(['CHANGED_MEANWHILE', 'CHANGED_MEANWHILE', 'OK']);
    expect((await stored(at, sip.id)).consents).toHaveLength(1);
    expect(await told(at, sip.id)).toHaveLength(2);
  });
});

describe('bad input', () => {
  test.each([
    ['consent is given without scope', () => ({ scope: undefined }), 'input.scope', 'EMPTY'],
    ['the scope is empty', () => ({ scope: '  ' }), 'input.scope', 'EMPTY'],
    ['the scope is over 2 000 characters', () => ({ scope: 'å'.repeat(2001) }), 'input.scope', 'TOO_LONG'],
    ['the last day was yesterday', () => ({ validTo: inDays(-1) }), 'input.validTo', 'TOO_EARLY'],
    ['the last day does not exist', () => ({ validTo: '2027-02-30' }), 'input.validTo', undefined],
    ['the last day has a time', () => ({ validTo: '2027-02-20T10:00:00Z' }), 'input.validTo', undefined],
    ['the form is none of the forms', () => ({ form: 'TELEPATHIC' }), 'input.form', undefined],
  ] as const)('when %s, then the field is named and nothing is stored', async (_, change, field, reason) => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => record(sip, change()));
    expect(refusal(outcome)).toMatchObject({ code: 'BAD_USER_INPUT', field, ...(reason && { reason }) });
  });

  test('when the scope is exactly 2 000 characters and the last day is today, then both are kept', async () => {
    const sip = await startedPlan(at);
    const scope = '😀'.repeat(2000);
    expect(await record(sip, { scope, validTo: inDays(0) })).toMatchObject({ __typename: 'RecordSipConsentOk' });
    expect((await stored(at, sip.id)).consents).toMatchObject([{ scope }]);
  });
});
