import { PrismaPg } from '@prisma/adapter-pg';
import { onLogSealed } from '@samplan/identity/central-log/receive.prisma';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { createAccessLog } from '@samplan/kit/access/log';
import { sealAll } from '@samplan/kit/access/sealer';
import { nextSegment } from '@samplan/kit/access/segment';
import { shipByEvents } from '@samplan/kit/access/shipper';
import { openDatabase } from '@samplan/kit/db/database';
import type { TransactionalSql } from '@samplan/kit/db/sql';
import { createInbox } from '@samplan/kit/events/inbox';
import { createLog } from '@samplan/kit/server/log';
import { createLogin } from '@samplan/launch/provision';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { serverUrl } from '@samplan/testing/server';
import { expect, onTestFinished, test } from 'vitest';
import { addressesOf, give } from './giving.ts';

/** A database of care whose access log has so many sealed entries. */
async function sealedLog(entries: number): Promise<TestDatabase> {
  const care = await testDatabase('care');
  onTestFinished(() => care.drop());
  await addEntries(care, entries);
  await seal(care);
  return care;
}

async function addEntries(care: TestDatabase, count: number): Promise<void> {
  const sql: Pick<TransactionalSql<never>, '$executeRawUnsafe' | '$queryRawUnsafe'> = {
    $executeRawUnsafe: async (statement, ...values) => (await care.query(statement, values)).length,
    $queryRawUnsafe: () => Promise.reject(new Error('the log only writes')),
  };
  const access = createAccessLog({ sql, viewer: null, requestId: 'request-1', now: () => new Date() });
  for (let i = 0; i < count; i += 1) access.denied('patient.read', 'NOT_IN_REACH', { subjectId: `pat_${i}` });
  await access.flush();
}

async function seal({ url }: TestDatabase): Promise<void> {
  const database = openDatabase({ url });
  await sealAll(database.pool);
  await database.close();
}

/** Brings what is sealed into the central log. */
async function copyLog(care: TestDatabase, identity: TestDatabase): Promise<void> {
  const from = openDatabase({ url: care.url });
  const to = openDatabase({ url: identity.url });
  const db = new PrismaClient({ adapter: new PrismaPg(to.pool) });
  const inbox = createInbox({ db, handlers: onLogSealed(db), log: createLog('test', 'silent') });
  const ship = shipByEvents(
    'care',
    (_consumer, events) => inbox.receive('care', events),
    () => new Date(),
  );
  expect(await ship(await nextSegment(from.pool, 0))).toBeNull();
  await db.$disconnect();
  await Promise.all([from.close(), to.close()]);
}

/** As somebody does who has the rights of the owner. */
async function tamper(care: TestDatabase, ...statements: readonly string[]): Promise<void> {
  for (const table of ['access_log', 'access_log_seal'])
    await care.query(`ALTER TABLE kit.${table} DISABLE TRIGGER USER`);
  for (const statement of statements) await care.query(statement);
}

function headOf(said: readonly string[]): string {
  return / head (\S+)$/.exec(said[0] ?? '')?.[1] ?? '';
}

test('when nobody touched the log, then its length, what waits and its head are told', async () => {
  const care = await sealedLog(3);
  await addEntries(care, 2);
  const { code, said } = await give(['verify-log', 'care'], { variables: addressesOf({ care }) });
  expect(code).toBe(0);
  expect(said).toEqual([expect.stringMatching(/^care: 3 sealed, 2 waiting, head 3:[0-9a-f]{64}$/)]);
});

test.each([
  [
    'an entry was changed',
    `UPDATE kit.access_log SET action = 'patient.look-up' WHERE entry = 2`,
    'at seal 2: an entry or a link was changed',
  ],
  [
    'a link was changed',
    'UPDATE kit.access_log_seal SET hash = sha256(hash) WHERE seal = 3',
    'at seal 3: an entry or a link was changed',
  ],
  [
    'entries changed places',
    `UPDATE kit.access_log_seal SET entry = CASE entry WHEN 1 THEN -2 WHEN 2 THEN -1 END WHERE entry IN (1, 2);
     UPDATE kit.access_log_seal SET entry = -entry WHERE entry < 0`,
    'at seal 1: an entry or a link was changed',
  ],
  [
    'an entry was removed',
    'DELETE FROM kit.access_log_seal WHERE seal = 2; DELETE FROM kit.access_log WHERE entry = 2',
    'at seal 2: an entry or a link was removed',
  ],
])('when %s, then the command ends with 1 and says where the chain broke', async (_what, statements, sentence) => {
  const care = await sealedLog(4);
  await care.query('ALTER TABLE kit.access_log_seal DROP CONSTRAINT access_log_seal_entry_fkey');
  await tamper(care, ...statements.split(';'));
  const { code, said, complained } = await give(['verify-log', 'care'], { variables: addressesOf({ care }) });
  expect({ code, said, complained }).toEqual({
    code: 1,
    said: [],
    complained: [`care: the access log is broken ${sentence}.`],
  });
});

test('when an entry was taken out of the queue before it was sealed, then the command says so', async () => {
  const care = await sealedLog(1);
  await addEntries(care, 1);
  await care.query('DELETE FROM kit.access_log_unsealed');
  const { code, complained } = await give(['verify-log', 'care'], { variables: addressesOf({ care }) });
  expect(code).toBe(1);
  expect(complained).toEqual([
    'care: the access log is broken: an entry was taken out of the queue before it was sealed.',
  ]);
});

