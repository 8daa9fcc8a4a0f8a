import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import type { Person } from '@samplan/testing/region';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  changesNothing,
  consentTo,
  declinedPlan,
  deniedRights,
  initiativeFor,
  logged,
  patientOf,
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

const handOver = async (sip: Json, unitId: string, by: Person = at.assessor, version = sip.version): Promise<Json> =>
  await does.changeCoordinationResponsible(by, { sipId: sip.id, version, unitId });

describe('handing over (F-256, B-03)', () => {
  test('when the plan is handed to the health centre, then it leads, is counted as primary care, told and logged', async () => {
    const sip = await startedPlan(at);
    expect(await handOver(sip, at.healthCentre.unitId)).toMatchObject({
      __typename: 'ChangeCoordinationResponsibleOk',
      sip: { state: 'INITIATED', version: 2, coordinationResponsible: { id: at.healthCentre.unitId } },
    });
    expect(await stored(at, sip.id)).toMatchObject({
      coordinating_unit_id: at.healthCentre.unitId,
      coordinating_principal: 'PRIMARY_CARE',
      initiated_by_unit_id: at.assessor.unitId,
    });
    expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipCoordinationHandedOver', data: { version: 2 } });
    expect(await logged(at, at.assessor, sip.patientId)).toContain('WRITE sip.coordinate');
  });

  test('when it is handed over, then the new unit goes on and the old one no longer can, but still takes part', async () => {
    const sip = await startedPlan(at);
    const { sip: handed } = await handOver(sip, at.healthCentre.unitId);
    const outcome = await changesNothing(at, sip.id, () => does.recordSipConsent(at.assessor, consentTo(handed)));
    expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.recordSipConsent(at.healthCentre, consentTo(handed))).toMatchObject({
      sip: { state: 'PREPARING' },
    });
    const seen = await at.assessor.ask('query ($id: ID!) { sip(id: $id) { state } }', { id: sip.id });
    expect(seen.at('sip')).toEqual({ state: 'PREPARING' });
  });

  test('when it is handed back, then the first leads again', async () => {
    const sip = await startedPlan(at);
    const { sip: handed } = await handOver(sip, at.homeNurse.unitId);
    expect(await handOver(handed, at.assessor.unitId, at.homeNurse)).toMatchObject({
      sip: { coordinationResponsible: { id: at.assessor.unitId }, version: 3 },
    });
  });
});

describe('to whom it cannot be handed', () => {
  test.each([
    ['takes no part', () => at.stranger.unitId],
    ['is not known', () => 'unt_00000000000000000000000000'],
    ['leads already', () => at.assessor.unitId],
    ['is of social services (F-008)', () => at.socialWorker.unitId],
  ])('when the unit %s, then SipParticipantRefused names the field and nothing is stored', async (_, unitId) => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => handOver(sip, unitId()));
    expect(outcome).toMatchObject({ code: 'SIP_PARTICIPANT_REFUSED', field: 'input.unitId' });
  });

  test('when the participant has been ended meanwhile, then SipParticipantRefused', async () => {
    const unitId = at.region.unitId('Skönsta');
    const input = { ...initiativeFor(await patientOf(at), []), participants: [{ unitId }] };
    const { sip } = await does.initiateSip(at.assessor, input);
    const file = principalFile('sundsvall');
    await at.region.importFile(withoutUnit(file, 'Skönsta'));
    const outcome = await changesNothing(at, sip.id, () => handOver(sip, unitId));
    expect(outcome).toMatchObject({ field: 'input.unitId' });
    await at.region.importFile(file);
  });
});

describe('who may not, what is too late, what comes at once', () => {
  test('when a participant takes the lead itself, or a stranger does, then NotPermitted, and it is logged', async () => {
    const sip = await startedPlan(at);
    for (const person of [at.homeNurse, at.stranger]) {
      const outcome = await changesNothing(at, sip.id, () => handOver(sip, person.unitId, person));
      expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await logged(at, person, sip.patientId)).toEqual(['DENIED sip.coordinate NOT_IN_REACH']);
    }
  });

  test('when a role that only answers tries, then FORBIDDEN, and the attempt is logged (F-008)', async () => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => handOver(sip, at.homeNurse.unitId, at.socialWorker));
    expect(refusal(outcome)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await deniedRights(at, at.socialWorker)).toContain('Mutation.changeCoordinationResponsible');
  });

  test('when the plan is over, then SipStateRefuses names the state', async () => {
    const declined = await declinedPlan(at);
    expect(await changesNothing(at, declined.id, () => handOver(declined, at.homeNurse.unitId))).toMatchObject({
      code: 'SIP_STATE_REFUSES',
      state: 'DECLINED',
    });
    const ended = await startedPlan(at);
    await putInState(at, ended.id, 'ENDED');
    expect(await changesNothing(at, ended.id, () => handOver(ended, at.homeNurse.unitId))).toMatchObject({
      state: 'ENDED',
    });
  });

  test('when the version is not the latest, then ChangedMeanwhile and nothing is stored', async () => {
    const sip = await startedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => handOver(sip, at.homeNurse.unitId, at.assessor, 2));
    expect(outcome).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test('when two hand it over at once, then one unit leads, and the other attempt is refused', async () => {
    const sip = await startedPlan(at);
    const outcomes = await Promise.all([handOver(sip, at.homeNurse.unitId), handOver(sip, at.healthCentre.unitId)]);
    const [won, ...others] = outcomes.filter((outcome) => outcome.__typename === 'ChangeCoordinationResponsibleOk');
    expect(others).toEqual([]);
    // The later one finds the plan changed, or no longer led by its unit.
    const lost = outcomes.find((outcome) => outcome !== won);
    expect(['CHANGED_MEANWHILE', 'NOT_PERMITTED']).toContain(lost.code);
    expect(await stored(at, sip.id)).toMatchObject({
      coordinating_unit_id: won.sip.coordinationResponsible.id,
      version: 2,
    });
  });
});
