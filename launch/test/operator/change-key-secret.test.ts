import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { SEALED_BY_IDENTITY } from '@samplan/identity/sealed';
import { standardSettings } from '@samplan/identity/settings';
import { SEALED_BY_KIT } from '@samplan/kit/auth/reseal';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { openDatabase } from '@samplan/kit/db/database';
import { projectRoot } from '@samplan/kit/project-root';
import { bySubgraph } from '@samplan/launch/database-urls';
import { startFederation } from '@samplan/launch/federation';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { mutation } from '@samplan/testing/operations';
import { testRegion } from '@samplan/testing/region';
import { bearer, credentialsOf, startWork } from '@samplan/testing/sessions';
import { type TOTP, URI } from 'otpauth';
import { afterEach, expect, test } from 'vitest';
import { give, type Outcome } from './giving.ts';

/** What regions of tests are started with. */
const OLD = Buffer.alloc(32, 7);
const NEW = Buffer.alloc(32, 9);

type Databases = Readonly<Record<SubgraphName, TestDatabase>>;
const cleaning: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

/** Ends every connection to the databases, as when everything has been stopped. */
async function disconnected(databases: Databases): Promise<void> {
  for (const database of Object.values(databases)) {
    await database.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await database.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => {});
  }
}

/** Whether services may connect: the region of the test would again and again. */
async function mayConnect(databases: Databases, may: boolean): Promise<void> {
  for (const { query } of Object.values(databases)) {
    const [row] = await query<{ name: string }>('SELECT current_database() AS name');
    await query(`${may ? 'GRANT' : 'REVOKE'} CONNECT ON DATABASE ${row?.name} ${may ? 'TO' : 'FROM'} PUBLIC`);
  }
}

/** Databases that hold a signing key each, and in identity a second factor with a code. */
async function sealed(): Promise<Databases> {
  const made = await Promise.all(SUBGRAPHS.map(async (name) => [name, await testDatabase(name)] as const));
  const databases = Object.fromEntries(made) as Databases; // one entry for each name
  cleaning.push(async () => {
    await Promise.all(Object.values(databases).map((database) => database.drop()));
  });
  const { seal } = createSecrets(OLD);
  for (const [name, database] of made) {
    await database.query(
      `INSERT INTO kit.signing_key (kid, purpose, public_jwk, private_sealed, created_at, active_at)
       VALUES ($1, 'EVENT', '{}', $2, now(), now())`,
      [`key of ${name}`, seal(`private key of ${name}`)],
    );
  }
  await databases.identity.query(`INSERT INTO oidc_sign_in (key, sealed, expires_at) VALUES ('\\x01', $1, now())`, [
    seal('pending'),
  ]);
  await disconnected(databases);
  return databases;
}

async function change(databases: Databases, from: Buffer, to: Buffer, ...names: readonly string[]): Promise<Outcome> {
  const addresses = Object.entries(databases).flatMap(([name, { url, ownerUrl }]) => [
    [`${name.toUpperCase()}_DATABASE_URL`, url],
    [`${name.toUpperCase()}_MIGRATION_DATABASE_URL`, ownerUrl],
  ]);
  const variables = { ...Object.fromEntries(addresses), SAMPLAN_KEY_SECRET: from.toString('base64') };
  return await give(['change-key-secret', ...names], { variables, secret: to.toString('base64') });
}

/** Everything that is sealed, opened with a key. @throws WrongKeySecret */
async function opened(databases: Databases, key: Buffer): Promise<readonly string[]> {
  const rows = await Promise.all([
    ...SUBGRAPHS.map((name) => databases[name].query<{ s: string }>('SELECT private_sealed AS s FROM kit.signing_key')),
    ...SEALED_BY_IDENTITY.map(({ table, column }) =>
      databases.identity.query<{ s: string }>(`SELECT ${column} AS s FROM ${table} WHERE ${column} IS NOT NULL`),
    ),
  ]);
  return rows
    .flat()
    .map(({ s }) => createSecrets(key).open(s))
    .sort();
}

test('when the secret is changed, then the new one opens everything and the old one nothing', async () => {
  const databases = await sealed();
  const before = await opened(databases, OLD);
  await disconnected(databases);
  const { code, said, complained } = await change(databases, OLD, NEW);
  expect({ code, said: [...said].sort(), complained }).toEqual({
    code: 0,
    said: ['care: 1 sealed anew', 'identity: 2 sealed anew', 'organisation: 1 sealed anew', 'sip: 1 sealed anew'],
    complained: [],
  });
  expect(await opened(databases, NEW)).toEqual(before);
  await expect(opened(databases, OLD)).rejects.toThrow('SAMPLAN_KEY_SECRET');
});

