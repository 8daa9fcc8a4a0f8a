import type { CardEntryOptions } from '@samplan/gateway/card/entry';
import { cardEntryOf, cardEnv, cardVariables } from '@samplan/gateway/card/env';
import { type IdentitySettings, settingsEnv, settingsOf, settingsVariables } from '@samplan/identity/settings';
import { databaseUrl, keySecret, port, readEnv, trustedProxies } from '@samplan/kit/env';
import { ENVIRONMENTS } from '@samplan/kit/server/subgraph';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { z } from 'zod';
import { bySubgraph, type DatabaseUrls } from './database-urls.ts';

/** Where the databases of an installation are, and what opens the keys in them. */
export const installationEnv = z.object({
  SAMPLAN_DATA_DIR: z.string().default('.samplan'),
  SAMPLAN_KEY_SECRET: keySecret.optional(),
  IDENTITY_DATABASE_URL: databaseUrl.optional(),
  ORGANISATION_DATABASE_URL: databaseUrl.optional(),
  CARE_DATABASE_URL: databaseUrl.optional(),
  SIP_DATABASE_URL: databaseUrl.optional(),
  IDENTITY_MIGRATION_DATABASE_URL: databaseUrl.optional(),
  ORGANISATION_MIGRATION_DATABASE_URL: databaseUrl.optional(),
  CARE_MIGRATION_DATABASE_URL: databaseUrl.optional(),
  SIP_MIGRATION_DATABASE_URL: databaseUrl.optional(),
  /** How long the access log is kept at least. The databases hold the five years too (G-073). */
  LOG_RETENTION_YEARS: z.coerce
    .number()
    .int()
    .min(5, 'the access log is kept for at least 5 years')
    .max(100)
    .default(5),
  /** How long events stay that every consumer has got; so long a view that follows them may rest. */
  EVENT_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
});

/** Name of the variable with the address for a subgraph's service, or for its migrations. */
export function variableOf<S extends SubgraphName>(subgraph: S, purpose: 'SERVICE'): `${Uppercase<S>}_DATABASE_URL`;
export function variableOf<S extends SubgraphName>(
  subgraph: S,
  purpose: 'MIGRATION',
): `${Uppercase<S>}_MIGRATION_DATABASE_URL`;
export function variableOf(subgraph: SubgraphName, purpose: 'SERVICE' | 'MIGRATION'): string {
  return `${subgraph.toUpperCase()}_${purpose === 'MIGRATION' ? 'MIGRATION_' : ''}DATABASE_URL`;
}

/** Variables of `npm start`. */
export const launchEnv = settingsEnv
  .extend(installationEnv.shape)
  .extend(cardEnv.shape)
  .extend({
    PORT: port.default(4000),
    HOST: z.string().default('127.0.0.1'),
    TRUSTED_PROXIES: trustedProxies,
    SAMPLAN_ENVIRONMENT: z.enum(ENVIRONMENTS).default('TRAINING'),
    SAMPLAN_PROCESSES: z.enum(['one', 'split']).default('one'),
    SAMPLAN_DEMO: z.enum(['auto', 'off']).default('auto'),
    SAMPLAN_LOG: z.enum(['info', 'warn', 'error', 'silent']).default('warn'),
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
  readonly databaseUrls: Readonly<Record<SubgraphName, DatabaseUrls>> | null;
  /** Opens the signing keys; null for one that is kept in the data folder. */
  readonly keySecret: Buffer | null;
  /** Networks of the proxies in front of the gateway. */
  readonly proxies: readonly string[];
  /** The entry for cards; null when there is none. */
  readonly cards: CardEntryOptions | null;
  /** The variables that gave it, for a process of its own. */
  readonly cardVariables: Readonly<Record<string, string>>;
  readonly identity: IdentitySettings;
  /** The variables that gave identity's settings, for a process of its own. */
  readonly identityVariables: Readonly<Record<string, string>>;
}

/**
 * Reads the choices from the environment.
 * @throws EnvironmentInvalid also when only some of the database addresses are given.
 */
export function readLaunchOptions(variables: NodeJS.ProcessEnv): LaunchOptions {
  const env = readEnv(launchEnv.superRefine(allAddressesOrNone), variables);
  return {
    port: env.PORT,
    host: env.HOST,
    environment: env.SAMPLAN_ENVIRONMENT,
    dataFolder: env.SAMPLAN_DATA_DIR,
    isSplit: env.SAMPLAN_PROCESSES === 'split',
    wantsDemo: env.SAMPLAN_DEMO === 'auto' && env.SAMPLAN_ENVIRONMENT !== 'PRODUCTION',
    logLevel: env.SAMPLAN_LOG,
    databaseUrls: env.IDENTITY_DATABASE_URL === undefined ? null : bySubgraph((name) => urlsOf(name, env)),
    keySecret: env.SAMPLAN_KEY_SECRET ?? null,
    proxies: env.TRUSTED_PROXIES,
    cards: cardEntryOf(env, env.SAMPLAN_ENVIRONMENT),
    cardVariables: cardVariables(variables),
    identity: settingsOf(env, env.SAMPLAN_ENVIRONMENT),
    identityVariables: settingsVariables(variables),
  };
}

/** Without an address for migrations the service's own is used. */
function urlsOf(name: SubgraphName, env: z.infer<typeof installationEnv>): DatabaseUrls {
  const service = env[variableOf(name, 'SERVICE')] ?? '';
  return { service, owner: env[variableOf(name, 'MIGRATION')] ?? service };
}

function allAddressesOrNone(env: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const names = SUBGRAPHS.map((name) => variableOf(name, 'SERVICE'));
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  for (const name of missing) {
    context.addIssue({ code: 'custom', path: [name], message: 'give all four database addresses or none' });
  }
}
