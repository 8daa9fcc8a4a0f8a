import { ENTRY_COLUMNS, GENESIS, link, type StoredEntry } from '@samplan/kit/access/chain';
import { sealAll } from '@samplan/kit/access/sealer';
import { nextSegment } from '@samplan/kit/access/segment';
import { openDatabase } from '@samplan/kit/db/database';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressesOf, give } from './giving.ts';

const ENTRY = `INSERT INTO kit.access_log (at, kind, action, request_id) VALUES (now(), 'READ', 'patient.read', 'request-1')`;
const TOO_YOUNG = /kept for at least five years/;
const KEPT = /can only be added to/;

/** Times from so long ago until now, close enough that each counts as passed. */
const steady = (since: string) => `SELECT generate_series(now() - interval '${since}', now(), '6 days')`;

/**
 * A database of care with an entry made and sealed at each time, all of them in the central log.
 * @param times - a query; `at` and `sealed_at` where the two differ.
 */
async function agedLog(times: string): Promise<TestDatabase> {
  const care = await testDatabase('care');
  onTestFinished(() => care.drop());
  await care.query(`CREATE TABLE made AS SELECT row_number() OVER () AS seal, t.* FROM (${times}) t (at)`);
  await care.query('ALTER TABLE made ADD COLUMN IF NOT EXISTS sealed_at timestamptz');
  await care.query('UPDATE made SET sealed_at = coalesce(sealed_at, at)');
  await care.query(`INSERT INTO kit.access_log (at, kind, action, request_id)
    SELECT at, 'READ', 'patient.read', 'request-' || seal FROM made ORDER BY seal`);
  await care.query('DELETE FROM kit.access_log_unsealed');
  const entries = await care.query<StoredEntry & { sealed_at: string }>(
    `SELECT ${ENTRY_COLUMNS}, extract(epoch FROM made.sealed_at)::text AS sealed_at
     FROM kit.access_log l JOIN made ON made.seal = l.entry ORDER BY made.seal`,
  );
  let hash = GENESIS;
  const hashes = entries.map((entry) => {
    hash = link(hash, entry.sealed_at, entry);
    return hash;
  });
  await care.query(
    `INSERT INTO kit.access_log_seal (seal, entry, hash, sealed_at)
     SELECT seal, seal, h.hash, sealed_at FROM made JOIN unnest($1::bytea[]) WITH ORDINALITY AS h(hash, n) ON n = seal`,
    [hashes],
  );
  await care.query('UPDATE kit.access_log_shipped SET seal = $1', [entries.length]);
  return care;
}

const purge = (care: TestDatabase, ...args: readonly string[]) =>
  give(['purge-log', 'care', ...args], { variables: ownerOf(care) });

function ownerOf(care: TestDatabase): NodeJS.ProcessEnv {
  return { ...addressesOf({ care }), CARE_MIGRATION_DATABASE_URL: care.ownerUrl };
}

const verified = async (care: TestDatabase, ...args: readonly string[]) =>
  await give(['verify-log', 'care', ...args], { variables: ownerOf(care) });

async function firstLeft(care: TestDatabase): Promise<number> {
  const [row] = await care.query<{ seal: number; entry: number }>(
    `SELECT (SELECT min(seal) FROM kit.access_log_seal)::int AS seal, (SELECT min(entry) FROM kit.access_log)::int AS entry`,
  );
  expect(row?.entry).toBe(row?.seal);
  return row?.seal ?? 0;
}

const DAY_AND_ABOUT = `SELECT now() - interval '5 years 1 day' UNION ALL SELECT now() - interval '5 years' + interval '1 day'
  UNION ALL ${steady('4 years 360 days')}`;

