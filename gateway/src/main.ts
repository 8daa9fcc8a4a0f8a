import path from 'node:path';
import { processEnv, readEnv } from '@samplan/kit/env';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import { remoteTokenKeys, runProcess } from '@samplan/kit/server/run';
import { z } from 'zod';
import { createGateway } from './server.ts';
import { httpTarget } from './source/http.ts';

/** Variables of the gateway when it is a process of its own. */
const gatewayEnv = processEnv.extend({
  SAMPLAN_SUPERGRAPH: z.string().default(() => path.join(projectRoot(), 'schema/supergraph.graphql')),
});

await runProcess(async () => {
  const env = readEnv(gatewayEnv, process.env);
  const urls = env.SAMPLAN_SUBGRAPH_URLS;
  const gateway = await createGateway({
    environment: env.SAMPLAN_ENVIRONMENT,
    supergraph: env.SAMPLAN_SUPERGRAPH,
    targets: new Map([...urls].map(([name, url]) => [name, httpTarget(url)])),
    tokenKeys: remoteTokenKeys(urls.get('identity') ?? new URL('http://unset')),
    now: () => new Date(),
    log: createLog('gateway', env.SAMPLAN_LOG),
  });
  await gateway.listen({ port: env.PORT, host: env.HOST });
  return gateway;
});
