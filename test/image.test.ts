import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { explorerFolder } from '@samplan/gateway/explorer';
import { projectRoot } from '@samplan/kit/project-root';
import { freePort } from '@samplan/launch/free-port';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { ask } from '@samplan/testing/ask';
import { until } from '@samplan/testing/until';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { bundle } from '../launch/build.ts';
import { environmentOf, servicesOf, textOf, type Variables } from './compose-file.ts';
import { install } from './installation.ts';

const dockerfile = textOf('Dockerfile');
const [buildStage = '', runStage = ''] = dockerfile.split(/^(?=FROM )/m).slice(1);

/** What a stage copies: from where in the project, or in the stage before, to where. */
function copies(stage: string): readonly { readonly from: readonly string[]; readonly to: string }[] {
  return [...stage.matchAll(/^COPY (?:--from=build )?(.+)$/gm)].map(([, places = '']) => {
    const all = places.split(' ').map((place) => place.replace(/^\/samplan\//, ''));
    return { from: all.slice(0, -1), to: all.at(-1) ?? '' };
  });
}

/** Makes a folder with what the image holds and nothing else; the bundle is made for it. */
async function image(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samplan-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { from, to } of copies(runStage)) {
    for (const source of from) {
      const target = to.endsWith('/') ? path.join(folder, to, path.basename(source)) : path.join(folder, to);
      mkdirSync(path.dirname(target), { recursive: true });
      if (source === 'launch/dist') await bundle(target);
      else cpSync(path.join(projectRoot(), source), target, { recursive: true, dereference: true });
    }
  }
  return folder;
}

/** Runs a command in the image with nothing in its environment but what is given. */
function run(folder: string, [program = '', ...args]: readonly string[], variables: Variables, input = ''): Ran {
  expect(program).toBe('node');
  const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'], ...variables } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, outcome: async () => ({ code: await ended, said }), said: () => said };
}

interface Ran {
  readonly process: ChildProcess;
  said(): string;
  outcome(): Promise<{ readonly code: number | null; readonly said: string }>;
}

test('when packages are installed, then every workspace is known to npm', () => {
  const { workspaces } = z.object({ workspaces: z.array(z.string()) }).parse(JSON.parse(textOf('package.json')));
  expect(workspaces).toContain('services/*');
  const all = [
    ...workspaces.filter((name) => name !== 'services/*'),
    'services/kit',
    ...SUBGRAPHS.map((name) => `services/${name}`),
  ];
  const copied = copies(buildStage.split('RUN npm ci')[0] ?? '').flatMap(({ from }) => from);
  for (const name of all) expect(copied).toContain(`${name}/package.json`);
  expect(copied).toEqual(expect.arrayContaining(['package-lock.json', '.npmrc']));
});

test('when something is copied into the image, then it exists or is built', () => {
  for (const { from } of copies(dockerfile)) {
    for (const source of from)
      expect(source === 'launch/dist' || existsSync(path.join(projectRoot(), source)), source).toBe(true);
  }
});

test('when the images are named, then by an exact version; and what runs is not root', () => {
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name);
  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^node:\d+\.\d+\.\d+-slim$/);
  expect(runStage).toMatch(/^USER node$/m);
});

test('when the explorer is built, then it lies in a folder that the image holds', () => {
  const folder = path.relative(projectRoot(), explorerFolder());
  expect(copies(runStage).some(({ from }) => from.some((source) => folder.startsWith(`${source}/`)))).toBe(true);
});

test('when docker compose runs its commands with what the image holds, then the whole of Samplan answers', async () => {
  const [folder, { variables, here }] = await Promise.all([image(), install()]);
  const services = servicesOf(variables);
  const ports = new Map<string, number>();
  for (const name of [...SUBGRAPHS, 'gateway']) ports.set(name, await freePort());
  const service = (name: string) => services[name] ?? expect.unreachable(name);
  /** As docker compose gives it, but on this machine's address and free ports. */
  const given = (name: string): Variables => {
    const environment: Variables = here(environmentOf(service(name), variables));
    if (!environment['SAMPLAN_SUBGRAPH_URLS']) return environment;
    const addresses = ['SAMPLAN_SUBGRAPH_URLS', 'SAMPLAN_GATEWAY_URL'].flatMap((variable) => {
      const there = environment[variable]?.replaceAll(
        /\/\/(\w+):4000/g,
        (_, other: string) => `//127.0.0.1:${ports.get(other)}`,
      );
      return there ? [[variable, there] as const] : [];
    });
    return { ...environment, ...Object.fromEntries(addresses), HOST: '127.0.0.1', PORT: String(ports.get(name)) };
  };
  const command = (name: string): readonly string[] => [service(name).command ?? []].flat();
  const operator = async (args: readonly string[], input?: string) =>
    await run(folder, [...(service('operator').entrypoint ?? []), ...args], given('operator'), input).outcome();

  const migrated = await run(folder, command('migrate'), given('migrate')).outcome();
  expect(migrated.code, migrated.said).toBe(0);
  const started = [...SUBGRAPHS, 'gateway'].map((name) => [name, run(folder, command(name), given(name))] as const);
  for (const [name, ran] of started) {
    await until(`${name} is healthy: ${ran.said()}`, async () => {
      const [, flag = '', script = ''] = service(name).healthcheck?.test.slice(1) ?? [];
      const check = ['node', flag, script.replace(':4000', `:${ports.get(name)}`)];
      return (await run(folder, check, {}).outcome()).code === 0;
    });
  }

  const region = 'services/organisation/data/region-vasternorrland.json';
  expect(await operator(['import-organisation', region])).toMatchObject({ code: 0 });
  const names = [
    '--organisation=region-vasternorrland',
    '--username=prov',
    '--given-name=Test',
    '--family-name=Provsson',
  ];
  const created = await operator(
    ['create-user', ...names, '--unit=SE2321000214-U002', '--role=NURSE', '--environment=PRODUCTION'],
    'Kaffe-pa-rummet-7\n',
  );
  expect(created.code, created.said).toBe(0);
  expect(await operator(['production-start', 'region-vasternorrland', '2026-01-01'])).toMatchObject({ code: 0 });
  const gateway = new URL(`http://127.0.0.1:${ports.get('gateway')}`);
  const signIn = `mutation { signIn(input: { organisation: "region-vasternorrland", username: "prov", password: "Kaffe-pa-rummet-7" }) {
    ... on SignInOk { tokens { accessToken } } } }`;
  const { accessToken } = (await ask(gateway, signIn)).at('signIn').tokens;
  const me = await ask(gateway, '{ me { givenName assignments { role unit { name } } } }', {}, `Bearer ${accessToken}`);
  expect(me.errors).toEqual([]);
  expect(me.at('me').assignments).toEqual([{ role: 'NURSE', unit: { name: expect.any(String) } }]);
  expect((await fetch(new URL('/explorer', gateway))).status).toBe(404);

  for (const [name, { process: child, outcome }] of started.toReversed()) {
    child.kill('SIGTERM');
    const { code, said } = await outcome();
    expect(code, `${name}: ${said}`).toBe(0);
    expect(said).not.toMatch(/"level":"error"/);
  }
}, 240_000);