describe('purge-log', () => {
  test('an entry of five years and a day goes, one of four years and 364 days stays, and what is left verifies (G-073, f.6 105)', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const [before] = (await verified(care)).said;
    const { code, said } = await purge(care);
    expect({ code, said }).toEqual({
      code: 0,
      said: [expect.stringMatching(/^care: 1 purged, up to 1:[0-9a-f]{64}$/)],
    });
    expect(await firstLeft(care)).toBe(2);
    const after = await verified(care);
    expect(after).toMatchObject({ code: 0, said: [before?.replace('sealed,', 'sealed, the first 1 purged,')] });
    expect((await purge(care)).said).toEqual(['care: nothing to purge']);
  });

  test('what was purged is noted, and the note can only be added to', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    const [link] = await care.query('SELECT hash FROM kit.access_log_seal WHERE seal = 5');
    await purge(care);
    expect(await care.query('SELECT up_to_seal::int, entries::int, hash FROM kit.access_log_purge')).toEqual([
      { up_to_seal: 5, entries: 5, hash: link?.['hash'] },
    ]);
    await expect(care.query('UPDATE kit.access_log_purge SET up_to_seal = 9')).rejects.toThrow(KEPT);
    await expect(care.query('DELETE FROM kit.access_log_purge')).rejects.toThrow(KEPT);
  });

  test('an anchor at the cut and one after it still prove, one from before says that a later one is needed', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    const heads = await care.query<{ head: string }>(
      `SELECT seal || ':' || encode(hash, 'hex') AS head FROM kit.access_log_seal WHERE seal IN (4, 5, 6) ORDER BY seal`,
    );
    await purge(care);
    const codes: number[] = [];
    for (const { head } of heads) codes.push((await verified(care, '--anchor', head)).code);
    expect(codes).toEqual([1, 0, 0]);
    const { complained } = await verified(care, '--anchor', heads[0]?.head ?? '');
    expect(complained[0]).toContain('the anchor lies in what was purged; give a later head');
    expect((await verified(care, '--anchor', `5:${'a'.repeat(64)}`)).code).toBe(1);
  });

  test('when a link after the cut is removed or changed, then the check says where', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    await purge(care);
    await care.query('ALTER TABLE kit.access_log_seal DISABLE TRIGGER USER');
    await care.query('UPDATE kit.access_log_seal SET hash = sha256(hash) WHERE seal = 6');
    expect((await verified(care)).complained[0]).toContain('broken at seal 6: an entry or a link was changed');
    await care.query('DELETE FROM kit.access_log_seal WHERE seal = 6');
    expect((await verified(care)).complained[0]).toContain('broken at seal 6: an entry or a link was removed');
  });

  test('the chain goes on after a purge, and the central log gets what follows', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    await purge(care);
    await care.query(ENTRY);
    const database = openDatabase({ url: care.url });
    await sealAll(database.pool);
    const [shipped] = await care.query<{ seal: number }>('SELECT seal::int FROM kit.access_log_shipped');
    const segment = await nextSegment(database.pool, shipped?.seal ?? 0);
    await database.close();
    expect(segment).toMatchObject({ first: (shipped?.seal ?? 0) + 1, entries: [expect.anything()] });
    expect((await verified(care)).code).toBe(0);
  });

  test('what the central log does not have stays, and so does the last link', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    await care.query('UPDATE kit.access_log_shipped SET seal = 3');
    await purge(care);
    expect(await firstLeft(care)).toBe(3);
  });

  test('--before leaves what is from that day on, and a longer LOG_RETENTION_YEARS more', async () => {
    const care = await agedLog(steady('7 years'));
    const [day] = await care.query<{ day: string; left: number }>(
      `SELECT d.day::text AS day, (SELECT min(seal)::int FROM made WHERE at >= d.day::timestamp AT TIME ZONE 'UTC') AS left
       FROM (SELECT ((now() - interval '6 years 6 months') AT TIME ZONE 'UTC')::date AS day) d`,
    );
    await purge(care, '--before', day?.day ?? '');
    expect(await firstLeft(care)).toBe(day?.left);
    await give(['purge-log', 'care'], { variables: { ...ownerOf(care), LOG_RETENTION_YEARS: '6' } });
    const [six] = await care.query<{ left: number }>(
      `SELECT min(seal)::int AS left FROM made WHERE at >= now() - interval '6 years'`,
    );
    expect(await firstLeft(care)).toBe(six?.left);
    const young = await give(['purge-log', 'care', '--before', day?.day ?? ''], {
      variables: { ...ownerOf(care), LOG_RETENTION_YEARS: '7' },
    });
    expect(young).toMatchObject({
      code: 1,
      complained: ['The access log is kept for 7 years; give a day before that.'],
    });
  });
});

