import { PrismaPg } from '@prisma/adapter-pg';
import { onLogSealed } from '@samplan/identity/central-log/receive.prisma';
import { prismaCentralLog } from '@samplan/identity/central-log/store.prisma';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { createAccessLog } from '@samplan/kit/access/log';
import { sealAll } from '@samplan/kit/access/sealer';
import { nextSegment } from '@samplan/kit/access/segment';
import { type Shipper, type ShipSegment, shipByEvents, startShipper } from '@samplan/kit/access/shipper';
import { createInbox } from '@samplan/kit/events/inbox';
import { createLog } from '@samplan/kit/server/log';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { START } from '@samplan/testing/clock';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { testRegion } from '@samplan/testing/region';
import { overHttp } from '@samplan/testing/shapes';
import { newPatient } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const SILENT = createLog('test', 'silent');
const EVERY_MS = 20;

/** A subgraph with a log, and identity's database; nothing else runs. */
let care: OpenTestDatabase;
let identity: OpenTestDatabase;
let ship: ShipSegment;
let central: ReturnType<typeof prismaCentralLog>;

beforeEach(async () => {
  [care, identity] = await Promise.all([openTestDatabase('care'), openTestDatabase('identity')]);
  const db = new PrismaClient({ adapter: new PrismaPg(identity.database.pool) });
  const inbox = createInbox({ db, handlers: onLogSealed(db), log: SILENT });
  ship = shipByEvents(
    'care',
    (_consumer, events) => inbox.receive('care', events),
    () => START,
  );
  central = prismaCentralLog(db, identity.database.pool);
  onTestFinished(async () => {
    await db.$disconnect();
    await Promise.all([care.drop(), identity.drop()]);
  });
});

/** Writes and seals so many entries, the instants with all their decimals. */
async function sealed(count: number): Promise<void> {
  const access = createAccessLog({ sql: care.sql, viewer: null, requestId: 'request-1', now: () => START });
  for (let i = 0; i < count; i += 1) access.denied('patient.read', 'NOT_IN_REACH', { subjectId: `pat_${i}` });
  await access.flush();
  await care.query(
    `INSERT INTO kit.access_log (at, kind, action, request_id) VALUES (clock_timestamp(), 'READ', 'x"\\,[', 'request-2')`,
  );
  await sealAll(care.database.pool);
}

function shipping(by: ShipSegment = ship): Shipper {
  const shipper = startShipper(care.database, by, SILENT, EVERY_MS);
  onTestFinished(() => shipper.stop());
  return shipper;
}

const arrived = async (count: number): Promise<void> =>
  until(`${count} entries are in the central log`, async () => (await copied()).length === count).then(() => {});
const copied = () => identity.query("SELECT seal, entry FROM log_entry WHERE subgraph = 'care' ORDER BY seal");
const faults = () => identity.query("SELECT fault, seal FROM log_fault WHERE subgraph = 'care' ORDER BY seal");

/** As somebody does who has the rights of the owner. */
async function tamper(at: OpenTestDatabase, ...statements: readonly string[]): Promise<void> {
  await at.query(`SET session_replication_role = replica; ${statements.join('; ')}; RESET session_replication_role`);
}

describe('the sealed log of a subgraph', () => {
  test('comes whole and in order, in segments, and holds there by the same links', async () => {
    await sealed(1203);
    const shipper = shipping();
    await arrived(1204);
    await sealed(3);
    await arrived(1208);
    expect(await shipper.state()).toEqual({ waiting: 0, refused: null });
    expect(await copied()).toEqual(await care.query('SELECT seal, entry FROM kit.access_log_seal ORDER BY seal'));
    const [head] = await care.query<{ hash: Buffer }>(
      'SELECT hash FROM kit.access_log_seal ORDER BY seal DESC LIMIT 1',
    );
    expect(await central.check('care', START)).toEqual({
      holds: true,
      sealed: 1208,
      head: head?.hash.toString('hex'),
    });
  });

  test('when it was sent and nobody noted that, then what comes again is passed over', async () => {
    await sealed(4);
    expect(await ship(await nextSegment(care.database.pool, 0))).toBeNull();
    expect(await ship(await nextSegment(care.database.pool, 0))).toBeNull();
    expect(await ship(await nextSegment(care.database.pool, 3))).toBeNull();
    await sealed(2);
    expect(await ship(await nextSegment(care.database.pool, 2))).toBeNull();
    expect(await copied()).toHaveLength(8);
    expect(await central.check('care', START)).toMatchObject({ holds: true, sealed: 8 });
    expect(await faults()).toEqual([]);
  });

  test('when the same segment comes several times at once, then it is added once', async () => {
    await sealed(9);
    const segment = await nextSegment(care.database.pool, 0);
    expect(await Promise.all([ship(segment), ship(segment), ship(segment)])).toEqual([null, null, null]);
    expect(await copied()).toHaveLength(10);
  });

  test('when identity does not answer, then the lag is shown, and everything comes when it does', async () => {
    let isThere = false;
    const shipper = shipping(async (segment) => {
      if (!isThere) throw new Error('no answer');
      return await ship(segment);
    });
    await sealed(5);
    expect(await shipper.state()).toEqual({ waiting: 6, refused: null });
    isThere = true;
    await arrived(6);
    await until('the lag is gone', async () => (await shipper.state()).waiting === 0);
  });

  test('when the answer is lost after the segment was stored, then nothing comes twice', async () => {
    let losses = 2;
    shipping(async (segment) => {
      const answer = await ship(segment);
      losses -= 1;
      if (losses >= 0) throw new Error('the answer was lost');
      return answer;
    });
    await sealed(700);
    await arrived(701);
    await until('the answer arrives', async () => losses < 0);
    expect(await central.check('care', START)).toMatchObject({ holds: true, sealed: 701 });
  });

  test('when identity was set back to an earlier state, then what it lost is sent again', async () => {
    await sealed(5);
    const shipper = shipping();
    await arrived(6);
    await shipper.stop();
    await tamper(identity, 'DELETE FROM log_entry WHERE seal > 2');
    shipping();
    await arrived(6);
    expect(await central.check('care', START)).toMatchObject({ holds: true, sealed: 6 });
  });
});

