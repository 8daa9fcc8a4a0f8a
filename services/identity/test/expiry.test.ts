import type { Json } from '@samplan/testing/ask';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWork, tokensOf } from '@samplan/testing/sessions';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const HOME = 'Hemtjänst Centrum';
const VOF = 'Vård- och omsorgsförvaltningen, ledning';

describe('the last day of temporary staff (B-14)', () => {
  let region: TestRegion;

  beforeAll(async () => {
    region = await testRegion();
  });
  afterAll(() => region.close());

  test('when the day after begins in Sweden, then tokens stop, the assignment ends everywhere and the account is closed', async () => {
    // Saturday 2026-11-21 09:00 in Sweden; midnight is 23:00 in UTC.
    const account = await region.account([{ unit: HOME, role: 'NURSE', validTo: '2026-11-21' }]);
    region.clock.move({ hours: 14, minutes: 58 });
    const { accessToken } = await startWork(region.running.url, account);
    const nurse = bearer(region.running.url, accessToken);
    expect((await nurse.ask('{ overview { totalCount } }')).errors).toEqual([]);
    region.clock.move({ minutes: 3 });
    expect((await nurse.ask('{ overview { totalCount } }')).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    const [assignmentId] = account.assignmentIds;
    for (const name of ['identity', 'organisation', 'care', 'sip'] as const) {
      await until(`${name} knows that the assignment has ended`, async () => {
        const rows = await region.databases[name].query(
          'SELECT 1 FROM kit.assignment WHERE assignment_id = $1 AND NOT is_active AND version = 2',
          [assignmentId],
        );
        return rows.length === 1;
      });
    }
    await expect(tokensOf(region.running.url, account)).rejects.toThrow(/SIGN_IN_REFUSED/);
  });

  test('when somebody has another assignment, then only the one that is over ends and the account stays open', async () => {
    const account = await region.account([
      { unit: HOME, role: 'NURSE', validTo: '2026-11-20' },
      { unit: HOME, role: 'PLANNER' },
    ]);
    const { rows } = await until('the first ends', async () => {
      const found = await region.databases.identity.query<{ role: string }>(
        'SELECT role FROM assignment WHERE user_id = $1 AND is_active',
        [account.userId],
      );
      return found.length === 1 && { rows: found };
    });
    expect(rows).toEqual([{ role: 'PLANNER' }]);
    await expect(tokensOf(region.running.url, account)).resolves.toHaveProperty('accessToken');
  });
});

describe('accounts that look forgotten (B-14)', () => {
  let region: TestRegion;

  beforeAll(async () => {
    region = await testRegion();
  });
  afterAll(() => region.close());

  const STALE = `query ($days: Int, $first: Int, $after: String) { staleAccounts(days: $days, first: $first, after: $after) {
    edges { cursor node { user { id } lastSignInAt reasons } } pageInfo { hasNextPage } } }`;

  test('when nobody has signed in for so long, then the account is listed; who has signed in is not', async () => {
    const forgotten = await region.account([{ unit: HOME, role: 'NURSE' }]);
    const used = await region.account([{ unit: HOME, role: 'NURSE' }]);
    const elsewhere = await region.account([{ unit: 'Socialtjänsten, vuxna', role: 'SOCIAL_WORKER' }]);
    region.clock.move({ days: 91 });
    await startWork(region.running.url, used);
    const administrator = await region.staff(VOF, 'ADMINISTRATOR');
    const list = await administrator.ask(STALE, { days: 90 });
    const nodes = list.at('staleAccounts').edges.map(({ node }: Json) => node);
    expect(nodes).toContainEqual({ user: { id: forgotten.userId }, lastSignInAt: null, reasons: ['NO_SIGN_IN'] });
    const ids = nodes.map(({ user }: Json) => user.id);
    expect(ids).not.toContain(used.userId);
    expect(ids).not.toContain(elsewhere.userId); // another administration
    const first = (await administrator.ask(STALE, { days: 90, first: 1 })).at('staleAccounts');
    expect(first.edges).toHaveLength(1);
    expect((await administrator.ask(STALE, { days: 92 })).at('staleAccounts').edges).toEqual([]);
  });

  test('when the unit has ended, or no assignment holds, then that is the reason', async () => {
    const closing = await region.account([{ unit: 'Skönsta', role: 'NURSE' }]);
    await region.importFile(withoutUnit(principalFile('sundsvall'), 'Skönsta'));
    const administrator = await region.staff(VOF, 'ADMINISTRATOR');
    const list = (await administrator.ask(STALE)).at('staleAccounts');
    const found = list.edges.find(({ node }: Json) => node.user.id === closing.userId);
    expect(found.node.reasons).toEqual(['UNIT_ENDED']);
  });

  test('when the number of days is none, then the field is named; who does not look after accounts sees nothing', async () => {
    const administrator = await region.staff(VOF, 'ADMINISTRATOR');
    const { errors } = await administrator.ask(STALE, { days: 0 });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'days' });
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    expect((await manager.ask(STALE)).errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