describe('the limit', () => {
  test('when the day lies within the five years, then nothing goes', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const day = new Date().toISOString().slice(0, 10);
    const { code, complained } = await purge(care, '--before', day);
    expect({ code, complained }).toEqual({
      code: 1,
      complained: ['The access log is kept for 5 years; give a day before that.'],
    });
    expect(await firstLeft(care)).toBe(1);
  });

  test.each(['4', '0', '-5', 'four'])('when LOG_RETENTION_YEARS is %s, then one sentence refuses', async (years) => {
    const { code, complained } = await give(['purge-log'], { variables: { LOG_RETENTION_YEARS: years } });
    expect(code).toBe(1);
    expect(complained).toEqual([
      expect.stringMatching(/^These environment variables are missing or wrong: LOG_RETENTION_YEARS \([^()]+\)\.$/),
    ]);
  });

  test('the database itself refuses a younger cut, whoever asks and however', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    for (const cut of [`now() - interval '5 years' + interval '1 second'`, 'now()', `'infinity'`, 'NULL']) {
      await expect(care.query(`SELECT * FROM kit.purge_access_log(${cut})`), cut).rejects.toThrow(TOO_YOUNG);
    }
    await expect(
      care.query(`INSERT INTO kit.access_log_purge (older_than) VALUES (now()); DELETE FROM kit.access_log_seal`),
    ).rejects.toThrow(TOO_YOUNG);
    expect(await firstLeft(care)).toBe(1);
  });

  test('a note made by hand says what the database decides, and lets go nothing more', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const note = `INSERT INTO kit.access_log_purge (older_than, up_to_seal, entries, hash, transaction, purged_at)
      VALUES (now() - interval '5 years', 99, 99, sha256('x'), 1, now())`;
    await expect(care.query(`${note}; DELETE FROM kit.access_log_seal WHERE seal <= 2`)).rejects.toThrow(KEPT);
    await expect(
      care.query(`${note}; ALTER TABLE kit.access_log_seal DROP CONSTRAINT access_log_seal_entry_fkey;
        DELETE FROM kit.access_log WHERE entry <= 2`),
    ).rejects.toThrow(KEPT);
    expect(await firstLeft(care)).toBe(1);
  });

  test('outside a purge the owner deletes nothing, nor after one', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    await purge(care);
    for (const statement of [
      'DELETE FROM kit.access_log WHERE entry = 6',
      'DELETE FROM kit.access_log_seal WHERE seal = 6',
      'TRUNCATE kit.access_log CASCADE',
      'UPDATE kit.access_log SET at = now()',
    ]) {
      await expect(care.query(statement), statement).rejects.toThrow(KEPT);
    }
  });

  test('a service can neither purge nor note, and the command says whose address is needed', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const client = new pg.Client({ connectionString: care.url });
    await client.connect();
    onTestFinished(() => client.end());
    const statements = [
      `SELECT * FROM kit.purge_access_log(now() - interval '6 years')`,
      `INSERT INTO kit.access_log_purge (older_than) VALUES (now() - interval '6 years')`,
      'DELETE FROM kit.access_log_seal',
    ];
    for (const statement of statements) {
      await expect(client.query(statement), statement).rejects.toThrow(/permission denied/);
    }
    const { code, complained } = await give(['purge-log', 'care'], { variables: addressesOf({ care }) });
    expect({ code, complained }).toEqual({
      code: 1,
      complained: [
        'The login in the address of care does not own the tables; give the owner in CARE_MIGRATION_DATABASE_URL.',
      ],
    });
  });

  test.each([
    [
      'nothing was sealed since',
      `SELECT generate_series(now() - interval '5 years 30 days', now() - interval '5 years 2 days', '1 day')`,
    ],
    [
      'sealing went on after it',
      `SELECT generate_series(now() - interval '5 years 30 days', now() - interval '5 years 2 days', '1 day')
       UNION ALL SELECT generate_series(now() - interval '20 days', now(), '1 day')`,
    ],
    [
      'it jumped by a year',
      `SELECT generate_series(now() - interval '5 years 1 day', now() - interval '1 year', '6 days') UNION ALL SELECT now()`,
    ],
  ])('when the clock of the database jumped ahead and %s, then young entries stay', async (_what, times) => {
    const care = await agedLog(times);
    expect((await purge(care)).said).toEqual(['care: nothing to purge']);
    expect(await firstLeft(care)).toBe(1);
  });

  test.each([
    ['made', `at + interval '5 years' AS at, at AS sealed_at`],
    ['sealed', `at, at + interval '5 years' AS sealed_at`],
  ])('when an old entry was %s lately by its own time, then it and all after it stay', async (_what, columns) => {
    const care = await agedLog(`SELECT ${columns} FROM (${steady('5 years 27 days')}) s (at)`);
    expect((await purge(care)).said).toEqual(['care: nothing to purge']);
  });

  test('when a purge is interrupted, then everything is there and verifies', async () => {
    const care = await agedLog(steady('5 years 27 days'));
    const client = new pg.Client({ connectionString: care.ownerUrl });
    await client.connect();
    await client.query('BEGIN');
    const { rows } = await client.query(`SELECT * FROM kit.purge_access_log(now() - interval '5 years')`);
    expect(rows).toHaveLength(1);
    await client.end();
    expect(await firstLeft(care)).toBe(1);
    expect(await care.query('SELECT FROM kit.access_log_purge')).toEqual([]);
    expect(await verified(care)).toMatchObject({ code: 0, said: [expect.not.stringContaining('purged')] });
  });
});