test('when entries were cut off at the end, then only an earlier head shows it', async () => {
  const care = await sealedLog(4);
  const variables = addressesOf({ care });
  const anchor = headOf((await give(['verify-log', 'care'], { variables })).said);
  expect(anchor).toMatch(/^4:/);
  await addEntries(care, 1);
  await seal(care);
  expect((await give(['verify-log', 'care', '--anchor', anchor], { variables })).code).toBe(0);

  await tamper(care, 'DELETE FROM kit.access_log_seal WHERE seal > 2', 'DELETE FROM kit.access_log WHERE entry > 2');
  expect((await give(['verify-log', 'care'], { variables })).code).toBe(0);
  const { code, complained } = await give(['verify-log', 'care', '--anchor', anchor], { variables });
  expect(code).toBe(1);
  expect(complained[0]).toBe(
    'care: the access log is broken at seal 4: the chain does not hold the anchor: entries were cut off at the end, or the chain was made anew.',
  );
});

test('when the central log is checked, then what was cut off in the subgraph is found by the copy, and what was changed in the copy by its own chain', async () => {
  const care = await sealedLog(4);
  const identity = await testDatabase('identity');
  onTestFinished(() => identity.drop());
  const variables = addressesOf({ care, identity });
  await copyLog(care, identity);
  const both = await give(['verify-log', 'care', '--central'], { variables });
  expect(both.code).toBe(0);
  expect(both.said).toEqual([
    expect.stringMatching(/^central log of care: 4 sealed, head 4:[0-9a-f]{64}$/),
    expect.stringMatching(/^care: 4 sealed, 0 waiting, head 4:[0-9a-f]{64}$/),
  ]);

  await tamper(care, 'DELETE FROM kit.access_log_seal WHERE seal > 2', 'DELETE FROM kit.access_log WHERE entry > 2');
  expect((await give(['verify-log', 'care'], { variables })).code).toBe(0);
  const cut = await give(['verify-log', 'care', '--central'], { variables });
  expect(cut.code).toBe(1);
  expect(cut.complained).toEqual([expect.stringContaining('care: the access log is broken at seal 4')]);

  await identity.query('ALTER TABLE log_entry DISABLE TRIGGER USER');
  await identity.query("UPDATE log_entry SET kind = 'WRITE' WHERE seal = 3");
  const changed = await give(['verify-log', 'care', '--central'], { variables });
  expect(changed.code).toBe(1);
  expect(changed.complained[0]).toBe(
    'central log of care: the copy is broken at seal 3: an entry or a link was changed.',
  );
});

test('when one of several logs is broken, then the others are checked all the same', async () => {
  const [identity, organisation, sip] = await Promise.all([
    testDatabase('identity'),
    testDatabase('organisation'),
    testDatabase('sip'),
  ]);
  onTestFinished(async () => {
    await Promise.all([identity.drop(), organisation.drop(), sip.drop()]);
  });
  const care = await sealedLog(1);
  await tamper(care, `UPDATE kit.access_log SET kind = 'READ'`);
  const variables = addressesOf({ identity, organisation, care, sip });
  const { code, said, complained } = await give(['verify-log'], { variables });
  expect(code).toBe(1);
  expect(said.map((line) => line.split(':')[0])).toEqual(['identity', 'organisation', 'sip']);
  expect(complained).toHaveLength(1);
});

test.each([
  [['--anchor', `1:${'a'.repeat(64)}`], 'Name the subgraph that the anchor belongs to.'],
  [['care', '--anchor', '1:abc'], 'An anchor is <seal>:<hash>, as verify-log prints it after "head".'],
  [['payments'], 'There is no subgraph payments; there are identity, organisation, care, sip.'],
  [['care', 'sip'], 'The command does not take sip.'],
])('when the arguments are %j, then usage is told and nothing is asked of a database', async (args, sentence) => {
  const { code, complained } = await give(['verify-log', ...args]);
  expect(code).toBe(2);
  expect(complained).toEqual([
    `${sentence}\nUsage: samplan verify-log [subgraph] [--anchor <seal>:<hash>] [--central]`,
  ]);
});

test('when the database is not migrated, then the sentence says what to run first', async () => {
  const care = await testDatabase('care');
  onTestFinished(() => care.drop());
  await care.query('DROP SCHEMA kit CASCADE');
  const { code, complained } = await give(['verify-log', 'care'], { variables: addressesOf({ care }) });
  expect(code).toBe(1);
  expect(complained).toEqual(['The database of care is not migrated; run samplan migrate first.']);
});

test('when the login is no member of the application role, then the sentence says so', async () => {
  const care = await testDatabase('care');
  onTestFinished(() => care.drop());
  await createLogin(serverUrl(), 'test_outsider', 'test');
  await care.query('REVOKE samplan_application FROM test_outsider');
  const url = new URL(care.ownerUrl);
  Object.assign(url, { username: 'test_outsider', password: 'test' });
  const { code, complained } = await give(['verify-log', 'care'], { variables: { CARE_DATABASE_URL: url.href } });
  expect(code).toBe(1);
  expect(complained).toEqual([
    'The login in the address of care has not the right; make it a member of samplan_application.',
  ]);
});