describe('what is refused and reported', () => {
  test.each([
    ['a gap', 'LogGap:3', async () => await nextSegment(care.database.pool, 5), []],
    [
      'a segment with an entry that was changed on the way',
      'LogAltered',
      async () => {
        const segment = await nextSegment(care.database.pool, 3);
        const [first, ...rest] = segment.entries;
        if (!first) throw new Error('no entry');
        const [sealedAt, entry, at, kind, , ...more] = first;
        return { ...segment, entries: [[sealedAt, entry, at, kind, 'other.action', ...more] as typeof first, ...rest] };
      },
      [{ fault: 'ALTERED', seal: '4' }],
    ],
    [
      'a segment that follows another link',
      'LogFork',
      async () => ({ ...(await nextSegment(care.database.pool, 3)), before: 'a'.repeat(64) }),
      [{ fault: 'FORK', seal: '4' }],
    ],
  ] as const)('%s', async (_what, answer, make, noted) => {
    await sealed(2);
    expect(await ship(await nextSegment(care.database.pool, 0))).toBeNull();
    await sealed(5);
    expect(await ship(await make())).toBe(answer);
    expect(await copied()).toHaveLength(3);
    expect(await faults()).toEqual(noted);
    expect(await ship(await nextSegment(care.database.pool, 3))).toBeNull();
    expect(await copied()).toHaveLength(9);
  });

  test('the end of the subgraph’s log was cut off: the chain alone cannot show it, the central log can', async () => {
    await sealed(5);
    const before = shipping();
    await arrived(6);
    await before.stop();
    await tamper(care, 'DELETE FROM kit.access_log_seal WHERE seal > 4', 'DELETE FROM kit.access_log WHERE entry > 4');
    const shipper = shipping();
    await until('it is refused', async () => (await shipper.state()).refused === 'LogCut');
    expect(await faults()).toEqual([{ fault: 'CUT', seal: '5' }]);
    expect(await copied()).toHaveLength(6);
  });

  test('the subgraph’s chain was made anew over other entries', async () => {
    await sealed(2);
    const before = shipping();
    await arrived(3);
    await before.stop();
    await tamper(
      care,
      'DELETE FROM kit.access_log_seal',
      "UPDATE kit.access_log SET subject_id = 'pat_x' WHERE entry = 1",
      'INSERT INTO kit.access_log_unsealed SELECT entry FROM kit.access_log',
    );
    await sealAll(care.database.pool);
    const shipper = shipping();
    await until('it is refused', async () => (await shipper.state()).refused === 'LogFork');
    expect(await copied()).toHaveLength(3);
  });
});

describe('the copy', () => {
  test.each(['log_entry', 'log_fault'])('%s can be added to by the service, and nothing else', async (table) => {
    await sealed(1);
    await ship(await nextSegment(care.database.pool, 0));
    const column = table === 'log_entry' ? 'action' : 'fault';
    for (const statement of [`UPDATE ${table} SET ${column} = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      await expect(identity.database.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
      await expect(identity.query(statement), `owner: ${statement}`).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each([
    ['an entry was changed', "UPDATE log_entry SET patient_id = 'pat_x' WHERE seal = 2", 2, 'ALTERED'],
    ['an entry was removed', 'DELETE FROM log_entry WHERE seal = 2', 2, 'REMOVED'],
    ['entries changed places', 'UPDATE log_entry SET entry = 4 - entry WHERE seal IN (1, 3)', 1, 'ALTERED'],
  ] as const)('when %s, then a check finds it and notes it', async (_what, statement, seal, fault) => {
    await sealed(3);
    await ship(await nextSegment(care.database.pool, 0));
    await tamper(identity, statement);
    expect(await central.check('care', START)).toEqual({ holds: false, seal, fault });
    expect(await faults()).toEqual([{ fault, seal: String(seal) }]);
    expect(await identity.query('SELECT sealed, holds FROM log_check')).toEqual([
      { sealed: String(seal - 1), holds: false },
    ]);
  });
});

test('when everything runs over HTTP, then the entries of every subgraph are in the central log, identity’s own too', async () => {
  const region = await testRegion({ shape: overHttp, principals: ['region-vasternorrland', 'sundsvall'] });
  onTestFinished(() => region.close());
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const patientId = await newPatient(region, nurse);
  await nurse.ask('query ($id: ID!) { patient(id: $id) { givenName addressing { version } } }', { id: patientId });
  for (const name of SUBGRAPHS) {
    const own = await region.databases[name].query('SELECT 1 FROM kit.access_log');
    await until(`${name}'s entries are there`, async () => {
      const there = await region.databases.identity.query('SELECT 1 FROM log_entry WHERE subgraph = $1', [name]);
      return there.length >= own.length;
    });
  }
  const central = await region.databases.identity.query(
    'SELECT DISTINCT subgraph FROM log_entry WHERE user_id = $1 ORDER BY 1',
    [nurse.userId],
  );
  expect(central).toEqual([{ subgraph: 'care' }, { subgraph: 'identity' }, { subgraph: 'organisation' }]);
});
