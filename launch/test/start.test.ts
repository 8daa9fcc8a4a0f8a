import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@samplan/launch/free-port';
import { ask } from '@samplan/testing/ask';
import { bundledProject } from '@samplan/testing/bundled';
import { beforeAll, expect, test } from 'vitest';
import { freshFolder } from './operator/folder.ts';
import { runBundled, type Spawned, untilItRuns } from './spawned.ts';

let project: string;

beforeAll(async () => {
  project = await bundledProject();
});

function run(name: string, args: readonly string[], variables: NodeJS.ProcessEnv, input?: string): Spawned {
  return runBundled(project, name, args, variables, input);
}

const CREATE = [
  'create-user',
  '--organisation=region-vasternorrland',
  '--username=prov.bredvid',
  '--given-name=Test',
  '--family-name=Provsson',
  '--role=NURSE',
  '--environment=TRAINING',
];

test('when Samplan runs, then commands beside it find it; when it has stopped, then they say so', async () => {
  const dataFolder = freshFolder();
  const port = await freePort();
  const variables = { SAMPLAN_DATA_DIR: dataFolder, PORT: String(port) };
  const samplan = run('start', [], variables);
  await untilItRuns(samplan);
  const note = path.join(dataFolder, 'running.json');
  expect(existsSync(note)).toBe(true);

  const verified = run('cli', ['verify-log'], variables);
  expect(await verified.ended()).toBe(0);
  expect(verified.said().split('\n').filter(Boolean)).toHaveLength(4);

  const wrong = run('cli', [...CREATE, '--unit=SE0000000000-X'], variables, 'Kaffe-pa-rummet-7\n');
  expect(await wrong.ended()).toBe(1);
  expect(wrong.complained()).toMatch(/^region-vasternorrland has no unit SE0000000000-X in use; [^\n]+\n$/);

  const { organisation, password } = { organisation: 'region-vasternorrland', password: 'Kaffe-pa-rummet-7' };
  const created = run('cli', [...CREATE, `--unit=${WARD}`], variables, `${password}\nmore is not read\n`);
  expect(await created.ended()).toBe(0);
  const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  const input = { organisation, username: 'prov.bredvid', password };
  const signedIn = await ask(new URL(`http://127.0.0.1:${port}`), signIn, { input });
  expect(signedIn.at('signIn').__typename).toBe('SignInOk');

  samplan.process.kill('SIGTERM');
  expect(await samplan.ended()).toBe(0);
  expect(existsSync(note)).toBe(false);
  const late = run('cli', ['events'], variables);
  expect(await late.ended()).toBe(1);
  expect(late.complained()).toMatch(/^There is no address for the database of identity; [^\n]+\n$/);
});

/** Avd 11 Medicin, Sundsvall. */
const WARD = 'SE2321000214-U004';
