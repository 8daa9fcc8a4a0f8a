import { sealAll, startSealer } from '@samplan/kit/access/sealer';
import { type Anchor, type ChainReport, verifyChain } from '@samplan/kit/access/verify';
import { transact } from '@samplan/kit/db/transaction';
import { createLog } from '@samplan/kit/server/log';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { newRequest, readGrant, writeEntries } from './entries.ts';

/** A log of the test's own. */
let db: OpenTestDatabase;
async function withOwnLog(): Promise<void> {
  db = await openTestDatabase('sip');
  onTestFinished(() => db.drop());
}

const SILENT = createLog('test', 'silent');
const verify = (anchor?: Anchor): Promise<ChainReport> => verifyChain(db.database.pool, anchor);

/** Writes and seals so many entries; gives the place to note elsewhere. */
async function sealed(count: number): Promise<Anchor> {
  await writeEntries(db.sql, count);
  await sealAll(db.database.pool);
  const report = await verify();
  if (!report.holds) throw new Error(report.fault);
  return { seal: report.sealed, hash: report.head };
}

/** Changes what nobody may: as a superuser who turns every guard off. */
async function tamper(statement: string): Promise<void> {
  await db.query(`SET session_replication_role = replica; ${statement}; RESET session_replication_role`);
}

/** What is found of three sealed entries after they were tampered with. Each time the same three, put right again afterwards. */
let tampered: OpenTestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  tampered = await openTestDatabase('sip');
  await writeEntries(tampered.sql, 3);
  await sealAll(tampered.database.pool);
  superuser = new pg.Client({ connectionString: tampered.ownerUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await tampered.drop();
});

async function foundAfter(statement: string): Promise<ChainReport> {
  await superuser.query(`BEGIN; SET LOCAL session_replication_role = replica; ${statement}`);
  try {
    return await verifyChain(superuser);
  } finally {
    await superuser.query('ROLLBACK');
  }
}