describe('the central log', () => {
  /** A database of identity whose central log is the copy of an aged log of care. */
  async function agedCopy(care: TestDatabase): Promise<TestDatabase> {
    const identity = await testDatabase('identity');
    onTestFinished(() => identity.drop());
    const rows = await care.query<{ row: string }>(
      `SELECT (to_jsonb(l) || to_jsonb(s) || '{"subgraph": "care"}')::text AS row
       FROM kit.access_log l JOIN kit.access_log_seal s USING (entry)`,
    );
    await identity.query(
      'INSERT INTO log_entry SELECT r.* FROM unnest($1::text[]) j, jsonb_populate_record(NULL::log_entry, j::jsonb) r',
      [rows.map(({ row }) => row)],
    );
    return identity;
  }

  const variablesOf = (identity: TestDatabase, care: TestDatabase): NodeJS.ProcessEnv => ({
    ...ownerOf(care),
    ...addressesOf({ identity }),
    IDENTITY_MIGRATION_DATABASE_URL: identity.ownerUrl,
  });

  test('goes and stays by the same rules, and both verify against each other', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const identity = await agedCopy(care);
    const variables = variablesOf(identity, care);
    expect((await give(['purge-log', 'care', '--central'], { variables })).said).toEqual([
      expect.stringMatching(/^central log of care: 1 purged, up to 1:[0-9a-f]{64}$/),
    ]);
    expect(await identity.query('SELECT min(seal)::int AS seal FROM log_entry')).toEqual([{ seal: 2 }]);
    const both = await give(['verify-log', 'care', '--central'], { variables });
    expect(both).toMatchObject({
      code: 0,
      said: [expect.stringContaining('sealed, the first 1 purged, head'), expect.not.stringContaining('purged')],
    });
    expect((await give(['purge-log', 'care', '--central'], { variables })).said).toEqual([
      'central log of care: nothing to purge',
    ]);
  });

  test('has the limit in the database, for the owner and for the service', async () => {
    const care = await agedLog(DAY_AND_ABOUT);
    const identity = await agedCopy(care);
    await expect(identity.query(`SELECT * FROM kit.purge_central_log('care', now())`)).rejects.toThrow(TOO_YOUNG);
    await expect(identity.query('DELETE FROM log_entry')).rejects.toThrow(KEPT);
    await expect(
      identity.query(`INSERT INTO log_purge (subgraph, older_than) VALUES ('care', now() - interval '5 years');
        DELETE FROM log_entry WHERE seal <= 2`),
    ).rejects.toThrow(KEPT);
    const client = new pg.Client({ connectionString: identity.url });
    await client.connect();
    onTestFinished(() => client.end());
    for (const statement of [
      `SELECT * FROM kit.purge_central_log('care', now() - interval '6 years')`,
      `INSERT INTO log_purge (subgraph, older_than) VALUES ('care', now() - interval '6 years')`,
    ]) {
      await expect(client.query(statement), statement).rejects.toThrow(/permission denied/);
    }
    expect(await identity.query('SELECT min(seal)::int AS seal FROM log_entry')).toEqual([{ seal: 1 }]);
  });

  test('when the clock jumped ahead, then young entries stay', async () => {
    const care = await agedLog(
      `SELECT generate_series(now() - interval '5 years 30 days', now() - interval '5 years 2 days', '1 day') UNION ALL SELECT now()`,
    );
    const identity = await agedCopy(care);
    const { said } = await give(['purge-log', 'care', '--central'], { variables: variablesOf(identity, care) });
    expect(said).toEqual(['central log of care: nothing to purge']);
  });
});
