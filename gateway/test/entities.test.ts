import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { sdlOf } from '@samplan/schema/sdl';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let assessor: Person;
/** Two or more ids of every entity, by subgraph that resolves it. */
let entities: readonly (readonly [SubgraphName, string, string, readonly string[]])[];

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  const cases: Awaited<ReturnType<typeof admitted>>[] = [];
  const sips: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const made = await admitted(region, { nurse, physician, recipients: [assessor] });
    const started = await does.initiateSip(nurse, {
      idempotencyKey: newKey(),
      patientId: made.patientId,
      initiationReason: `Plan ${i}`,
      participants: [{ unitId: assessor.unitId }],
    });
    cases.push(made);
    sips.push(started.sip.id);
  }
  await region.settled();
  const { organisation } = region.databases;
  const ids = async (table: string) =>
    (await organisation.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id LIMIT 5`)).map((row) => row.id);
  const patients = cases.map((made) => made.patientId);
  const episodes = cases.map((made): string => made.episode.id);
  entities = [
    ['identity', 'Patient', 'id', patients],
    ['identity', 'User', 'id', [nurse.userId, physician.userId, assessor.userId]],
    ['organisation', 'Unit', 'id', await ids('unit')],
    ['organisation', 'Administration', 'id', await ids('administration')],
    ['organisation', 'Principal', 'id', await ids('principal')],
    ['organisation', 'Patient', 'id', patients],
    ['care', 'Patient', 'id', patients],
    ['care', 'CareEpisode', 'id', episodes],
    ['care', 'Message', 'id', cases.map((made) => made.noticeId)],
    ['sip', 'Sip', 'id', sips],
    ['sip', 'Patient', 'id sips { id patient { id } }', patients],
    ['sip', 'CareEpisode', 'id', episodes],
  ];
});
afterAll(() => region.close());

test('when entities are asked in any order, with repeats and unknown ids, then each comes at its own place (Apollo Gateway merges by position)', async () => {
  for (const [subgraph, type, fields, ids] of entities) {
    const unknown = `${ids[0]?.slice(0, 4)}00000000000000000000000000`;
    const asked = [...ids].reverse().concat(unknown, ids, [...ids].reverse());
    const answer = await region.running.subgraphs.get(subgraph)?.execute(
      {
        query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
        variables: { r: asked.map((id) => ({ __typename: type, id })) },
      },
      { authorization: nurse.authorization, requestId: 'order-test-1' },
    );
    const given = answer?.data?.['_entities'];
    const found = Array.isArray(given) ? given.map((entity) => entity?.id ?? null) : [];
    // Subgraphs that add fields to a foreign entity cannot tell whether it exists.
    const isStub = found.includes(unknown);
    expect(found, `${subgraph} ${type}`).toEqual(asked.map((id) => (id === unknown && !isStub ? null : id)));
  }
});

test('when every entity type of the schema is counted, then each was asked', () => {
  for (const subgraph of SUBGRAPHS) {
    const resolvable = [...sdlOf(subgraph).matchAll(/^type (\w+)[^{]*@key\(fields: "id"\)/gm)].map((match) => match[1]);
    const external = [...sdlOf(subgraph).matchAll(/^type (\w+)[^{]*resolvable: false/gm)].map((match) => match[1]);
    const asked = entities.filter(([name]) => name === subgraph).map(([, type]) => type);
    expect(resolvable.filter((type) => !external.includes(type)).sort(), subgraph).toEqual([...asked].sort());
  }
});
