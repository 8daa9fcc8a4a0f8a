import { openDatabase } from '@samplan/kit/db/database';
import { bySubgraph, type DatabaseUrls } from '@samplan/launch/database-urls';
import { seedDemo } from '@samplan/launch/demo/seed';
import { DEMO_PASSWORD } from '@samplan/launch/demo/staff';
import type { Progress } from '@samplan/launch/progress';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import type { Answer } from './ask.ts';
import { type TestClock, testClock } from './clock.ts';
import { allHeard, type TestDatabase, testDatabase } from './database.ts';
import { bearer, startWorkAt } from './sessions.ts';
import { inOneProcess, secrets } from './shapes.ts';

/** Databases for a demo region, one for each subgraph. */
export interface DemoDatabases {
  readonly databases: Readonly<Record<SubgraphName, TestDatabase>>;
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
  readonly databases: Readonly<Record<SubgraphName, TestDatabase>>;
  /** Signs in with the demo password, at the first assignment or the one at the unit with the name. */
  as(organisation: string, username: string, unitName?: string): Promise<DemoUser>;
  close(): Promise<void>;
}

/** Says nothing. */
export const quiet: Progress = { step: (_what, work) => work(), say: () => {} };

/** Makes empty databases, migrated. */
export async function demoDatabases(): Promise<DemoDatabases> {
  const made = await Promise.all(SUBGRAPHS.map(async (name) => [name, await testDatabase(name)] as const));
  const databases = Object.fromEntries(made) as Record<SubgraphName, TestDatabase>; // one entry for each name
  return {
    databases,
    urls: bySubgraph((name) => ({ service: databases[name].url, owner: databases[name].ownerUrl })),
    async drop() {
      await Promise.all(made.map(([, database]) => database.drop()));
    },
  };
}

/** Loads and starts the demo region. */
export async function demoRegion(): Promise<DemoRegion> {
  const clock = testClock();
  const { databases, urls, drop } = await demoDatabases();
  await seedDemo(urls, secrets(), quiet, clock.now());
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
