import path from 'node:path';
import { createServer as createCare } from '@samplan/care/server';
import type { CardEntryOptions } from '@samplan/gateway/card/entry';
import { createPlanner, type Planner } from '@samplan/gateway/planner';
import { createGateway } from '@samplan/gateway/server';
import { httpTarget, statedBy } from '@samplan/gateway/source/http';
import { createServer as createIdentity, type Identity } from '@samplan/identity/server';
import { type IdentitySettings, standardSettings } from '@samplan/identity/settings';
import { type ConnectionStatements, createConnectionStatements } from '@samplan/kit/auth/connection';
import { createSecrets, type Secrets } from '@samplan/kit/auth/secrets';
import { remoteUntold } from '@samplan/kit/auth/untold';
import type { Database } from '@samplan/kit/db/database';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog, type Log } from '@samplan/kit/server/log';
import { remoteGatewayKeys, remoteTokenKeys } from '@samplan/kit/server/run';
import type { Environment, Subgraph } from '@samplan/kit/server/subgraph';
import { bySubgraph, type DatabaseUrls } from '@samplan/launch/database-urls';
import { startFederation } from '@samplan/launch/federation';
import { freePort } from '@samplan/launch/free-port';
import { type SplitFederation, startSplit } from '@samplan/launch/split';
import { createServer as createOrganisation } from '@samplan/organisation/server';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { createServer as createSip } from '@samplan/sip/server';
import { bundledProject } from './bundled.ts';
import type { TestClock } from './clock.ts';

/** Gateway and subgraphs, however they are run. */
export interface Running {
  readonly url: URL;
  close(): Promise<void>;
}

/** Gateway and subgraphs in the test's own process. */
export interface RunningHere extends Running {
  readonly subgraphs: ReadonlyMap<SubgraphName, Subgraph>;
  readonly identity: Identity;
  /** Where cards are shown; null when there is no entry for them. */
  readonly cardUrl: URL | null;
}

/** The same, with HTTP between them. */
export interface RunningOverHttp extends RunningHere {
  readonly addresses: Readonly<Record<SubgraphName, URL>>;
  /** The gateway's own. */
  readonly statements: ConnectionStatements;
}

/** A way to run gateway and subgraphs. */
export type Shape<R extends Running = Running> = (o: {
  readonly databases: Readonly<Record<SubgraphName, Database>>;
  /** Addresses of the same databases. */
  readonly urls: Readonly<Record<SubgraphName, DatabaseUrls>>;
  readonly clock: TestClock;
  /** Of identity; the standard ones of training unless given. Not used between processes. */
  readonly settings?: IdentitySettings;
  /** Where it stands; training unless given. Not used between processes. */
  readonly environment?: Environment;
  /** The entry for cards; there is none unless given. Not used between processes. */
  readonly cards?: CardEntryOptions;
  /** In front of the gateway; none unless given. Not used between processes. */
  readonly proxies?: readonly string[];
  /** Used over HTTP. */
  readonly log?: Log;
}) => Promise<R>;

const SUPERGRAPH = path.join(projectRoot(), 'schema/supergraph.graphql');
let shared: Planner | undefined;

/** One planner for all regions of a worker: to load the supergraph takes longer than to start all the rest. */
function planner(): Planner {
  shared ??= createPlanner(SUPERGRAPH, createLog('gateway', 'silent'));
  return shared;
}

const HERE = { port: 0, host: '127.0.0.1' };
const SETTINGS = standardSettings('TRAINING');

/** What running regions encrypt with. */
export function secrets(): Secrets {
  return createSecrets(Buffer.alloc(32, 7));
}

/** The gateway calls the subgraphs directly, and so do events. */
export const inOneProcess: Shape<RunningHere> = async ({
  databases,
  clock,
  settings,
  cards,
  proxies = [],
  environment = 'TRAINING',
}) => {
  const { gateway, identity, subgraphs, close } = await startFederation({
    environment,
    databases,
    secrets: secrets(),
    now: clock.now,
    logLevel: 'silent',
    supergraph: planner(),
    identity: settings ?? SETTINGS,
    proxies,
    ...(cards && { cards }),
  });
  const cardUrl = await gateway.listenForCards(HERE);
  return { url: await gateway.listen(HERE), cardUrl, identity, subgraphs, close };
};

/** The gateway and events go over HTTP, as between processes. */
export const overHttp: Shape<RunningOverHttp> = async ({
  databases,
  clock,
  settings,
  environment = 'TRAINING',
  cards,
  proxies = [],
  log = createLog('test', 'silent'),
}) => {
  const { now } = clock;
  const ports = new Map<SubgraphName, number>();
  for (const name of SUBGRAPHS) ports.set(name, await freePort());
  const addresses = bySubgraph((name) => new URL(`http://127.0.0.1:${ports.get(name)}`));
  const tokenKeys = remoteTokenKeys(addresses.identity);
  const gatewayPort = await freePort();
  const gatewayKeys = remoteGatewayKeys(new URL(`http://127.0.0.1:${gatewayPort}`));
  const statements = await createConnectionStatements(now);
  const deps = (name: SubgraphName) => ({
    environment,
    database: databases[name],
    secrets: secrets(),
    now,
    log,
    tokenKeys,
    askUntold: remoteUntold(addresses.identity, name),
    gatewayKeys,
    events: { addressOf: (other: SubgraphName) => addresses[other] },
  });
  const listen = (subgraph: Subgraph) => subgraph.listen({ port: ports.get(subgraph.name) ?? 0, host: '127.0.0.1' });
  const identity = await createIdentity({ ...deps('identity'), settings: settings ?? SETTINGS });
  await listen(identity); // the others ask it before they take a token
  const others = await Promise.all([
    createOrganisation(deps('organisation')),
    createCare(deps('care')),
    createSip(deps('sip')),
  ]);
  const all = [identity, ...others];
  const subgraphs = new Map<SubgraphName, Subgraph>(all.map((subgraph) => [subgraph.name, subgraph]));
  for (const subgraph of others) await listen(subgraph);
  const targets = new Map(SUBGRAPHS.map((name) => [name, httpTarget(addresses[name], statedBy(statements, name))]));
  const gateway = await createGateway({
    environment,
    supergraph: planner(),
    targets,
    tokenKeys,
    now,
    log,
    statements,
    proxies,
    ...(cards && { cards }),
  });
  return {
    cardUrl: await gateway.listenForCards(HERE),
    url: await gateway.listen({ ...HERE, port: gatewayPort }),
    addresses,
    statements,
    identity,
    subgraphs,
    async close() {
      await gateway.close();
      await Promise.all(all.map((subgraph) => subgraph.close()));
    },
  };
};

/** Gateway and each subgraph in a process of its own, that can be killed. They live in real time. */
export const inProcesses: Shape<SplitFederation> = inProcessesWith({});

/** The same, where identity and the entry for cards are given variables of theirs. */
export function inProcessesWith({
  identityVariables = {},
  cardVariables = {},
}: Partial<Pick<SplitOptions, 'identityVariables' | 'cardVariables'>>): Shape<SplitFederation> {
  return async ({ urls }) =>
    await startSplit({
      urls,
      programs: path.join(await bundledProject(), 'launch/dist'),
      keySecret: Buffer.alloc(32, 7).toString('base64'),
      options: {
        port: 0,
        host: '127.0.0.1',
        environment: 'TRAINING',
        logLevel: 'silent',
        proxies: [],
        identityVariables,
        cardVariables,
      },
    });
}

type SplitOptions = Parameters<typeof startSplit>[0]['options'];
