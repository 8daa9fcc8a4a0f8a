import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cardEntryOf, cardEnv } from '@samplan/gateway/card/env';
import { projectRoot } from '@samplan/kit/project-root';
import type { Json } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, signIn } from '@samplan/testing/sessions';
import { inOneProcess } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOf } from './compose-file.ts';

/**
 * The commands of docs/cards.md, run as they stand there. Put in their place is what cannot be the same in a test: the folder, the
 * port, and who signs in. `npm start` itself is left out; its variables open the entry.
 */
const [making = '', calls = ''] = [...textOf('docs/cards.md').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(
  ([, commands = '']) => commands,
);
/** How to become a reader with the card in it, and what is then asked. */
const reader = calls.slice(0, calls.indexOf('\n}\n') + 3);
const [convert = '', signInWithCard = '', withToken = ''] = calls.match(/^reader .*$/gm) ?? [];

let folder: string;
let region: TestRegion;
let account: Account;
let port = '4443';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'samplan-cards-document-'));
  const [authority = ''] = making.split('\n');
  await shell(authority);
  const given = Object.fromEntries(
    [...making.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const { CARD_URL, ...variables } = given;
  expect([CARD_URL, Object.keys(variables).sort()]).toEqual([
    'https://localhost:4443',
    Object.keys(cardEnv.shape).sort(),
  ]);
  const files = Object.entries(variables).map(([name, value]) => [name, here(value)]);
  const cards = cardEntryOf(cardEnv.parse({ ...Object.fromEntries(files), CARD_PORT: '0' }), 'TRAINING');
  if (!cards) throw new Error('no entry for cards');
  region = await testRegion({ shape: inOneProcess, cards });
  port = region.running.cardUrl?.port ?? '';
  account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
}, 120_000);
afterAll(async () => {
  await region.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Commands of the document, in the test's folder and at its port. */
function here(commands: string): string {
  return commands.replaceAll('.samplan/', `${folder}/`).replaceAll('localhost:4443', `localhost:${port}`);
}

/** What a shell in the project's folder prints. */
async function shell(commands: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd: projectRoot(), env: { PATH, HOME, ...env } };
  return (await promisify(execFile)('bash', ['-euc', here(commands)], options)).stdout;
}

async function answer(call: string, env?: Readonly<Record<string, string>>): Promise<Json> {
  return JSON.parse(await shell(`${reader}\n${call}`, env));
}

/** The first call, by the account of the test. */
const filled = (): string =>
  convert
    .replace('username: \\"…\\"', `username: \\"${account.username}\\"`)
    .replace('password: \\"…\\"', `password: \\"${account.password}\\"`);

test('when the lines are run one after the other, then an account is converted, the card signs in, and its units are listed', async () => {
  const { data: converted } = await answer(filled());
  expect(decodeJwt(converted.convertToCard.tokens.accessToken)).toMatchObject({ sub: account.userId, acr: 'LOA3' });
  const { organisation, username, password } = account;
  const refused = await signIn(bearer(region.running.url), { organisation, username, password });
  expect(refused.code).toBe('CARD_SIGN_IN_REQUIRED');
  const { data: signedIn } = await answer(signInWithCard);
  const TOKEN: string = signedIn.signInWithCard.tokens.accessToken;
  const { data: mine } = await answer(withToken, { TOKEN });
  expect(mine.me.assignments).toEqual([{ id: account.assignmentIds[0], unit: { name: 'Avd 11 Medicin, Sundsvall' } }]);
  const without = reader.replace(/--cert \S+ \\\n\s*--key \S+/, '');
  expect(without).not.toContain('--cert ');
  const { errors } = JSON.parse(await shell(`${without}\n${withToken}`, { TOKEN }));
  expect(errors[0].extensions).toMatchObject({ code: 'CARD_REFUSED', reason: 'NO_CARD' });
});
