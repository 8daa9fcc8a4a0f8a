import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  consentTo,
  declinedPlan,
  deniedRights,
  initiativeFor,
  invitedPlan,
  logged,
  patientOf,
  putInState,
  refusal,
  startedPlan,
  world,
} from './plans.ts';

let at: World;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());

describe('Query.sip', () => {
  const WHOLE = `query ($id: ID!) { sip(id: $id) {
    id patient { id familyName } episode { id } state initiatedAt initiatedBy { id } initiationReason
    coordinationResponsible { id name } coordinatingPrincipal
    participants { unit { name } mustAcknowledge answer answeredAt answeredBy { id } }
    consent { isGiven } invitation { sequence } version } }`;
  const read = async (by: Person, id: string) => await by.ask(WHOLE, { id });

  test('when a participant reads, then the whole plan comes, with what other subgraphs know, and the read is logged', async () => {
    const sip = await startedPlan(at);
    const answer = await read(at.healthCentre, sip.id);
    const none = { answer: null, answeredAt: null, answeredBy: null };
    expect(answer.at('sip')).toEqual({
      id: sip.id,
      patient: { id: sip.patientId, familyName: expect.stringMatching(/^Patient/) },
      episode: null,
      state: 'INITIATED',
      initiatedAt: expect.any(String),
      initiatedBy: { id: at.assessor.userId },
      initiationReason: 'Insatser från både region och kommun behövs.',
      coordinationResponsible: { id: at.assessor.unitId, name: 'Biståndsenheten Sundsvall' },
      coordinatingPrincipal: 'MUNICIPALITY',
      participants: expect.arrayContaining([
        { unit: { name: 'Biståndsenheten Sundsvall' }, mustAcknowledge: false, ...none },
        { unit: { name: 'Hemsjukvård Centrum' }, mustAcknowledge: true, ...none },
        { unit: { name: 'Hälsocentralen Nacksta' }, mustAcknowledge: true, ...none },
        { unit: { name: 'Socialtjänsten, vuxna' }, mustAcknowledge: true, ...none },
      ]),
      consent: null,
      invitation: null,
      version: 1,
    });
    expect(await logged(at, at.healthCentre, sip.patientId)).toEqual(['READ sip.read']);
  });

  test('when a unit without part reads, then null, as for a plan that does not exist, and the denial is logged (f.6 100)', async () => {
    const sip = await startedPlan(at);
    const answer = await read(at.stranger, sip.id);
    expect([answer.data, answer.errors]).toEqual([{ sip: null }, []]);
    expect((await read(at.stranger, 'sip_00000000000000000000000000')).data).toEqual({ sip: null });
    expect(await logged(at, at.stranger, sip.patientId)).toEqual(['DENIED sip.read NOT_IN_REACH']);
  });

  test('when a role without part in plans reads, then FORBIDDEN, also at a participating unit (F-008, e.1)', async () => {
    const sip = await startedPlan(at);
    const officer = await at.region.staff('Socialtjänsten, vuxna', 'CASE_OFFICER');
    const answer = await read(officer, sip.id);
    expect(answer.data?.sip ?? null).toBeNull();
    expect(refusal(answer)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await deniedRights(at, officer)).toEqual(['Query.sip']);
  });
});

