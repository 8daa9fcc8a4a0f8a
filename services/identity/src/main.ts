import { sessionEnv, subgraphEnv } from '@samplan/kit/env';
import { runSubgraph } from '@samplan/kit/server/run';
import { createServer } from './server.ts';

await runSubgraph('identity', subgraphEnv.extend(sessionEnv.shape), (deps, env) =>
  createServer({ ...deps, sessionIdleMinutes: env.SESSION_IDLE_MINUTES, sessionMaxHours: env.SESSION_MAX_HOURS }),
);
