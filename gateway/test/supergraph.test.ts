import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import { ask } from '@samplan/testing/ask';
import { testIssuer } from '@samplan/testing/tokens';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../src/server.ts';

const committed = path.join(projectRoot(), 'schema/supergraph.graphql');
const folder = mkdtempSync(path.join(tmpdir(), 'samplan-supergraph-'));
const file = path.join(folder, 'supergraph.graphql');
const lines: string[] = [];
let gateway: Gateway;
let url: URL;

beforeAll(async () => {
  copyFileSync(committed, file);
  const now = () => new Date();
  const log = createLog('gateway', 'info', (line) => void lines.push(line));
  const { keys } = await testIssuer(now);
  gateway = await createGateway({
    environment: 'TRAINING',
    supergraph: file,
    targets: new Map(),
    tokenKeys: keys,
    now,
    log,
  });
  url = await gateway.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** Replaces the file at once, as a deployment does. */
function replace(content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

async function fieldsOfPageInfo(): Promise<readonly string[]> {
  const answer = await ask(url, '{ __type(name: "PageInfo") { fields { name } } }');
  return answer.at('__type').fields.map((field: { readonly name: string }) => field.name);
}

test('when the file gets a new field, then the running gateway knows it; when it breaks, then the gateway keeps what it had', async () => {
  expect(await fieldsOfPageInfo()).toEqual(['hasNextPage', 'endCursor']);
  const sdl = readFileSync(committed, 'utf8');
  replace(sdl.replace(/(type PageInfo[^{]*\{)/, '$1\n  """New."""\n  startCursor: String'));
  await until('the new field is known', async () => (await fieldsOfPageInfo()).includes('startCursor'));

  replace('this is no schema');
  await until('the refusal is logged', async () => lines.some((line) => line.includes('supergraph.refused')));
  expect(await fieldsOfPageInfo()).toContain('startCursor');

  replace(sdl);
  await until('the field is gone', async () => !(await fieldsOfPageInfo()).includes('startCursor'));
});
