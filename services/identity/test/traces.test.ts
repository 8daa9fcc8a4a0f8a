import { createLog } from '@samplan/kit/server/log';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import {
  type Account,
  bearer,
  chooseAssignment,
  refreshSession,
  signIn,
  signOut,
  tokensOf,
} from '@samplan/testing/sessions';
import { overHttp } from '@samplan/testing/shapes';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PASSWORD = 'Hemlig-prov-99';
const WRONG = 'Felaktig-prov-98';

const lines: string[] = [];
let region: TestRegion;
let account: Account;
/** Every secret that went over the wire. */
const secrets: string[] = [PASSWORD, WRONG];

beforeAll(async () => {
  const log = createLog('test', 'info', (line) => lines.push(line));
  region = await testRegion({ shape: overHttp, log });
  account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }], { password: PASSWORD });
  await wholeSession();
});
afterAll(() => region.close());

/** Everything that can be done with a session, also what goes wrong. */
async function wholeSession(): Promise<void> {
  const { url } = region.running;
  const { organisation, username } = account;
  const anyone = bearer(url);
  await signIn(anyone, { organisation, username, password: WRONG });
  await signIn(anyone, { organisation, username: WRONG, password: WRONG });
  const first = noted(await tokensOf(url, account));
  const assignmentId = account.assignmentIds[0];
  const { tokens } = await chooseAssignment(bearer(url, first.accessToken), { assignmentId });
  const { refreshToken } = noted(tokens);
  const refreshed = noted((await refreshSession(anyone, { refreshToken })).tokens);
  await bearer(url, refreshed.accessToken).ask('{ me { id } overview { totalCount } sip(id: "x") { id } }');
  await bearer(url, `${refreshed.accessToken}x`).ask('{ me { id } }');
  await bearer(url, refreshed.accessToken).ask(`{ me { id } } # ${PASSWORD}`);
  await bearer(url, refreshed.accessToken).ask(`{ ${WRONG} }`);
  await anyone.ask(
    `mutation { signIn(input: { organisation: 1, username: "x", password: "${PASSWORD}" }) { __typename } }`,
  );
  await anyone.ask('mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }', {
    input: { organisation, username, password: [PASSWORD] },
  });
  await refreshSession(anyone, { refreshToken });
  await signOut(bearer(url, noted(await tokensOf(url, account)).accessToken));
  await region.settled();
}

function noted(tokens: Json): Json {
  secrets.push(tokens.accessToken, tokens.refreshToken);
  return tokens;
}

test('when a whole session is over, then its requests are in the log, and no password and no token is', () => {
  const text = lines.join('\n');
  expect(lines.filter((line) => line.includes('"route":"/graphql"')).length).toBeGreaterThan(20);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ|Bearer|argon2/);
  expect(text).not.toContain(account.username);
});

test('when a whole session is over, then no table of any subgraph holds a password or a token', async () => {
  expect(secrets).toHaveLength(10);
  for (const name of SUBGRAPHS) {
    const database = region.databases[name];
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'kit')`,
    );
    for (const table of tables) {
      const rows = await database.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table.name} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const secret of secrets) expect(text.includes(secret), table.name).toBe(false);
    }
  }
});

test('when a whole session is over, then the access log has its course in order', async () => {
  const log = await region.databases.identity.query<{ entry: string }>(
    `SELECT kind || ' ' || action || coalesce(' ' || reason, '') AS entry FROM kit.access_log ORDER BY kit.access_log.entry`,
  );
  expect(log.map(({ entry }) => entry)).toEqual([
    'DENIED session.start CREDENTIALS_REFUSED',
    'DENIED session.start CREDENTIALS_REFUSED',
    'WRITE session.start',
    'WRITE session.choose-assignment',
    'WRITE session.end',
    'DENIED session.refresh TOKEN_USED_BEFORE',
    'WRITE session.start',
    'WRITE session.end',
  ]);
});
