import { createServer as createCare } from '@samplan/care/server';
import type { CardEntryOptions } from '@samplan/gateway/card/entry';
import type { Planner } from '@samplan/gateway/planner';
import { createGateway, type Gateway } from '@samplan/gateway/server';
import { localTarget } from '@samplan/gateway/source/local';
import { createServer as createIdentity, type Identity } from '@samplan/identity/server';
import type { IdentitySettings } from '@samplan/identity/settings';
import type { Secrets } from '@samplan/kit/auth/secrets';
import type { Database } from '@samplan/kit/db/database';
import { inProcess } from '@samplan/kit/events/in-process';
import { createLog, type LogLevel } from '@samplan/kit/server/log';
import type { Environment, Subgraph } from '@samplan/kit/server/subgraph';
import type { Clock } from '@samplan/kit/time';
import { createServer as createOrganisation } from '@samplan/organisation/server';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { createServer as createSip } from '@samplan/sip/server';
import type { FastifyInstance } from 'fastify';

/** What the whole federation in one process is given. */
export interface FederationDeps {
  readonly environment: Environment;
  readonly databases: Readonly<Record<SubgraphName, Database>>;
  readonly secrets: Secrets;
  readonly now: Clock;
  readonly logLevel: LogLevel;
  /** File with the composed supergraph, or a planner that stays when the federation stops. */
  readonly supergraph: string | Planner;
  readonly identity: IdentitySettings;
  /** The entry for cards. */
  readonly cards?: CardEntryOptions | null;
  /** Networks of the proxies in front of the gateway. */
  readonly proxies?: readonly string[];
  readonly routes?: (app: FastifyInstance) => void | Promise<void>;
}

/** Gateway and all subgraphs in this process. */
export interface Federation {
  readonly gateway: Gateway;
  readonly identity: Identity;
  readonly subgraphs: ReadonlyMap<SubgraphName, Subgraph>;
  /** Finishes what is under way, then stops. The databases stay open. */
  close(): Promise<void>;
}

/** Starts gateway and all subgraphs in this process; the gateway calls the subgraphs directly, and so do events. */
export async function startFederation(deps: FederationDeps): Promise<Federation> {
  const subgraphs = new Map<SubgraphName, Subgraph>();
  let tellAllStarted = (): void => {};
  const allStarted = new Promise<void>((resolve) => {
    tellAllStarted = resolve;
  });
  const shared = (name: SubgraphName) => ({
    environment: deps.environment,
    secrets: deps.secrets,
    now: deps.now,
    log: createLog(name, deps.logLevel),
    database: deps.databases[name],
    events: { transport: inProcess(name, subgraphs, allStarted) },
  });
  const identity = await createIdentity({ ...shared('identity'), settings: deps.identity });
  const { tokenKeys } = identity;
  const fromIdentity = (name: SubgraphName) => ({ tokenKeys, askUntold: () => identity.untoldTo(name) });
  const others = await Promise.all([
    createOrganisation({ ...shared('organisation'), ...fromIdentity('organisation') }),
    createCare({ ...shared('care'), ...fromIdentity('care') }),
    createSip({ ...shared('sip'), ...fromIdentity('sip') }),
  ]);
  for (const subgraph of [identity, ...others]) subgraphs.set(subgraph.name, subgraph);
  tellAllStarted();
  const gateway = await createGateway({
    environment: deps.environment,
    supergraph: deps.supergraph,
    targets: new Map([...subgraphs].map(([name, subgraph]) => [name, localTarget(subgraph)])),
    tokenKeys,
    now: deps.now,
    log: createLog('gateway', deps.logLevel),
    ...(deps.cards && { cards: deps.cards }),
    ...(deps.proxies && { proxies: deps.proxies }),
    ...(deps.routes && { routes: deps.routes }),
  });
  return {
    gateway,
    identity,
    subgraphs,
    async close() {
      await gateway.close();
      await Promise.all(SUBGRAPHS.map((name) => subgraphs.get(name)?.close()));
    },
  };
}
