/** The whole federation in one process, on databases that exist: what bench/overview.ts measures beside several processes. */
import path from 'node:path';
import { standardSettings } from '@samplan/identity/settings';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { openDatabase } from '@samplan/kit/db/database';
import { projectRoot } from '@samplan/kit/project-root';
import { bySubgraph } from '@samplan/launch/database-urls';
import { startFederation } from '@samplan/launch/federation';

const urls: Readonly<Record<string, string>> = JSON.parse(process.argv[2] ?? '{}');
const federation = await startFederation({
  environment: 'TRAINING',
  databases: bySubgraph((name) => openDatabase({ url: urls[name] ?? '' })),
  secrets: createSecrets(Buffer.alloc(32, 7)),
  now: () => new Date(),
  logLevel: 'silent',
  supergraph: path.join(projectRoot(), 'schema/supergraph.graphql'),
  identity: standardSettings('TRAINING'),
});
const url = await federation.gateway.listen({ port: 0, host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
process.send?.(url.href);
