import { fork } from 'node:child_process';
import path from 'node:path';
import { seedDemo } from '@samplan/launch/demo/seed';
import type { Progress } from '@samplan/launch/progress';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { START } from '@samplan/testing/clock';
import { type DemoDatabases, demoDatabases, loadedDemoDatabases, quiet } from '@samplan/testing/demo-region';
import { secrets } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const NOW = START;
const SECRETS = secrets();
const LATER = new Date('2026-11-22T08:00:00.000Z');

/** A demo region that nothing stopped. Nobody changes it. */
let whole: DemoDatabases;
beforeAll(async () => {
  whole = await loadedDemoDatabases();
});
afterAll(() => whole.drop());

let fresh: DemoDatabases;
beforeEach(async () => {
  fresh = await demoDatabases();
});
afterEach(() => fresh.drop());

/** Every table with the number of its rows. */
async function counts({ databases }: DemoDatabases): Promise<Readonly<Record<string, number>>> {
  const all: [string, number][] = [];
  for (const name of SUBGRAPHS) {
    const tables = await databases[name].query<{ table: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS table FROM pg_tables
       WHERE schemaname IN ('public', 'kit') AND tablename <> '_prisma_migrations' ORDER BY 1`,
    );
    for (const { table } of tables) {
      const [row] = await databases[name].query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      all.push([`${name} ${table}`, row?.n ?? 0]);
    }
  }
  return Object.fromEntries(all);
}

/** What is the same every time when the instant is: everything but ids that stores give. */
async function content({ databases }: DemoDatabases): Promise<unknown> {
  const ask = (name: SubgraphName, sql: string) => databases[name].query(sql);
  return {
    patients: await ask('care', 'SELECT * FROM patient ORDER BY id'),
    episodes: await ask(
      'care',
      `SELECT id, patient_id, care_type, state, admitted_at, estimated_discharge_at, ready_reported_at, discharged_at,
         closed_at, outstanding, version FROM care_episode ORDER BY id`,
    ),
    messages: await ask(
      'care',
      `SELECT episode_id, type, sent_at, is_late, text, (SELECT array_agg(state ORDER BY state)
         FROM message_recipient r WHERE r.message_id = m.id) AS states FROM message m ORDER BY 1, 3, 2`,
    ),
    links: await ask(
      'organisation',
      `SELECT a.patient_id, a.version, housing.hsa_id AS housing, health.hsa_id AS health, centre.hsa_id AS centre
       FROM patient_addressing a LEFT JOIN unit housing ON housing.id = a.housing_unit_id
       LEFT JOIN unit health ON health.id = a.home_health_unit_id
       LEFT JOIN unit centre ON centre.id = a.listed_health_centre_id ORDER BY 1`,
    ),
    plans: await ask(
      'sip',
      `SELECT id, patient_id, episode_id, state, initiated_at, coordinating_principal, version FROM sip ORDER BY id`,
    ),
    orders: await ask(
      'identity',
      `SELECT id, kind, state, placed_at, given_name, family_name, version,
         (SELECT array_agg(event ORDER BY at, h.id) FROM access_order_history h WHERE h.order_id = o.id) AS history
       FROM access_order o ORDER BY id`,
    ),
    appointments: await ask(
      'identity',
      `SELECT kind, system, phone, appointed_at FROM appointment ORDER BY kind, appointed_at`,
    ),
    reviews: await ask('identity', `SELECT outcome, note, finished_at FROM log_review ORDER BY finished_at`),
    closed: await ask(
      'identity',
      `SELECT patient_id, registered_at AS at FROM block UNION ALL SELECT patient_id, changed_at FROM identity_protection
       UNION ALL SELECT patient_id, since FROM emergency_access ORDER BY 1, 2`,
    ),
    users: await ask('identity', 'SELECT username, given_name, family_name FROM "user" ORDER BY 1, 2, 3'),
  };
}

/** Says nothing, and fails before the step whose name begins so. */
function failingBefore(name: string): Progress {
  return {
    ...quiet,
    step: async (what, work) => {
      if (what.startsWith(name)) throw new Error(`stopped before ${what}`);
      return await work();
    },
  };
}

/** Says nothing, and fails when the step whose name begins so is done. */
function failingAfter(name: string): Progress {
  return {
    ...quiet,
    step: async (what, work) => {
      const done = await work();
      if (what.startsWith(name)) throw new Error(`stopped after ${what}`);
      return done;
    },
  };
}

/** What is there is what a start makes that nothing stops. */
async function expectWhole(): Promise<void> {
  expect(await counts(fresh)).toEqual(await counts(whole));
  expect(await content(fresh)).toEqual(await content(whole));
}

test('when the demo region is there, then another start changes nothing', async () => {
  const before = { counts: await counts(whole), content: await content(whole) };
  expect(await seedDemo(whole.urls, SECRETS, quiet, LATER)).toBe(true);
  expect({ counts: await counts(whole), content: await content(whole) }).toEqual(before);
});

test("when somebody's own region is there, then no demo region is made", async () => {
  await fresh.databases.organisation.query(
    `INSERT INTO principal (id, kind, slug, code, name) VALUES ('prn_own', 'REGION', 'own', '99', 'Own')`,
  );
  const before = await counts(fresh);
  expect(await seedDemo(fresh.urls, SECRETS, quiet, NOW)).toBe(false);
  expect(await counts(fresh)).toEqual(before);
});

test('of two starts at once on the same databases, one makes the demo region, as any start of that instant does, and the other finds it', async () => {
  expect(await Promise.all([1, 2].map(() => seedDemo(fresh.urls, SECRETS, quiet, NOW)))).toEqual([true, true]);
  await expectWhole();
});

describe('a start that was stopped half-way is gone on with by the next, with the instants of the first', () => {
  test('whichever step was the last, whichever database fell away, and when only the end was left', async () => {
    const stops: readonly (readonly [Progress, DemoDatabases['urls']])[] = [
      [failingBefore('Demo region: staff'), fresh.urls],
      [failingBefore('Demo region: patients'), fresh.urls],
      [quiet, without('sip')],
      [quiet, without('care')],
      [failingBefore('Demo region: episodes'), fresh.urls],
      [failingBefore('Demo region: access'), fresh.urls],
      [failingAfter('Demo region: access'), fresh.urls],
    ];
    for (const [i, [progress, urls]] of stops.entries()) {
      await expect(seedDemo(urls, SECRETS, progress, i === 0 ? NOW : LATER), `stop ${i}`).rejects.toThrow();
    }
    expect(await seedDemo(fresh.urls, SECRETS, quiet, LATER)).toBe(true);
    await expectWhole();
  });

  /** The addresses, of which one leads nowhere. */
  function without(name: SubgraphName): DemoDatabases['urls'] {
    const nowhere = new URL(fresh.urls[name].service);
    nowhere.pathname = '/nowhere';
    return { ...fresh.urls, [name]: { ...fresh.urls[name], service: nowhere.href } };
  }

  test('by kills, first while patients are loaded and then while episodes are played', async () => {
    await killedAt('care', 'care_relation', NOW);
    await killedAt('care', 'message_recipient', LATER);
    expect(await seedDemo(fresh.urls, SECRETS, quiet, LATER)).toBe(true);
    await expectWhole();
  });

  /** A start that is killed when it has come to a table. */
  async function killedAt(name: SubgraphName, table: string, now: Date): Promise<void> {
    const holder = new pg.Client({ connectionString: fresh.databases[name].ownerUrl });
    await holder.connect();
    await holder.query(`BEGIN; LOCK TABLE "${table}" IN SHARE MODE`);
    const child = fork(path.join(import.meta.dirname, 'seeding-process.ts'), {
      execArgv: ['--import', 'tsx'],
      stdio: 'ignore',
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('exit', (_code, signal) => resolve(signal)),
    );
    child.send({ urls: fresh.urls, now: now.toISOString() });
    await until(`it waits for ${table} in ${name}`, async () => {
      const waiting = await holder.query(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND relation = $1::regclass",
        [table],
      );
      return waiting.rows.length > 0;
    });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await holder.end();
  }
});