describe('sealing', () => {
  beforeEach(withOwnLog);

  test('an empty log holds, with nothing sealed and the same head every time', async () => {
    expect(await sealAll(db.database.pool)).toBe(0);
    const report = await verify();
    expect(report).toMatchObject({ holds: true, sealed: 0, waiting: 0, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('takes every entry that waits, once', async () => {
    await writeEntries(db.sql, 7);
    expect(await verify()).toMatchObject({ holds: true, sealed: 0, waiting: 7 });
    expect(await sealAll(db.database.pool)).toBe(7);
    expect(await sealAll(db.database.pool)).toBe(0);
    expect(await verify()).toMatchObject({ holds: true, sealed: 7, waiting: 0 });
  });

  test('goes on in more than one batch', async () => {
    const access = newRequest(db.sql);
    access.read(
      readGrant(),
      Array.from({ length: 1203 }, (_, i) => ({ patientId: `pat_${i}` })),
    );
    await access.flush();
    expect(await sealAll(db.database.pool)).toBe(1203);
    expect(await verify()).toMatchObject({ holds: true, sealed: 1203 });
  });

  test('holds when many write and several seal at once, and transactions roll back between', async () => {
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; i < 15; i += 1) {
        const access = newRequest(db.sql);
        const done = transact(db.sql, async (tx) => {
          await access.write(tx, readGrant(), { patientId: `pat_${writer}` });
          if (i % 3 === 0) throw new Error('rolled back');
        });
        await done.catch(() => {});
      }
    };
    let isWriting = true;
    const other = db.openAgain().database;
    const seal = async (pool: typeof other.pool): Promise<void> => {
      while (isWriting) await sealAll(pool);
    };
    const sealing = [seal(db.database.pool), seal(other.pool), seal(other.pool)];
    await Promise.all([1, 2, 3, 4].map(write));
    isWriting = false;
    await Promise.all(sealing);
    await sealAll(other.pool);
    expect(await verify()).toMatchObject({ holds: true, sealed: 40, waiting: 0 });
  });

  test('holds when a transaction commits after one that began later was sealed', async () => {
    const slow = await db.database.pool.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO kit.access_log (at, kind, action, request_id) VALUES (now(), 'READ', 'slow', 'request-slow')`,
    );
    await sealed(3);
    await slow.query('COMMIT');
    slow.release();
    expect(await verify()).toMatchObject({ holds: true, sealed: 3, waiting: 1 });
    await sealAll(db.database.pool);
    expect(await verify()).toMatchObject({ holds: true, sealed: 4, waiting: 0 });
    const [last] = await db.query('SELECT entry FROM kit.access_log_seal ORDER BY seal DESC LIMIT 1');
    expect(last).toEqual({ entry: '1' });
  });

  test('starts by itself when an entry is written, and goes on after the connection was lost', async () => {
    const sealer = startSealer(db.database, SILENT);
    await writeEntries(db.sql, 2);
    const sealedCount = async (): Promise<number> => (await db.query('SELECT 1 FROM kit.access_log_seal')).length;
    await until('they are sealed', async () => (await sealedCount()) === 2);
    await db.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'test_service' AND datname = current_database()`,
    );
    await until('the pool has noticed', async () => db.database.pool.idleCount === 0);
    await writeEntries(db.sql, 1);
    await until('it is sealed', async () => (await sealedCount()) === 3);
    await sealer.stop();
  });

  test('finishes what waits when it is stopped', async () => {
    const sealer = startSealer(db.database, SILENT);
    await writeEntries(db.sql, 5);
    await sealer.stop();
    expect(await verify()).toMatchObject({ holds: true, sealed: 5, waiting: 0 });
  });

  test('is not held up by an entry that stands in the queue a second time', async () => {
    await sealed(2);
    await db.database.pool.query('INSERT INTO kit.access_log_unsealed (entry) SELECT entry FROM kit.access_log');
    await writeEntries(db.sql, 1);
    await sealAll(db.database.pool);
    expect(await verify()).toMatchObject({ holds: true, sealed: 3, waiting: 0 });
  });
});

describe('every alteration is found', () => {
  const COLUMNS = [
    ['at', `at + interval '1 microsecond'`],
    ['at', `'infinity'`],
    ['at', `at - interval '4000 years'`],
    ['kind', `'WRITE'`],
    ['action', `'x'`],
    ['patient_id', `'pat_x'`],
    ['patient_id', 'NULL'],
    ['patient_id', `''`],
    ['subject_id', `'epi_x'`],
    ['reason', `'NO_CAPABILITY'`],
    ['user_id', `'usr_x'`],
    ['session_id', `'ses_x'`],
    ['assignment_id', `'asg_x'`],
    ['role', `'PHYSICIAN'`],
    ['unit_id', `'unt_x'`],
    ['administration_id', `'adm_x'`],
    ['principal_id', `'pri_x'`],
    ['request_id', `'request-x'`],
  ] as const;

  test('the columns tried are all that an entry has, but for its number', async () => {
    const rows = await tampered.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'kit' AND table_name = 'access_log'`,
    );
    expect(new Set<string>(COLUMNS.map(([name]) => name))).toEqual(
      new Set(rows.map((row) => row.name).filter((name) => name !== 'entry')),
    );
  });

  test.each(COLUMNS)('%s of an entry set to %s', async (column, value) => {
    expect(await foundAfter(`UPDATE kit.access_log SET ${column} = ${value} WHERE entry = 2`)).toEqual({
      holds: false,
      seal: 2,
      fault: 'ALTERED',
    });
  });

  test('values that move from one column to the next', async () => {
    expect(
      await foundAfter(`UPDATE kit.access_log SET patient_id = 'pat_1,epi', subject_id = '_1' WHERE entry = 2`),
    ).toMatchObject({ holds: false, fault: 'ALTERED' });
  });

  test('the number of an entry', async () => {
    expect(
      await foundAfter(
        `ALTER TABLE kit.access_log ALTER entry DROP IDENTITY; UPDATE kit.access_log SET entry = 99 WHERE entry = 3;
      UPDATE kit.access_log_seal SET entry = 99 WHERE seal = 3`,
      ),
    ).toEqual({ holds: false, seal: 3, fault: 'ALTERED' });
  });

  test('a link', async () => {
    expect(await foundAfter(`UPDATE kit.access_log_seal SET hash = sha256('x') WHERE seal = 2`)).toEqual({
      holds: false,
      seal: 2,
      fault: 'ALTERED',
    });
  });

  test('when an entry was sealed', async () => {
    const later = `UPDATE kit.access_log_seal SET sealed_at = sealed_at + interval '1 microsecond' WHERE seal = 2`;
    expect(await foundAfter(later)).toEqual({ holds: false, seal: 2, fault: 'ALTERED' });
  });

  test('two entries that changed places', async () => {
    expect(
      await foundAfter(`UPDATE kit.access_log_seal SET entry = -1 WHERE seal = 1; UPDATE kit.access_log_seal SET entry = 1 WHERE seal = 2;
      UPDATE kit.access_log_seal SET entry = 2 WHERE seal = 1`),
    ).toEqual({ holds: false, seal: 1, fault: 'ALTERED' });
  });

  test('two links that changed places', async () => {
    expect(
      await foundAfter(`UPDATE kit.access_log_seal SET seal = -1 WHERE seal = 1; UPDATE kit.access_log_seal SET seal = 1 WHERE seal = 2;
      UPDATE kit.access_log_seal SET seal = 2 WHERE seal = -1`),
    ).toEqual({ holds: false, seal: 1, fault: 'ALTERED' });
  });
});

describe('every removal is found', () => {
  test.each([1, 2, 3])('entry %i of three, its link left behind', async (entry) => {
    expect(await foundAfter(`DELETE FROM kit.access_log WHERE entry = ${entry}`)).toEqual({
      holds: false,
      seal: entry,
      fault: 'REMOVED',
    });
  });

  test.each([1, 2])('link %i of three, with its entry', async (seal) => {
    expect(
      await foundAfter(
        `DELETE FROM kit.access_log_seal WHERE seal = ${seal}; DELETE FROM kit.access_log WHERE entry = ${seal}`,
      ),
    ).toEqual({ holds: false, seal, fault: 'REMOVED' });
  });

  test.each([1, 2])('link %i of three, its entry left behind', async (seal) => {
    expect(await foundAfter(`DELETE FROM kit.access_log_seal WHERE seal = ${seal}`)).toMatchObject({
      holds: false,
      fault: 'REMOVED',
    });
  });

  test('the last link, its entry left behind', async () => {
    expect(await foundAfter('DELETE FROM kit.access_log_seal WHERE seal = 3')).toEqual({
      holds: false,
      seal: null,
      fault: 'UNSEALED_ENTRY',
    });
  });

  test('an entry taken out of the queue, so that it would never be sealed', async () => {
    await withOwnLog();
    await writeEntries(db.sql, 2);
    await db.database.pool.query('DELETE FROM kit.access_log_unsealed WHERE entry = 1');
    await sealAll(db.database.pool);
    expect(await verify()).toEqual({ holds: false, seal: null, fault: 'UNSEALED_ENTRY' });
  });

  test('the tail, with links and entries, by an anchor noted elsewhere', async () => {
    await withOwnLog();
    const first = await sealed(2);
    const anchor = await sealed(3);
    await tamper('DELETE FROM kit.access_log_seal WHERE seal > 3; DELETE FROM kit.access_log WHERE entry > 3');
    expect(await verify()).toMatchObject({ holds: true, sealed: 3 }); // alone the chain cannot show it
    expect(await verify(first)).toMatchObject({ holds: true });
    expect(await verify(anchor)).toEqual({ holds: false, seal: 5, fault: 'ANCHOR_MISSING' });
  });

  test('everything', async () => {
    await withOwnLog();
    const anchor = await sealed(3);
    await tamper('DELETE FROM kit.access_log_seal; DELETE FROM kit.access_log');
    expect(await verify(anchor)).toEqual({ holds: false, seal: 3, fault: 'ANCHOR_MISSING' });
  });

  test('a chain that was made anew over other entries, by an anchor', async () => {
    await withOwnLog();
    const anchor = await sealed(3);
    await tamper(`DELETE FROM kit.access_log_seal; UPDATE kit.access_log SET patient_id = 'pat_x' WHERE entry = 1;
      INSERT INTO kit.access_log_unsealed SELECT entry FROM kit.access_log`);
    await sealAll(db.database.pool);
    expect(await verify()).toMatchObject({ holds: true, sealed: 3 });
    expect(await verify(anchor)).toEqual({ holds: false, seal: 3, fault: 'ANCHOR_MISSING' });
  });
});

describe('every addition is found', () => {
  const forge = `INSERT INTO kit.access_log (at, kind, action, request_id) VALUES (now(), 'READ', 'x', 'x')`;

  test('of a link at the end that does not fit', async () => {
    expect(
      await foundAfter(
        `${forge}; INSERT INTO kit.access_log_seal (seal, entry, hash) VALUES (4, lastval(), sha256('x'))`,
      ),
    ).toEqual({ holds: false, seal: 4, fault: 'ALTERED' });
  });

  test.each([0, -1, 7])('of an entry under link %i, beside the chain', async (seal) => {
    expect(
      await foundAfter(
        `${forge}; INSERT INTO kit.access_log_seal (seal, entry, hash) VALUES (${seal}, lastval(), sha256('x'))`,
      ),
    ).toMatchObject({ holds: false, fault: 'REMOVED' });
  });

  test('of a link without an entry', async () => {
    expect(await foundAfter(`INSERT INTO kit.access_log_seal (seal, entry, hash) VALUES (4, 99, sha256('x'))`)).toEqual(
      { holds: false, seal: 4, fault: 'REMOVED' },
    );
  });

  test('of an entry past the queue', async () => {
    expect(await foundAfter(forge)).toEqual({ holds: false, seal: null, fault: 'UNSEALED_ENTRY' });
  });
});
