import { readFileSync } from 'node:fs';
import { EnvironmentInvalid, port } from '@samplan/kit/env';
import type { Environment } from '@samplan/kit/server/subgraph';
import { z } from 'zod';
import { readAuthorities } from './authorities.ts';
import type { CardEntryOptions } from './entry.ts';

/** Variables of the entry for cards. It is open when all five are given, and there is none without them (F-052). */
export const cardEnv = z.object({
  /** Port of the entry for cards, beside the ordinary one. */
  CARD_PORT: port.optional(),
  /** File with the certificate that the entry shows to clients, PEM, with those above it. */
  CARD_SERVER_CERTIFICATE: z.string().optional(),
  /** File with its private key, PEM. */
  CARD_SERVER_KEY: z.string().optional(),
  /** File with the authorities whose cards are accepted, roots included, PEM. Only test authorities outside production. */
  CARD_AUTHORITIES: z.string().optional(),
  /** File with the authorities' revocation lists, PEM. Read again when it changes; a list out of date refuses every card. */
  CARD_REVOCATIONS: z.string().optional(),
});

const NAMES = Object.keys(cardEnv.shape);

/**
 * The entry for cards that the variables describe; null when there is none.
 * @throws EnvironmentInvalid when only some are given, a file cannot be read, or an authority does not belong in the environment.
 */
export function cardEntryOf(env: z.infer<typeof cardEnv>, environment: Environment): CardEntryOptions | null {
  const { CARD_PORT, CARD_SERVER_CERTIFICATE, CARD_SERVER_KEY, CARD_AUTHORITIES, CARD_REVOCATIONS } = env;
  if (
    CARD_PORT === undefined ||
    CARD_SERVER_CERTIFICATE === undefined ||
    CARD_SERVER_KEY === undefined ||
    CARD_AUTHORITIES === undefined ||
    CARD_REVOCATIONS === undefined
  ) {
    const given: Readonly<Record<string, unknown>> = env;
    const missing = NAMES.filter((name) => given[name] === undefined);
    if (missing.length === NAMES.length) return null;
    throw new EnvironmentInvalid(`The entry for cards needs these variables too: ${missing.join(', ')}.`);
  }
  readOrRefuse('CARD_REVOCATIONS', CARD_REVOCATIONS);
  return {
    port: CARD_PORT,
    certificate: readOrRefuse('CARD_SERVER_CERTIFICATE', CARD_SERVER_CERTIFICATE),
    key: readOrRefuse('CARD_SERVER_KEY', CARD_SERVER_KEY),
    authorities: readAuthorities(readOrRefuse('CARD_AUTHORITIES', CARD_AUTHORITIES), environment),
    revocationsFile: CARD_REVOCATIONS,
  };
}

/** Those of the given variables that are the entry's, for a process that is started with them. */
export function cardVariables(variables: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const given = NAMES.map((name) => [name, variables[name]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function readOrRefuse(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new EnvironmentInvalid(`${name} names a file that cannot be read: ${file}.`);
  }
}
