import path from 'node:path';
import { processEnv } from '@samplan/kit/env';
import { projectRoot } from '@samplan/kit/project-root';
import { z } from 'zod';
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

/** Variables of the gateway when it is a process of its own. */
export const gatewayEnv = processEnv.extend({
  /** File with the composed supergraph. */
  SAMPLAN_SUPERGRAPH: z.string().default(() => path.join(projectRoot(), 'schema/supergraph.graphql')),
  /** Folder with the built query explorer. It is not served in production. */
  SAMPLAN_EXPLORER: z.string().default(explorerFolder),
  /** Whom the query explorer offers to sign in as: a JSON list with organisation, username, password, role and unit. */
  SAMPLAN_DEMO_SIGN_INS: demoSignIns.default([]),
});
