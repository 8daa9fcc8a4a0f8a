import path from 'node:path';
import { explorerFolder, explorerRoutes } from '@samplan/gateway/explorer';
import { createSecrets, type Secrets } from '@samplan/kit/auth/secrets';
import { openDatabase } from '@samplan/kit/db/database';
import { EnvironmentInvalid } from '@samplan/kit/env';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import { banner } from './banner.ts';
import { bySubgraph } from './database-urls.ts';
import {
  embeddedDatabases,
  givenDatabases,
  localSecrets,
  migrateAll,
  prepareFolder,
  resetFolder,
} from './databases.ts';
import { seedDemo } from './demo/seed.ts';
import { demoSignIns } from './demo/sign-ins.ts';
import { type LaunchOptions, readLaunchOptions } from './env.ts';
import { StartFailure } from './failure.ts';
import { startFederation } from './federation.ts';
import { lockFolder } from './lock.ts';
import { refuseTakenPort } from './port.ts';
import { consoleProgress, type Progress } from './progress.ts';
import { run, type Undo } from './run.ts';
import { noteRunning } from './running.ts';
import { type SplitDeps, startSplit } from './split.ts';

const USAGE = `npm start                 starts Samplan: PostgreSQL, subgraphs, gateway, a demo region
npm start -- --reset      forgets all data and begins afresh
Variables: see .env.example`;

/** Starts everything, prints how to use it, and stops in order at Ctrl-C. */
async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== '--reset');
  if (unknown === '--help') return void process.stdout.write(`${USAGE}\n`);
  if (unknown !== undefined) throw new StartFailure(`Unknown argument ${unknown}.\n${USAGE}`);
  const options = readLaunchOptions(process.env);
  const progress = consoleProgress();
  progress.say(`Samplan starts in the environment ${options.environment}.`);
  await refuseTakenPort(options.host, options.port);
  const folder = prepareFolder(options.dataFolder);
  const unlock = await lockFolder(folder);
  await run((undo, steps) => start(options, folder, args.includes('--reset'), steps, undo), progress);
  unlock();
}

async function start(
  options: LaunchOptions,
  folder: string,
  wantsReset: boolean,
  progress: Progress,
  undo: Undo,
): Promise<void> {
  if (wantsReset) {
    if (options.databaseUrls)
      throw new StartFailure('--reset is only for the embedded databases; empty your own by hand.');
    await progress.step('Old data forgotten', () => resetFolder(folder));
  }
  const secrets = localSecrets(folder);
  const given = options.databaseUrls;
  const databases = await progress.step(given ? 'Databases at the given addresses' : 'PostgreSQL', () =>
    given ? givenDatabases(given) : embeddedDatabases(folder, secrets),
  );
  undo.push(() => databases.stop());
  await progress.step('Migrations', () => migrateAll(databases));
  const keySecret = options.keySecret?.toString('base64') ?? secrets.keySecret;
  const isDemo =
    options.wantsDemo &&
    (await seedDemo(databases.urls, secretsOf(keySecret), progress, new Date(), options.environment));
  const signIns = isDemo ? demoSignIns() : [];
  undo.push(noteRunning(folder, { databases: databases.urls, keySecret }));
  const url = await progress.step(
    options.isSplit ? 'Subgraphs and gateway, a process each' : 'Subgraphs and gateway',
    () =>
      options.isSplit
        ? runSplit({ urls: databases.urls, keySecret, options, demoSignIns: signIns }, undo)
        : runInOneProcess(options, { urls: databases.urls, keySecret, options, demoSignIns: signIns }, undo),
  );
  progress.say(banner(options.environment, url, signIns));
}

async function runSplit(deps: SplitDeps, undo: Undo): Promise<URL> {
  const federation = await startSplit(deps);
  undo.push(() => federation.close());
  return federation.url;
}

async function runInOneProcess(options: LaunchOptions, deps: SplitDeps, undo: Undo): Promise<URL> {
  const { urls, keySecret } = deps;
  const databases = bySubgraph((name) => openDatabase({ url: urls[name].service }));
  undo.push(async () => {
    await Promise.all(Object.values(databases).map((database) => database.close()));
  });
  const { environment, identity, cards, proxies, logLevel } = options;
  const federation = await startFederation({
    environment,
    databases,
    secrets: secretsOf(keySecret),
    now: () => new Date(),
    logLevel,
    supergraph: path.join(projectRoot(), 'schema/supergraph.graphql'),
    identity,
    cards,
    proxies,
    routes: explorerRoutes({
      environment,
      folder: explorerFolder(),
      demoSignIns: deps.demoSignIns ?? [],
      log: createLog('gateway', logLevel),
    }),
  });
  undo.push(() => federation.close());
  await federation.gateway.listenForCards({ host: options.host });
  return await federation.gateway.listen({ port: options.port, host: options.host });
}

function secretsOf(keySecret: string): Secrets {
  return createSecrets(Buffer.from(keySecret, 'base64'));
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const isPlain = error instanceof StartFailure || error instanceof EnvironmentInvalid;
    process.stderr.write(`${isPlain ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exit(1);
  },
);
