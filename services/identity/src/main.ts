import { runSubgraph } from '@samplan/kit/server/run';
import { identityEnv } from './env.ts';
import { createServer } from './server.ts';

await runSubgraph('identity', identityEnv, (deps, env) =>
  createServer({ ...deps, sessionIdleMinutes: env.SESSION_IDLE_MINUTES, sessionMaxHours: env.SESSION_MAX_HOURS }),
);
