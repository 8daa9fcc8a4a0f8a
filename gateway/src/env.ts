import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { processEnv, trustedProxies } from '@samplan/kit/env';
import { projectRoot } from '@samplan/kit/project-root';
import { z } from 'zod';
import { cardEnv } from './card/env.ts';
import { explorerFolder } from './explorer.ts';

const demoSignIns = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(
      z.object({
        organisation: z.string(),
        username: z.string(),
        password: z.string(),
        role: z.string(),
        unit: z.string(),
      }),
    ),
  );

function readKey(file: string, context: z.RefinementCtx): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // said below
  }
  context.addIssue({ code: 'custom', message: 'must name a file with an Ed25519 private key' });
  return z.NEVER;
}

/** Variables of the gateway when it is a process of its own. */
export const gatewayEnv = processEnv.extend(cardEnv.shape).extend({
  /** File with the composed supergraph. */
  SAMPLAN_SUPERGRAPH: z.string().default(() => path.join(projectRoot(), 'schema/supergraph.graphql')),
  /**
   * File with the Ed25519 key that states to the subgraphs what connections have proven, PEM. One of the process's own unless given;
   * several gateways behind one address share it.
   */
  SAMPLAN_GATEWAY_KEY: z.string().transform(readKey).optional(),
  TRUSTED_PROXIES: trustedProxies,
  /** Folder with the built query explorer. It is not served in production. */
  SAMPLAN_EXPLORER: z.string().default(explorerFolder),
  /** Whom the query explorer offers to sign in as: a JSON list with organisation, username, password, role and unit. */
  SAMPLAN_DEMO_SIGN_INS: demoSignIns.default([]),
});
