import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { bySubgraph, type DatabaseUrls } from './database-urls.ts';
import type { DemoSignIn } from './demo/sign-ins.ts';
import type { LaunchOptions } from './env.ts';
import { StartFailure } from './failure.ts';
import { freePort } from './free-port.ts';

/** A process of Samplan beside this one. */
interface Child {
  readonly name: string;
  readonly process: ChildProcess;
}

/** Gateway and subgraphs, each in a process of its own. */
export interface SplitFederation {
  readonly url: URL;
  /** Addresses of the subgraphs. */
  readonly subgraphs: Readonly<Record<SubgraphName, URL>>;
  /** Process id, for those who kill or measure. @throws Error when it has none. */
  pid(name: SubgraphName | 'gateway'): number;
  /** Starts a subgraph again that ended. */
  restart(name: SubgraphName): Promise<void>;
  close(): Promise<void>;
}

/** What the processes are given. */
export interface SplitDeps {
  readonly urls: Readonly<Record<SubgraphName, DatabaseUrls>>;
  /** 32 bytes in base64. */
  readonly keySecret: string;
  readonly options: Pick<
    LaunchOptions,
    'port' | 'host' | 'environment' | 'logLevel' | 'proxies' | 'identityVariables' | 'cardVariables'
  >;
  /** Whom the query explorer offers to sign in as. */
  readonly demoSignIns?: readonly DemoSignIn[];
  /** Folder of the bundles to run; where this runs from unless given, and sources where there is none. */
  readonly programs?: string;
}

/**
 * Starts one process for each subgraph and one for the gateway; they speak HTTP on local ports.
 * @throws StartFailure when one does not start.
 */
export async function startSplit({
  urls,
  keySecret,
  options,
  demoSignIns = [],
  programs = import.meta.dirname,
}: SplitDeps): Promise<SplitFederation> {
  const ports = await Promise.all(SUBGRAPHS.map(() => freePort()));
  const subgraphs = bySubgraph((name) => new URL(`http://127.0.0.1:${ports[SUBGRAPHS.indexOf(name)]}`));
  const gatewayPort = options.port === 0 ? await freePort() : options.port;
  // Listening everywhere, it is found here.
  const gatewayHost = options.host === '0.0.0.0' ? '127.0.0.1' : options.host;
  const shared = {
    SAMPLAN_ENVIRONMENT: options.environment,
    SAMPLAN_LOG: options.logLevel,
    SAMPLAN_SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=${subgraphs[name].origin}`).join(','),
  };
  const startSubgraph = (name: SubgraphName): Promise<Child> =>
    start(entryOf(name, programs), name, {
      ...shared,
      ...(name === 'identity' && options.identityVariables),
      SAMPLAN_GATEWAY_URL: `http://${gatewayHost}:${gatewayPort}`,
      HOST: '127.0.0.1',
      PORT: subgraphs[name].port,
      DATABASE_URL: urls[name].service,
      SAMPLAN_KEY_SECRET: keySecret,
    });
  const children = new Map<SubgraphName, Child>();
  const endAll = async (): Promise<void> => {
    await Promise.all([...children.values()].map(end));
  };
  const startGateway = (): Promise<Child> =>
    start(entryOf('gateway', programs), 'gateway', {
      ...shared,
      ...options.cardVariables,
      TRUSTED_PROXIES: options.proxies.join(','),
      HOST: options.host,
      PORT: String(gatewayPort),
      SAMPLAN_DEMO_SIGN_INS: JSON.stringify(demoSignIns),
    });
  const starts = SUBGRAPHS.map(async (name) => children.set(name, await startSubgraph(name)));
  let gateway: Child;
  try {
    const failed = (await Promise.allSettled(starts)).find((started) => started.status === 'rejected');
    if (failed) throw failed.reason;
    gateway = await startGateway();
  } catch (error) {
    await endAll();
    throw error;
  }
  return {
    url: new URL(`http://${options.host}:${gatewayPort}`),
    subgraphs,
    pid(name) {
      const pid = (name === 'gateway' ? gateway : children.get(name))?.process.pid;
      if (pid === undefined) throw new Error(`${name} has no process`); // a signal to none could reach everybody
      return pid;
    },
    async restart(name) {
      children.set(name, await startSubgraph(name));
    },
    async close() {
      await end(gateway);
      await endAll();
    },
  };
}

/** What is run. */
interface Entry {
  readonly file: string;
  readonly execArgv: readonly string[];
}

/** The bundle of a process in a folder, or its source. */
function entryOf(name: string, programs: string): Entry {
  const bundle = path.join(programs, `${name}.js`);
  if (existsSync(bundle)) return { file: bundle, execArgv: [] };
  const folder = name === 'gateway' ? '../../gateway' : `../../services/${name}`;
  return { file: path.join(import.meta.dirname, folder, 'src/main.ts'), execArgv: ['--import', 'tsx'] };
}

async function start({ file, execArgv }: Entry, name: string, env: NodeJS.ProcessEnv): Promise<Child> {
  const child = fork(file, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true, // Ctrl-C reaches them through us, so that they stop in order
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', () => reject(new StartFailure(`${name} did not start: ${said.trim() || 'no reason given'}`)));
  });
  return { name, process: child };
}

async function end({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}
