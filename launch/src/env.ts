import { databaseUrl, port, readEnv, sessionEnv } from '@samplan/kit/env';
import { ENVIRONMENTS } from '@samplan/kit/server/subgraph';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { z } from 'zod';

const launchEnv = sessionEnv.extend({
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  SAMPLAN_ENVIRONMENT: z.enum(ENVIRONMENTS).default('TRAINING'),
  SAMPLAN_DATA_DIR: z.string().default('.samplan'),
  SAMPLAN_PROCESSES: z.enum(['one', 'split']).default('one'),
  SAMPLAN_DEMO: z.enum(['auto', 'off']).default('auto'),
  SAMPLAN_LOG: z.enum(['info', 'warn', 'error', 'silent']).default('warn'),
  IDENTITY_DATABASE_URL: databaseUrl.optional(),
  ORGANISATION_DATABASE_URL: databaseUrl.optional(),
  CARE_DATABASE_URL: databaseUrl.optional(),
  SIP_DATABASE_URL: databaseUrl.optional(),
});

/** What the person who starts Samplan can choose. */
export interface LaunchOptions {
  readonly port: number;
  readonly host: string;
  readonly environment: (typeof ENVIRONMENTS)[number];
  readonly dataFolder: string;
  /** One process per subgraph instead of one for all. */
  readonly isSplit: boolean;
  /** Load the demo region into empty databases. Never in production. */
  readonly wantsDemo: boolean;
  readonly logLevel: z.infer<typeof launchEnv>['SAMPLAN_LOG'];
  /** Addresses of a PostgreSQL of one's own; null for the embedded one. */
  readonly databaseUrls: Readonly<Record<SubgraphName, string>> | null;
  readonly sessionIdleMinutes: number;
  readonly sessionMaxHours: number;
}

/**
 * Reads the choices from the environment.
 * @throws EnvironmentInvalid also when only some of the database addresses are given.
 */
export function readLaunchOptions(variables: NodeJS.ProcessEnv): LaunchOptions {
  const env = readEnv(launchEnv.superRefine(allAddressesOrNone), variables);
  const urls = {
    identity: env.IDENTITY_DATABASE_URL,
    organisation: env.ORGANISATION_DATABASE_URL,
    care: env.CARE_DATABASE_URL,
    sip: env.SIP_DATABASE_URL,
  };
  const hasAll = (given: typeof urls): given is Record<SubgraphName, string> => SUBGRAPHS.every((name) => given[name]);
  return {
    port: env.PORT,
    host: env.HOST,
    environment: env.SAMPLAN_ENVIRONMENT,
    dataFolder: env.SAMPLAN_DATA_DIR,
    isSplit: env.SAMPLAN_PROCESSES === 'split',
    wantsDemo: env.SAMPLAN_DEMO === 'auto' && env.SAMPLAN_ENVIRONMENT !== 'PRODUCTION',
    logLevel: env.SAMPLAN_LOG,
    databaseUrls: hasAll(urls) ? urls : null,
    sessionIdleMinutes: env.SESSION_IDLE_MINUTES,
    sessionMaxHours: env.SESSION_MAX_HOURS,
  };
}

function allAddressesOrNone(env: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const names = SUBGRAPHS.map((name) => `${name.toUpperCase()}_DATABASE_URL`);
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  for (const name of missing) {
    context.addIssue({ code: 'custom', path: [name], message: 'give all four database addresses or none' });
  }
}
