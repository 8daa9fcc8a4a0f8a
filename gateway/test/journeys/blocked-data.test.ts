import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overview, overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const REASON = 'Patienten är medvetslös och läkemedelslistan behövs.';
const WARD = 'Avd 11 Medicin, Sundsvall';
const READING = `query ($patientId: ID!, $episodeId: ID!, $sipId: ID!) {
  patient(id: $patientId) {
    familyName
    careEpisodes { id }
    sips { id }
    messagesReceived { text episode { id } }
    addressing { listedHealthCentre { id } }
  }
  careEpisode(id: $episodeId) { state messages { id } planningBasis { nursing { savedAt } } }
  sip(id: $sipId) { initiationReason }
}`;

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('blocked data, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let centre: Person;
  let emergency: Person;
  let homeHealth: Person;
  let assessor: Person;
  let reviewer: Person;
  let ids: { patientId: string; episodeId: string; sipId: string; noticeId: string };

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff(WARD, 'NURSE');
    physician = await region.staff(WARD, 'PHYSICIAN');
    centre = await region.staff(await aUnit('HEALTH_CENTRE'), 'DISTRICT_NURSE');
    emergency = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    homeHealth = await region.staff('Hemsjukvård Alnö', 'NURSE');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    reviewer = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  });
  afterAll(() => region.close());

  async function aUnit(kind: string): Promise<string> {
    const [unit] = await region.databases.organisation.query<{ name: string }>(
      `SELECT u.name FROM unit u JOIN principal p ON p.id = u.principal_id WHERE u.kind = $1 AND p.kind = 'REGION'
       ORDER BY u.id LIMIT 1`,
      [kind],
    );
    return unit?.name ?? '';
  }

  /** A case of the ward in which the health centre and the municipality take part, with a plan that the ward leads. */
  async function aCase(): Promise<void> {
    const made = await admitted(region, { nurse, physician, recipients: [centre, assessor] });
    const { sip } = await does.initiateSip(nurse, {
      idempotencyKey: newKey(),
      patientId: made.patientId,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: centre.unitId }, { unitId: assessor.unitId }],
    });
    await region.settled();
    ids = { patientId: made.patientId, episodeId: made.episode.id, sipId: sip.id, noticeId: made.noticeId };
  }

  const read = async (by: Person): Promise<Json> => (await by.ask(READING, ids)).data;

  async function entity(by: Person, subgraph: SubgraphName, type: string, id: string, fields: string): Promise<Json> {
    const answer = await region.running.subgraphs.get(subgraph)?.execute(
      {
        query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
        variables: { r: [{ __typename: type, id }] },
      },
      { authorization: by.authorization, requestId: 'blocked-data-test' },
    );
    const entities = answer?.data?.['_entities'];
    return Array.isArray(entities) ? entities[0] : undefined;
  }

  const blockWard = async (more: Readonly<Record<string, unknown>> = {}) =>
    await does.registerBlock(nurse, { patientId: ids.patientId, scope: 'UNIT', requestedBy: 'PATIENT', ...more });

  test('when the ward’s data is blocked while another unit reads, then its next call finds nothing anywhere but what was sent to it (G-077, f.6 102)', async () => {
    await aCase();
    const before = await read(centre);
    expect(before).toMatchObject({ careEpisode: { state: 'ADMITTED' }, sip: { initiationReason: expect.any(String) } });
    expect((await overviewRows(centre)).map((row) => row.episode.id)).toContain(ids.episodeId);
    const { totalCount } = await overview(centre);

    expect(await blockWard()).toMatchObject({ __typename: 'RegisterBlockOk' });

    expect(await read(centre)).toMatchObject({
      patient: { familyName: expect.any(String), careEpisodes: [], sips: [], messagesReceived: [{ episode: null }] },
      careEpisode: null,
      sip: null,
    });
    expect((await overviewRows(centre)).map((row) => row.episode.id)).not.toContain(ids.episodeId);
    expect((await overview(centre)).totalCount).toBe(totalCount - 1);
    const cursor = Buffer.from(ids.episodeId).toString('base64url');
    expect((await overview(centre, { after: cursor })).edges).toEqual([]);
    expect(await entity(centre, 'care', 'CareEpisode', ids.episodeId, 'state')).toBeNull();
    expect(await entity(centre, 'sip', 'Sip', ids.sipId, 'initiationReason')).toBeNull();
    expect(await entity(centre, 'sip', 'CareEpisode', ids.episodeId, 'sip { id }')).toEqual({ sip: null });
    expect(await entity(centre, 'sip', 'Patient', ids.patientId, 'sips { id }')).toEqual({ sips: [] });
    // What was sent to the unit is its own documentation, and owes an answer still.
    expect(await does.acknowledgeMessage(centre, { messageId: ids.noticeId })).toMatchObject({
      __typename: 'AcknowledgeMessageOk',
    });
    const text = { idempotencyKey: newKey(), episodeId: ids.episodeId, text: 'Hej' };
    expect(await does.sendExtraMessage(centre, text)).toMatchObject({ __typename: 'NotPermitted' });
  });

  test('when a unit meets a block, then the answer is as if there were nothing and the log says why (f.6 100)', async () => {
    const none = await centre.ask('{ careEpisode(id: "epi_00000000000000000000000000") { state } }');
    const blocked = await centre.ask('query ($id: ID!) { careEpisode(id: $id) { state } }', { id: ids.episodeId });
    expect(blocked).toMatchObject({ data: none.data, errors: none.errors });
    for (const [subgraph, subject] of [
      ['care', ids.episodeId],
      ['sip', ids.sipId],
    ] as const) {
      const log = await region.databases[subgraph].query(
        `SELECT DISTINCT kind, reason, patient_id FROM kit.access_log WHERE user_id = $1 AND subject_id = $2 AND kind = 'DENIED'`,
        [centre.userId, subject],
      );
      expect(log).toEqual([{ kind: 'DENIED', reason: 'BLOCKED', patient_id: ids.patientId }]);
    }
  });

  test('when the ward and the municipality read, then the block within the region closes nothing to them', async () => {
    for (const by of [nurse, physician]) expect((await read(by)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    expect(await read(assessor)).toMatchObject({ careEpisode: { state: 'ADMITTED' }, sip: {} });
  });

  test('when a unit with a relation asks, then it learns that a block exists and since when, and others nothing (G-077)', async () => {
    const asked = 'query ($id: ID!) { patient(id: $id) { id blocks { id registeredAt } } }';
    expect((await centre.ask(asked, { id: ids.patientId })).at('patient').blocks).toHaveLength(1);
    expect(await entity(homeHealth, 'identity', 'Patient', ids.patientId, 'blocks { id }')).toEqual({ blocks: null });
  });

  test('when the block is lifted in two steps, then the unit reads until the time is out (G-078)', async () => {
    const lift = { ground: 'PATIENT_CONSENT', reason: REASON };
    const { block } = await blockWard();
    expect(await does.liftBlock(centre, { blockId: block.id, ...lift })).toMatchObject({ __typename: 'NotPermitted' });
    const shown = await does.revealBlocks(centre, { patientId: ids.patientId, ground: 'PATIENT_CONSENT' });
    expect(shown.blocks).toMatchObject([
      { block: { id: block.id }, scope: 'UNIT', unit: { id: nurse.unitId }, administration: null, viewerCanLift: true },
    ]);
    expect((await read(centre)).careEpisode).toBeNull(); // the first step opens nothing
    expect(await does.liftBlock(centre, { blockId: block.id, ...lift })).toMatchObject({ __typename: 'LiftBlockOk' });
    expect(await read(centre)).toMatchObject({ careEpisode: { state: 'ADMITTED' }, sip: {} });
    const review = await reviewer.ask('{ exceptionalAccesses { kind patientId reason user { id } unit { id } } }');
    expect(review.at('exceptionalAccesses')).toContainEqual({
      kind: 'LIFT_BY_CONSENT',
      patientId: ids.patientId,
      reason: REASON,
      user: { id: centre.userId },
      unit: { id: centre.unitId },
    });
    await region.databases.care.query("UPDATE kit.block_lift SET until = 'epoch'");
    expect((await read(centre)).careEpisode).toBeNull();
  });

  test('when somebody without a part opens in an emergency, then what is unblocked opens, for reading and for that person (G-083, f.6 101)', async () => {
    await aCase();
    expect((await read(emergency)).careEpisode).toBeNull();
    const short = await does.openEmergencyAccess(emergency, { patientId: ids.patientId, reason: 'Bråttom' });
    expect(short.errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'input.reason',
      reason: 'TOO_SHORT',
    });
    expect(await does.openEmergencyAccess(emergency, { patientId: ids.patientId, reason: REASON })).toMatchObject({
      __typename: 'OpenEmergencyAccessOk',
      blocks: [],
    });
    const opened = await read(emergency);
    expect(opened).toMatchObject({
      patient: { careEpisodes: [{ id: ids.episodeId }] },
      careEpisode: { state: 'ADMITTED' },
    });
    expect(opened.careEpisode.messages.length).toBeGreaterThan(0);
    expect(opened.sip).toMatchObject({ initiationReason: expect.any(String) });
    const colleague = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    expect(await read(colleague)).toMatchObject({ patient: null, careEpisode: null, sip: null });
    const text = { idempotencyKey: newKey(), episodeId: ids.episodeId, text: 'Hej' };
    expect(await does.sendExtraMessage(emergency, text)).toMatchObject({ __typename: 'NotPermitted' });
    expect((await overviewRows(emergency)).map((row) => row.episode.id)).not.toContain(ids.episodeId);
    const review = (await reviewer.ask('{ exceptionalAccesses { kind patientId reason } }')).at('exceptionalAccesses');
    expect(review[0]).toEqual({ kind: 'EMERGENCY', patientId: ids.patientId, reason: REASON });
  });

  test('when the ward blocks after it was opened, then the emergency access shows nothing more of it (G-085)', async () => {
    await blockWard();
    expect(await read(emergency)).toMatchObject({ patient: { careEpisodes: [] }, careEpisode: null, sip: null });
  });

  test('when another care giver opens in an emergency, then it is shown who blocked, and the ward is asked to lift (G-083, f.6 101)', async () => {
    const opened = await does.openEmergencyAccess(homeHealth, { patientId: ids.patientId, reason: REASON });
    const [shown] = opened.blocks;
    expect(shown).toMatchObject({ unit: { id: nurse.unitId }, viewerCanLift: false });
    expect(await read(homeHealth)).toMatchObject({ patient: { careEpisodes: [] }, careEpisode: null, sip: null });
    const blockId = shown.block.id;
    const lift = { blockId, ground: 'NECESSARY_CARE', reason: REASON };
    expect(await does.liftBlock(homeHealth, lift)).toMatchObject({ code: 'BLOCK_OF_OTHER_CARE_GIVER' });
    const { request } = await does.requestBlockLift(homeHealth, { blockId, reason: REASON });
    const requests = '{ blockLiftRequests { id reason requestedByUnit { id } isGranted } }';
    expect((await emergency.ask(requests)).at('blockLiftRequests')).toEqual([]); // not its data
    expect((await nurse.ask(requests)).at('blockLiftRequests')).toContainEqual({
      id: request.id,
      reason: REASON,
      requestedByUnit: { id: homeHealth.unitId },
      isGranted: null,
    });
    const answer = { requestId: request.id, isGranted: true };
    expect(await does.answerBlockLiftRequest(centre, answer)).toMatchObject({ __typename: 'NotPermitted' });
    expect(await does.answerBlockLiftRequest(nurse, answer)).toMatchObject({ request: { isGranted: true } });
    expect(await does.answerBlockLiftRequest(nurse, answer)).toMatchObject({ __typename: 'ChangedMeanwhile' });
    expect((await read(homeHealth)).careEpisode).toMatchObject({ state: 'ADMITTED' });
  });

  test('when the emergency access ends, then the next call finds nothing', async () => {
    region.clock.move({ minutes: 4 });
    expect((await read(homeHealth)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    for (const database of Object.values(region.databases)) {
      await database.query('UPDATE kit.opening SET until = $1', [region.clock.now()]);
    }
    expect(await read(homeHealth)).toMatchObject({ patient: null, careEpisode: null, sip: null });
  });

  test('when a care giver’s data is blocked to others, then the municipality loses the case at once, and reads again when the block ends (G-079)', async () => {
    await aCase();
    const { block } = await blockWard({ scope: 'CARE_GIVER' });
    expect(await read(assessor)).toMatchObject({ careEpisode: null, sip: null, patient: { careEpisodes: [] } });
    expect((await read(centre)).careEpisode).toMatchObject({ state: 'ADMITTED' }); // the same care giver
    expect(await does.endBlock(assessor, { blockId: block.id })).toMatchObject({ __typename: 'NotPermitted' });
    expect(await does.endBlock(nurse, { blockId: block.id })).toMatchObject({ __typename: 'EndBlockOk' });
    expect((await read(assessor)).careEpisode).toMatchObject({ state: 'ADMITTED' });
  });

  test('when a block covers what was sent, then the addressee reads nothing at all', async () => {
    await blockWard({ coversSentMessages: true });
    expect(await read(centre)).toMatchObject({ patient: { messagesReceived: [] }, careEpisode: null, sip: null });
    expect(await entity(centre, 'care', 'Message', ids.noticeId, 'text')).toBeNull();
    expect(await does.readMessage(centre, { messageId: ids.noticeId })).toMatchObject({ __typename: 'NotPermitted' });
  });

  test('when a unit of the municipality blocks its part of the planning basis, then whoever opens in an emergency reads the others (G-083)', async () => {
    await aCase();
    const answers = (key: string) => ({ episodeId: ids.episodeId, version: 0, answers: [{ key, answer: 'Ja' }] });
    await does.answerPlanningBasis(nurse, answers('reason'));
    await does.answerPlanningBasis(assessor, answers('housing'));
    await does.openEmergencyAccess(emergency, { patientId: ids.patientId, reason: REASON });
    const parts = async () =>
      (
        await emergency.ask(
          'query ($id: ID!) { careEpisode(id: $id) { planningBasis { inpatientCare { savedAt } needsAssessment { savedAt } } } }',
          { id: ids.episodeId },
        )
      ).at('careEpisode').planningBasis;
    const saved = { savedAt: expect.any(String) };
    expect(await parts()).toEqual({ inpatientCare: saved, needsAssessment: saved });
    await does.registerBlock(assessor, { patientId: ids.patientId, scope: 'UNIT', requestedBy: 'PATIENT' });
    expect(await parts()).toEqual({ inpatientCare: saved, needsAssessment: { savedAt: null } });
  });
});