test('when the old secret is wrong, then it is refused and nothing is changed', async () => {
  const databases = await sealed();
  const { code, complained } = await change(databases, randomBytes(32), NEW);
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [expect.stringContaining('SAMPLAN_KEY_SECRET does not open')],
  });
  expect(await opened(databases, OLD)).toHaveLength(5);
});

test('when one text cannot be opened, then nothing is changed in any database', async () => {
  const databases = await sealed();
  await databases.sip.query('UPDATE kit.signing_key SET private_sealed = $1', [
    createSecrets(randomBytes(32)).seal('of somebody else'),
  ]);
  await disconnected(databases);
  expect((await change(databases, OLD, NEW)).code).toBe(1);
  await databases.sip.query('DELETE FROM kit.signing_key');
  expect(await opened(databases, OLD)).toHaveLength(4);
});

test('when it was broken off between two databases, then giving it again finishes it', async () => {
  const databases = await sealed();
  expect((await change(databases, OLD, NEW, 'sip')).said).toEqual(['sip: 1 sealed anew']);
  const again = await change(databases, OLD, NEW);
  expect(again.said).toContain('sip: 0 sealed anew');
  expect(await opened(databases, NEW)).toHaveLength(5);
});

test('when somebody is connected, then nothing is done', async () => {
  const databases = await sealed();
  await databases.care.query('SELECT');
  const { code, complained } = await change(databases, OLD, NEW);
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [expect.stringMatching(/^Somebody is connected to the database of care: .+\. Stop Samplan first\.$/)],
  });
  expect(await opened(databases, OLD)).toHaveLength(5);
});

test.each([
  ['the one that holds', OLD, 'The new secret is the one that holds; give another.'],
  ['too short', Buffer.alloc(16), 'The new secret must be 32 bytes in base64: openssl rand -base64 32.'],
])('when the new secret is %s, then it is refused', async (_, to, sentence) => {
  const databases = await sealed();
  expect(await change(databases, OLD, to)).toEqual({ code: 1, said: [], complained: [sentence] });
});

test.each(SUBGRAPHS)('everything that %s seals is known to the command', async (name) => {
  const database = await testDatabase(name);
  cleaning.push(() => database.drop());
  const columns = await database.query<{ table: string; column: string }>(
    `SELECT table_schema || '.' || table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE column_name LIKE '%sealed%' AND data_type IN ('text', 'character varying', 'bytea')
       AND table_schema IN ('public', 'kit') ORDER BY 1, 2`,
  );
  const known = [...SEALED_BY_KIT, ...(name === 'identity' ? SEALED_BY_IDENTITY : [])];
  expect(columns).toEqual(expect.arrayContaining([...known]));
  expect(columns).toHaveLength(known.length);
});

test('when Samplan starts with the new secret, then users sign in with their second factors as before', async () => {
  const region = await testRegion();
  cleaning.push(() => region.close().catch(() => {}));
  const { clock, databases, running } = region;
  const account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
  const { accessToken } = await startWork(running.url, account);
  const by = bearer(running.url, accessToken);
  const { factorId, provisioningUri } = (
    await by.ask('mutation { enrolTotp { ... on EnrolTotpOk { factorId provisioningUri } } }')
  ).at('enrolTotp');
  const totp = URI.parse(provisioningUri) as TOTP; // the address says totp
  const code = (): string => totp.generate({ timestamp: clock.now().getTime() });
  await mutation('confirmEnrolment', 'recoveryCodes')(by, { factorId, code: code() });
  clock.move({ minutes: 1 });
  await running.close();
  await mayConnect(databases, false);
  await disconnected(databases);
  expect(await change(databases, OLD, NEW)).toMatchObject({ code: 0, complained: [] });
  await mayConnect(databases, true);

  const opened = bySubgraph((name) => openDatabase({ url: databases[name].url }));
  const again = await startFederation({
    environment: 'TRAINING',
    databases: opened,
    secrets: createSecrets(NEW),
    now: clock.now,
    logLevel: 'silent',
    supergraph: path.join(projectRoot(), 'schema/supergraph.graphql'),
    identity: standardSettings('TRAINING'),
  });
  cleaning.push(async () => {
    await again.close();
    await Promise.all(Object.values(opened).map((database) => database.close()));
  });
  const url = await again.gateway.listen({ port: 0, host: '127.0.0.1' });
  const { challenge }: Json = await mutation(
    'signIn',
    'tokens { accessToken }',
    '... on SecondFactorRequired { challenge }',
  )(bearer(url), { ...credentialsOf(account) });
  const confirmed = await mutation('confirmSecondFactor', 'tokens { accessToken }')(bearer(url), {
    challenge,
    method: 'TOTP',
    code: code(),
  });
  expect(confirmed.__typename).toBe('ConfirmSecondFactorOk');
});
