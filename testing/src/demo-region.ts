import { openDatabase } from '@samplan/kit/db/database';
import { bySubgraph, type DatabaseUrls } from '@samplan/launch/database-urls';
import { seedDemo } from '@samplan/launch/demo/seed';
import { DEMO_PASSWORD } from '@samplan/launch/demo/staff';
import type { Progress } from '@samplan/launch/progress';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Answer } from './ask.ts';
import { START, type TestClock, testClock } from './clock.ts';
import { allHeard, type TestDatabases, testDatabases } from './database.ts';
import { bearer, startWorkAt } from './sessions.ts';
import { inOneProcess, secrets } from './shapes.ts';
import { filledTemplates } from './template.ts';

/** Databases for a demo region, one for each subgraph. */
export interface DemoDatabases {
  readonly databases: TestDatabases;
  readonly urls: Readonly<Record<SubgraphName, DatabaseUrls>>;
  drop(): Promise<void>;
}

/** Somebody of the demo region's staff, signed in. */
export interface DemoUser {
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** The demo region as `npm start` loads it, running, with every event heard. */
export interface DemoRegion {
  readonly url: URL;
  readonly clock: TestClock;
  readonly databases: TestDatabases;
  /** Signs in with the demo password, at the first assignment or the one at the unit with the name. */
  as(organisation: string, username: string, unitName?: string): Promise<DemoUser>;
  close(): Promise<void>;
}

/** Says nothing. */
export const quiet: Progress = { step: (_what, work) => work(), say: () => {} };

/** Makes empty databases, migrated. */
export async function demoDatabases(): Promise<DemoDatabases> {
  return asDemo(await testDatabases());
}

/** Makes databases that hold the demo region as the start of all tests' clocks makes it: it is loaded once, and copied. */
export async function loadedDemoDatabases(): Promise<DemoDatabases> {
  const template = await filledTemplates('demo', async (databases) => {
    await seedDemo(asDemo(databases).urls, secrets(), quiet, START);
  });
  return asDemo(await testDatabases(template));
}

function asDemo(databases: TestDatabases): DemoDatabases {
  return {
    databases,
    urls: bySubgraph((name) => ({ service: databases[name].url, owner: databases[name].ownerUrl })),
    async drop() {
      await Promise.all(Object.values(databases).map((database) => database.drop()));
    },
  };
}

/** Loads and starts the demo region. */
export async function demoRegion(): Promise<DemoRegion> {
  const clock = testClock();
  const { databases, urls, drop } = await loadedDemoDatabases();
  const opened = bySubgraph((name) => openDatabase({ url: urls[name].service, poolSize: 6 }));
  const running = await inOneProcess({ databases: opened, urls, clock });
  await allHeard(databases);
  return {
    url: running.url,
    clock,
    databases,
    async as(organisation, username, unitName) {
      const credentials = { organisation, username, password: DEMO_PASSWORD };
      const { accessToken } = await startWorkAt(running.url, credentials, unitName);
      return bearer(running.url, accessToken);
    },
    async close() {
      await running.close();
      await Promise.all(Object.values(opened).map((database) => database.close()));
      await drop();
    },
  };
}
