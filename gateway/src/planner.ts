// Before the library is made: it reports to its maker every hour and asks cloud metadata addresses otherwise.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';

import { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { Log } from '@samplan/kit/server/log';
import type { GatewayContext } from './context.ts';
import { dataSource } from './source/data-source.ts';
import { supergraphFile } from './supergraph.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];
type Listener = Parameters<NonNullable<GatewayInterface['onSchemaLoadOrUpdate']>>[0];

/**
 * Plans operations by a supergraph and puts answers together. Which subgraphs are asked, each request says itself, so that all
 * gateways of a process can share a planner and what it has planned.
 */
export interface Planner {
  /** What a server is given; it may stop without the planner. */
  forServer(): GatewayInterface;
  close(): Promise<void>;
}

/**
 * Makes a planner.
 * @param file - with the composed supergraph; followed until the planner is closed.
 */
export function createPlanner(file: string, log: Log): Planner {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphFile(file, log),
    buildService: ({ name }) => dataSource(name),
    logger: QUIET,
  });
  let current: Parameters<Listener>[0] | null = null;
  gateway.onSchemaLoadOrUpdate((schema) => {
    current = schema;
  });
  let loaded: ReturnType<GatewayInterface['load']> | undefined;
  return {
    forServer: () => ({
      load(options) {
        loaded ??= gateway.load(options);
        return loaded;
      },
      onSchemaLoadOrUpdate(listener) {
        // Who comes when it is loaded is not told by the library.
        if (current) listener(current);
        return gateway.onSchemaLoadOrUpdate(listener);
      },
      stop: async () => {},
    }),
    close: () => gateway.stop(),
  };
}

/** The library's own lines may hold queries; what matters is logged by us. */
export const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
