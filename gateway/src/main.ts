import { createConnectionStatements } from '@samplan/kit/auth/connection';
import { readEnv } from '@samplan/kit/env';
import { createLog } from '@samplan/kit/server/log';
import { remoteTokenKeys, runProcess } from '@samplan/kit/server/run';
import { cardEntryOf } from './card/env.ts';
import { gatewayEnv } from './env.ts';
import { explorerRoutes } from './explorer.ts';
import { createGateway } from './server.ts';
import { httpTarget, statedBy } from './source/http.ts';

await runProcess(async () => {
  const env = readEnv(gatewayEnv, process.env);
  const urls = env.SAMPLAN_SUBGRAPH_URLS;
  const log = createLog('gateway', env.SAMPLAN_LOG);
  const now = (): Date => new Date();
  const statements = await createConnectionStatements(now, env.SAMPLAN_GATEWAY_KEY);
  const cards = cardEntryOf(env, env.SAMPLAN_ENVIRONMENT);
  const gateway = await createGateway({
    environment: env.SAMPLAN_ENVIRONMENT,
    supergraph: env.SAMPLAN_SUPERGRAPH,
    targets: new Map([...urls].map(([name, url]) => [name, httpTarget(url, statedBy(statements, name))])),
    tokenKeys: remoteTokenKeys(urls.get('identity') ?? new URL('http://unset')),
    now,
    log,
    cards,
    proxies: env.TRUSTED_PROXIES,
    statements,
    routes: explorerRoutes({
      environment: env.SAMPLAN_ENVIRONMENT,
      folder: env.SAMPLAN_EXPLORER,
      demoSignIns: env.SAMPLAN_DEMO_SIGN_INS,
      log,
    }),
  });
  await gateway.listen({ port: env.PORT, host: env.HOST });
  await gateway.listenForCards({ host: env.HOST });
  return gateway;
});
