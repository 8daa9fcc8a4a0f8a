import type { SubgraphName } from '@samplan/schema/events/contract';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { z } from 'zod';
import { STATEMENT_KEYS_PATH } from '../auth/connection.ts';
import { createSecrets } from '../auth/secrets.ts';
import { remoteUntold } from '../auth/untold.ts';
import { openDatabase } from '../db/database.ts';
import { EnvironmentInvalid, readEnv, type subgraphEnv } from '../env.ts';
import { createLog } from './log.ts';
import type { Subgraph, SubgraphDeps } from './subgraph.ts';

/** Something that runs until it is told to stop. */
export interface Running {
  close(): Promise<void>;
}

/**
 * Runs a process: starts it, tells its parent when it is ready, and stops it in order at SIGTERM, SIGINT, or when the parent
 * that asked to be told goes away. A wrong environment is one sentence and exit code 1.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    const isOurs = error instanceof EnvironmentInvalid || (error instanceof Error && 'code' in error);
    process.stderr.write(`${isOurs ? error.message : String(error)}\n`);
    process.exit(1);
  }
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  process.send?.('ready');
}

/** Runs a subgraph as a process of its own, from the variables of the environment. */
export async function runSubgraph<S extends typeof subgraphEnv>(
  name: SubgraphName,
  schema: S,
  create: (deps: SubgraphDeps, env: z.infer<S>) => Promise<Subgraph>,
): Promise<void> {
  await runProcess(async () => {
    const env = readEnv(schema, process.env);
    const urls = env.SAMPLAN_SUBGRAPH_URLS;
    const addressOf = (subgraph: SubgraphName): URL => urls.get(subgraph) ?? new URL('http://unset');
    const database = openDatabase({ url: env.DATABASE_URL });
    const subgraph = await create(
      {
        environment: env.SAMPLAN_ENVIRONMENT,
        database,
        secrets: createSecrets(env.SAMPLAN_KEY_SECRET),
        now: () => new Date(),
        log: createLog(name, env.SAMPLAN_LOG),
        tokenKeys: remoteTokenKeys(addressOf('identity')),
        askUntold: remoteUntold(addressOf('identity'), name),
        ...(env.SAMPLAN_GATEWAY_URL && { gatewayKeys: remoteGatewayKeys(new URL(env.SAMPLAN_GATEWAY_URL)) }),
        events: { addressOf },
      },
      env,
    );
    await subgraph.listen({ port: env.PORT, host: env.HOST });
    return {
      async close() {
        await subgraph.close();
        await database.close();
      },
    };
  });
}

/** Identity's public keys at its JWKS address; an unknown key makes them be fetched again. */
export function remoteTokenKeys(identity: URL): SubgraphDeps['tokenKeys'] {
  return remoteKeys(new URL('/.well-known/jwks.json', identity));
}

/** The gateway's public keys at its JWKS address, likewise. */
export function remoteGatewayKeys(gateway: URL): JWTVerifyGetKey {
  return remoteKeys(new URL(STATEMENT_KEYS_PATH, gateway));
}

function remoteKeys(address: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(address, { timeoutDuration: 2000, cooldownDuration: 1000 });
}
