import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { z } from 'zod';
import { isNetwork } from './auth/networks.ts';
import { ENVIRONMENTS } from './server/subgraph.ts';

/** A variable of the environment is missing or wrong. The message names every one. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
}

/**
 * Reads the variables that a schema names.
 * @throws EnvironmentInvalid
 */
export function readEnv<S extends z.ZodType>(schema: S, variables: NodeJS.ProcessEnv): z.infer<S> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  throw new EnvironmentInvalid(`These environment variables are missing or wrong: ${faults.join(', ')}.`);
}

/** A TCP port; 0 for any that is free. */
export const port = z.coerce.number().int().min(0).max(65_535);

/** Address of a PostgreSQL database. */
export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** 32 random bytes in base64: encrypts the signing keys that lie in the databases. */
export const keySecret = z.base64().transform((text, context) => {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64' });
  return key;
});

/**
 * Networks of the proxies in front of the gateway, whose `X-Forwarded-For` is believed: `10.0.0.0/8,2001:db8::/32`. None unless
 * given, and then the client is where the connection is from.
 */
export const trustedProxies = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((networks) => networks.every(isNetwork), 'must be networks as 10.0.0.0/8, separated by commas');

/** `identity=http://identity:4001,organisation=http://…`: where the subgraphs listen. */
export const subgraphUrls = z.string().transform((text, context): ReadonlyMap<SubgraphName, URL> => {
  const pairs = text.split(',').map((pair) => pair.trim().split(/=(.*)/s, 2));
  const urls = new Map<SubgraphName, URL>();
  for (const name of SUBGRAPHS) {
    const url = pairs.find(([given]) => given === name)?.[1];
    if (url && URL.canParse(url)) urls.set(name, new URL(url));
    else context.addIssue({ code: 'custom', message: `must have ${name}=http://…` });
  }
  return urls;
});

/** Variables that every process reads. */
export const processEnv = z.object({
  SAMPLAN_ENVIRONMENT: z.enum(ENVIRONMENTS),
  SAMPLAN_LOG: z.enum(['info', 'warn', 'error', 'silent']).default('info'),
  SAMPLAN_SUBGRAPH_URLS: subgraphUrls,
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
});

/** Variables that every subgraph reads when it is a process of its own. */
export const subgraphEnv = processEnv.extend({
  /** Where a gateway in another process publishes the keys with which it tells of cards and, to identity, of clients' addresses. */
  SAMPLAN_GATEWAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: databaseUrl,
  SAMPLAN_KEY_SECRET: keySecret,
});
