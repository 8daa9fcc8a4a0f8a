import { subgraphEnv } from '@samplan/kit/env';
import { runSubgraph } from '@samplan/kit/server/run';
import { createServer } from './server.ts';

await runSubgraph('care', subgraphEnv, createServer);
