import { runSubgraph } from '@samplan/kit/server/run';
import { identityEnv } from './env.ts';
import { createServer } from './server.ts';
import { settingsOf } from './settings.ts';

await runSubgraph('identity', identityEnv, (deps, env) =>
  createServer({ ...deps, settings: settingsOf(env, env.SAMPLAN_ENVIRONMENT) }),
);
