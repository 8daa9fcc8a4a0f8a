import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, tokensOf } from '@samplan/testing/sessions';
import { newKey, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let assessor: Person;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
});
afterAll(() => region.close());

/** Users as the gateway asks identity for them. */
async function entities(ids: readonly string[], fields: string): Promise<Json> {
  const answer = await region.running.subgraphs.get('identity')?.execute(
    {
      query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${fields} } } }`,
      variables: { r: ids.map((id) => ({ __typename: 'User', id })) },
    },
    { authorization: nurse.authorization, requestId: 'user-test' },
  );
  expect(answer?.errors).toBeUndefined();
  return answer?.data?.['_entities'];
}

test('when a plan names who started it, then a party sees the name, and not where else the colleague works', async () => {
  const patientId = await newPatient(region, nurse);
  const { sip } = await does.initiateSip(nurse, {
    idempotencyKey: newKey(),
    patientId,
    initiationReason: 'Behov av samordning.',
    participants: [{ unitId: assessor.unitId }],
  });
  const read = async (person: Person) =>
    (
      await person.ask(
        'query ($id: ID!) { sip(id: $id) { initiatedBy { id givenName familyName assignments { id } } } }',
        {
          id: sip.id,
        },
      )
    ).at('sip').initiatedBy;
  const name = { id: nurse.userId, givenName: 'Prov', familyName: expect.stringMatching(/^Person\d+$/) };
  expect(await read(assessor)).toEqual({ ...name, assignments: null });
  expect(await read(nurse)).toEqual({ ...name, assignments: [{ id: expect.stringMatching(/^asg_/) }] });
});

test('when users are asked for in any order, then each stands in its place, and one that is none is null', async () => {
  const ids = [assessor.userId, 'usr_00000000000000000000000000', nurse.userId, assessor.userId];
  expect(await entities(ids, 'id')).toEqual([
    { id: assessor.userId },
    null,
    { id: nurse.userId },
    { id: assessor.userId },
  ]);
});

test('when many users are asked for, then identity reads them with as many statements as one', async () => {
  const many = await Promise.all(
    Array.from({ length: 8 }, () => region.account([{ unit: 'Hemsjukvård Alnö', role: 'NURSE' }])),
  );
  const ask = (ids: readonly string[]) => region.statements('identity', () => entities(ids, 'givenName familyName'));
  const one = await ask([nurse.userId]);
  expect(one).toBeGreaterThan(0);
  expect(await ask(many.map(({ userId }) => userId))).toBe(one);
});

test('when somebody has not chosen where to work, then names of colleagues can be read and nothing else', async () => {
  const account = await region.account([{ unit: 'Hemsjukvård Alnö', role: 'NURSE' }]);
  const { accessToken } = await tokensOf(region.running.url, account);
  const answer = await bearer(region.running.url, accessToken).ask(
    '{ me { givenName familyName } sipStatistics { total } }',
  );
  expect(answer.data).toEqual({ me: { givenName: 'Prov', familyName: expect.any(String) }, sipStatistics: null });
});