describe('Patient.sips', () => {
  const list = async (by: Person, id: string, args = ''): Promise<Json> =>
    (await by.ask(`query ($id: ID!) { patient(id: $id) { sips${args} { id state } } }`, { id })).data.patient;

  /** Starts a plan for the patient and lets it end. */
  async function endedPlan(patientId: string): Promise<string> {
    const { sip } = await does.initiateSip(at.assessor, initiativeFor(patientId, [at.homeNurse]));
    await putInState(at, sip.id, 'ENDED');
    return sip.id;
  }

  test('when the patient has had several plans, then only the ongoing one comes unless the ended are asked for, latest first', async () => {
    const patientId = await patientOf(at);
    const [first, second] = [await endedPlan(patientId), await endedPlan(patientId)];
    const { sip } = await does.initiateSip(at.assessor, initiativeFor(patientId, [at.homeNurse]));
    expect(await list(at.assessor, patientId)).toEqual({ sips: [{ id: sip.id, state: 'INITIATED' }] });
    const all = await list(at.assessor, patientId, '(includeEnded: true)');
    expect(all.sips.map(({ id }: Json) => id)).toEqual([sip.id, second, first]);
    const latest = await list(at.assessor, patientId, '(includeEnded: true, first: 2)');
    expect(latest.sips.map(({ id }: Json) => id)).toEqual([sip.id, second]);
  });

  test.each(['ACTIVE', 'ENDED'] as const)(
    'when a plan is %s, then it comes or not as F-212 counts it',
    async (state) => {
      const sip = await startedPlan(at);
      await putInState(at, sip.id, state);
      expect((await list(at.assessor, sip.patientId)).sips).toHaveLength(state === 'ACTIVE' ? 1 : 0);
    },
  );

  test('when the patient has declined, then the plan is no longer among the ongoing', async () => {
    const sip = await declinedPlan(at);
    expect(await list(at.assessor, sip.patientId)).toEqual({ sips: [] });
    expect(await list(at.assessor, sip.patientId, '(includeEnded: true)')).toEqual({
      sips: [{ id: sip.id, state: 'DECLINED' }],
    });
  });

  test('when a unit sees the patient but takes no part in the plan, then there is none for it', async () => {
    const { patientId } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor, at.stranger],
    });
    await does.initiateSip(at.assessor, initiativeFor(patientId, [at.homeNurse]));
    expect(await list(at.stranger, patientId)).toEqual({ sips: [] });
    expect((await list(at.assessor, patientId)).sips).toHaveLength(1);
  });

  test.each([0, -1, 101])('when first is %i, then the field is named', async (first) => {
    const patientId = await patientOf(at);
    const answer = await at.assessor.ask(
      'query ($id: ID!, $first: Int) { patient(id: $id) { sips(first: $first) { id } } }',
      {
        id: patientId,
        first,
      },
    );
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
    expect(answer.data.patient.sips).toBeNull();
  });

  test('when the plans of many patients are read together, then it takes as many statements as for one (no N+1)', async () => {
    for (let i = 0; i < 3; i += 1) {
      await admitted(at.region, { nurse: at.wardNurse, physician: at.physician, recipients: [at.assessor] });
    }
    const overview = (first: number) => () =>
      at.assessor.ask(
        'query ($first: Int) { overview(first: $first) { edges { node { patient { sips { id } } episode { sip { id } } } } } }',
        {
          first,
        },
      );
    const one = await at.region.statements('sip', overview(1));
    expect(await at.region.statements('sip', overview(3))).toBe(one);
  });
});

describe('CareEpisode.sip', () => {
  const ofEpisode = async (by: Person, id: string) =>
    (await by.ask('query ($id: ID!) { careEpisode(id: $id) { sip { id state } } }', { id })).at('careEpisode').sip;

  test('when a plan is offered in the episode, then the parties that take part in the plan see it there, and no others', async () => {
    const { episode, patientId } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor, at.homeNurse],
    });
    expect(await ofEpisode(at.assessor, episode.id)).toBeNull();
    const offered = { ...initiativeFor(patientId, [at.wardNurse]), episodeId: episode.id };
    const { sip } = await does.initiateSip(at.assessor, offered);
    for (const person of [at.assessor, at.wardNurse]) {
      expect(await ofEpisode(person, episode.id)).toEqual({ id: sip.id, state: 'INITIATED' });
    }
    expect(await ofEpisode(at.homeNurse, episode.id)).toBeNull();
  });

  test('when the first offer was declined and a second made, then the latest comes', async () => {
    const { episode, patientId } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor],
    });
    const offer = () => ({ ...initiativeFor(patientId, [at.wardNurse]), episodeId: episode.id });
    const first = await does.initiateSip(at.assessor, offer());
    await does.recordSipConsent(at.assessor, consentTo(first.sip, { isGiven: false }));
    expect(await ofEpisode(at.wardNurse, episode.id)).toEqual({ id: first.sip.id, state: 'DECLINED' });
    const second = await does.initiateSip(at.assessor, offer());
    expect(await ofEpisode(at.wardNurse, episode.id)).toEqual({ id: second.sip.id, state: 'INITIATED' });
  });

  test('when a plan was started outside the episode, then the episode has none (F-252)', async () => {
    const { episode, patientId } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor],
    });
    await does.initiateSip(at.assessor, initiativeFor(patientId, [at.wardNurse]));
    expect(await ofEpisode(at.wardNurse, episode.id)).toBeNull();
  });
});

test('when a plan’s meeting and answers are read by every participant, then all see the same', async () => {
  const sip = await invitedPlan(at);
  await does.answerSipInvitation(at.homeNurse, { sipId: sip.id, sequence: 1, answer: 'TENTATIVE' });
  const query =
    'query ($id: ID!) { sip(id: $id) { state version invitation { id } participants { unit { id } answer } } }';
  const people = [at.assessor, at.homeNurse, at.healthCentre, at.socialWorker];
  const seen = await Promise.all(people.map(async (person) => (await person.ask(query, { id: sip.id })).at('sip')));
  for (const plan of seen) expect(plan).toEqual(seen[0]);
});
