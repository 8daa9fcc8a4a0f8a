import { type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, credentialsOf, signIn } from '@samplan/testing/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { give, givenTo, type Outcome } from './giving.ts';

let region: TestRegion;

beforeAll(async () => {
  region = await testRegion({ environment: 'PRODUCTION' });
});
afterAll(() => region.close());

const decide = async (...args: readonly string[]): Promise<Outcome> =>
  await give(['production-start', ...args], givenTo(region));

test('when a day is agreed, then the organisation signs in from then on and others do not (F-278)', async () => {
  const nurse = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
  const assessor = await region.account([{ unit: 'Biståndsenheten Sundsvall', role: 'NEEDS_ASSESSOR' }]);
  const enter = async (account: typeof nurse) =>
    await signIn(bearer(region.running.url), { ...credentialsOf(account) });
  expect(await enter(nurse)).toMatchObject({ code: 'PRODUCTION_NOT_STARTED' });
  expect((await decide('region-vasternorrland')).said).toEqual(['region-vasternorrland has no agreed day yet.']);

  expect((await decide('region-vasternorrland', '2026-11-22')).said).toEqual([
    'region-vasternorrland begins on 2026-11-22.',
  ]);
  expect(await enter(nurse)).toMatchObject({ code: 'PRODUCTION_NOT_STARTED' });
  region.clock.move({ hours: 16 }); // midnight in Stockholm
  expect((await enter(nurse)).__typename).toBe('SignInOk');
  expect(await enter(assessor)).toMatchObject({ code: 'PRODUCTION_NOT_STARTED' });
});

test('when somebody is appointed to register clients, then that user alone signs in before', async () => {
  const appointed = await region.account([{ unit: 'Biståndsenheten Sundsvall', role: 'NEEDS_ASSESSOR' }]);
  const colleague = await region.account([{ unit: 'Biståndsenheten Sundsvall', role: 'NEEDS_ASSESSOR' }]);
  expect((await decide('sundsvall', '--appoint', appointed.username)).code).toBe(0);
  const by = bearer(region.running.url);
  expect((await signIn(by, { ...credentialsOf(appointed) })).__typename).toBe('SignInOk');
  expect((await signIn(by, { ...credentialsOf(colleague) })).code).toBe('PRODUCTION_NOT_STARTED');
});

test.each([
  [['sundsvall', '22 november'], 2],
  [['sundsvall', '2026-13-45'], 2],
  [[], 2],
  [['finnsinte'], 1],
  [['sundsvall', '--appoint', 'finns.inte'], 1],
])('when it is given as %j, then nothing is decided and one sentence says why', async (args, code) => {
  const outcome = await decide(...args);
  expect(outcome.code).toBe(code);
  expect(outcome.complained).toHaveLength(1);
});
