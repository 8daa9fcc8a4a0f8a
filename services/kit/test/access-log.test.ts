import { createAccessLog } from '@samplan/kit/access/log';
import { transact } from '@samplan/kit/db/transaction';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newRequest, readGrant, writeEntries } from './entries.ts';

let db: OpenTestDatabase;
beforeAll(async () => {
  db = await openTestDatabase('sip');
});
afterAll(() => db.drop());

/** Entries after this one are of the test. */
let before = '0';
beforeEach(async () => {
  const [row] = await db.query<{ last: string }>('SELECT coalesce(max(entry), 0) AS last FROM kit.access_log');
  before = row?.last ?? '0';
});

const entries = () =>
  db.query('SELECT kind, action, patient_id, subject_id, reason FROM kit.access_log WHERE entry > $1 ORDER BY entry', [
    before,
  ]);

describe('an entry (HSLF-FS 2016:40 4 kap. 9 §)', () => {
  test('says who, in which session, role, unit and principal, did what with whose data, when', async () => {
    const access = newRequest(db.sql, new Date('2026-11-21T09:30:00.123Z'));
    access.read(readGrant(), [{ patientId: 'pat_1', subjectId: 'epi_1' }]);
    await access.flush();
    const [row] = await db.query('SELECT * FROM kit.access_log WHERE entry > $1', [before]);
    expect(row).toEqual({
      entry: expect.any(String),
      at: new Date('2026-11-21T09:30:00.123Z'),
      kind: 'READ',
      action: 'episode.read',
      patient_id: 'pat_1',
      subject_id: 'epi_1',
      reason: null,
      user_id: 'usr_1',
      session_id: 'ses_1',
      assignment_id: 'asg_1',
      role: 'NURSE',
      unit_id: 'unt_1',
      administration_id: 'adm_1',
      principal_id: 'prn_1',
      request_id: expect.stringMatching(/^request-/),
    });
  });

  test('is made once for each patient and request, however often the patient is read', async () => {
    const access = newRequest(db.sql);
    for (let i = 0; i < 5; i += 1) {
      access.read(readGrant(), [
        { patientId: 'pat_1', subjectId: `epi_${i}` },
        { patientId: 'pat_2', subjectId: 'epi_9' },
      ]);
    }
    await access.flush();
    await access.flush();
    expect((await entries()).map((row) => [row['patient_id'], row['subject_id']])).toEqual([
      ['pat_1', 'epi_0'],
      ['pat_2', 'epi_9'],
    ]);
  });

  test('is made of a denial too, beside what was allowed to the same patient', async () => {
    const access = newRequest(db.sql);
    access.read(readGrant(), [{ patientId: 'pat_1' }]);
    access.denied('episode.close', 'NOT_IN_REACH', { patientId: 'pat_1' });
    access.denied('episode.close', 'NOT_IN_REACH', { patientId: 'pat_1' });
    expect(access.refuse('episode.admit')).toMatchObject({ code: 'NOT_PERMITTED' });
    await access.flush();
    const row = { kind: 'DENIED', patient_id: null, subject_id: null };
    expect(await entries()).toEqual([
      { ...row, kind: 'READ', action: 'episode.read', patient_id: 'pat_1', reason: null },
      { ...row, action: 'episode.close', patient_id: 'pat_1', reason: 'NOT_IN_REACH' },
      { ...row, action: 'episode.admit', reason: 'NO_CAPABILITY' },
    ]);
  });

  test('of nobody has no user', async () => {
    const access = createAccessLog({ sql: db.sql, viewer: null, requestId: 'request-nobody', now: () => new Date() });
    access.denied('session.start', 'CREDENTIALS_REFUSED');
    await access.flush();
    expect(await db.query('SELECT user_id, role FROM kit.access_log WHERE entry > $1', [before])).toEqual([
      { user_id: null, role: null },
    ]);
  });

  test('of a change is made with the change or not at all', async () => {
    const access = newRequest(db.sql);
    const write = (isKept: boolean): Promise<void> =>
      transact(db.sql, async (tx) => {
        await access.write(tx, readGrant(), { patientId: 'pat_1', subjectId: 'epi_1' });
        await access.writeOwn(tx, 'session.end', { subjectId: 'ses_1' });
        if (!isKept) throw new Error('no');
      });
    await expect(write(false)).rejects.toThrow('no');
    expect(await entries()).toEqual([]);
    await write(true);
    expect((await entries()).map((row) => [row['kind'], row['action']])).toEqual([
      ['WRITE', 'episode.read'],
      ['WRITE', 'session.end'],
    ]);
  });
});

describe('nobody changes or removes an entry or a link', () => {
  const changes = ['access_log', 'access_log_seal'].flatMap((table) => {
    const column = table === 'access_log' ? `action = 'x'` : 'seal = seal + 1';
    return [
      `UPDATE kit.${table} SET ${column}`,
      `UPDATE kit.${table} SET ${column} WHERE false`,
      `DELETE FROM kit.${table}`,
      `TRUNCATE kit.${table} CASCADE`,
      `INSERT INTO kit.${table} SELECT * FROM kit.${table} ON CONFLICT (entry) DO UPDATE SET entry = EXCLUDED.entry`,
      `MERGE INTO kit.${table} t USING kit.${table} s ON t.entry = s.entry WHEN MATCHED THEN DELETE`,
      `WITH gone AS (DELETE FROM kit.${table} RETURNING 1) SELECT count(*) FROM gone`,
    ];
  });

  test.each(changes)('not the service: %s', async (statement) => {
    await writeEntries(db.sql, 1);
    await expect(db.database.pool.query(statement)).rejects.toThrow(
      /permission denied|can only be added to|cannot insert/,
    );
  });

  test.each(changes)('not the owner: %s', async (statement) => {
    await writeEntries(db.sql, 1);
    await expect(db.query(statement)).rejects.toThrow(/can only be added to|cannot insert/);
  });

  test.each([
    'ALTER TABLE kit.access_log DISABLE TRIGGER ALL',
    'DROP TRIGGER access_log_append_only ON kit.access_log',
    'DROP TABLE kit.access_log CASCADE',
    'ALTER TABLE kit.access_log OWNER TO samplan_application',
    'CREATE OR REPLACE FUNCTION kit.append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
    'SET session_replication_role = replica',
    'CREATE TABLE kit.other (a int)',
    'CREATE RULE r AS ON INSERT TO kit.access_log DO INSTEAD NOTHING',
    'GRANT UPDATE ON kit.access_log TO samplan_application',
    'DROP SCHEMA kit CASCADE',
    'SET ROLE samplan',
  ])('the service cannot take the guard away: %s', async (statement) => {
    // Without the right to give, GRANT only warns and gives nothing.
    if (statement.startsWith('GRANT')) await db.database.pool.query(statement);
    else
      await expect(db.database.pool.query(statement)).rejects.toThrow(
        /permission denied|must be owner|must be able to SET ROLE/,
      );
    await expect(db.database.pool.query(`UPDATE kit.access_log SET action = 'x'`)).rejects.toThrow('permission denied');
  });
});
