import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGateway } from '@samplan/gateway/server';
import { httpTarget, statedBy } from '@samplan/gateway/source/http';
import { createConnectionStatements } from '@samplan/kit/auth/connection';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import { remoteTokenKeys } from '@samplan/kit/server/run';
import { freePort } from '@samplan/launch/free-port';
import type { SplitFederation } from '@samplan/launch/split';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { type Answer, ask } from '@samplan/testing/ask';
import type { Card } from '@samplan/testing/cards/authority';
import { type CardDesk, openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard, signInWithCard } from '@samplan/testing/cards/sign-in';
import { testClock } from '@samplan/testing/clock';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, chooseAssignment, refreshSession } from '@samplan/testing/sessions';
import { inProcessesWith } from '@samplan/testing/shapes';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

/** Cards where gateway and subgraphs are processes of their own, as in production. */
let desk: CardDesk;
let folder: string;
let region: TestRegion<SplitFederation>;
/** The entry for cards of the gateway's process. */
let entry: URL;

beforeAll(async () => {
  desk = await openCardDesk();
  folder = mkdtempSync(path.join(tmpdir(), 'samplan-card-processes-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const port = await freePort();
  entry = new URL(`https://127.0.0.1:${port}`);
  const cardVariables = {
    CARD_PORT: String(port),
    CARD_SERVER_CERTIFICATE: written('server.pem', desk.entry.certificate),
    CARD_SERVER_KEY: written('server-key.pem', desk.entry.key),
    CARD_AUTHORITIES: written('authorities.pem', desk.authority.certificates),
    CARD_REVOCATIONS: desk.entry.revocationsFile,
    SAMPLAN_GATEWAY_KEY: written('gateway-key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  };
  const identityVariables = { CARD_URL: entry.origin };
  region = await testRegion({
    shape: inProcessesWith({ identityVariables, cardVariables }),
    clock: testClock(new Date()),
  });
}, 120_000);
afterAll(async () => {
  await region.close();
  desk.close();
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Somebody at work with the card in the reader. */
async function atWork(): Promise<{ card: Card; tokens: { accessToken: string; refreshToken: string } }> {
  const { organisation, username, password, assignmentIds } = await region.account([
    { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' },
  ]);
  const card = await desk.issue();
  const { tokens } = await convertToCard(atReader(entry, card), { organisation, username, password });
  const chosen = await chooseAssignment(atReader(entry, card, tokens), { assignmentId: assignmentIds[0] });
  return { card, tokens: chosen.tokens };
}

/** A field of each subgraph. */
const WORK = '{ me { id } principals { id } overview { totalCount } sip(id: "sip_00000000000000000000000000") { id } }';

function outcome({ status, errors }: Answer): readonly unknown[] {
  return [status, ...errors.map(({ extensions }) => extensions['code'])];
}

test('when the card is in the reader, then the account is converted and every subgraph takes the session', async () => {
  const { card, tokens } = await atWork();
  expect(outcome(await atReader(entry, card, tokens).ask(WORK))).toEqual([200]);
  const { refreshToken } = tokens;
  expect((await refreshSession(atReader(entry, card), { refreshToken })).__typename).toBe('RefreshSessionOk');
  expect((await signInWithCard(atReader(entry, card), {})).__typename).toBe('SignInWithCardOk');
});

test('when the card is taken out, then the token works at no door: not the entry, the gateway or a subgraph (F-067, f.2 25)', async () => {
  const { card, tokens } = await atWork();
  expect(outcome(await atReader(entry, null, tokens).ask(WORK))).toEqual([401, 'CARD_REFUSED']);
  expect(outcome(await atReader(entry, await desk.issue(), tokens).ask(WORK))).toEqual([401, 'UNAUTHENTICATED']);
  expect(outcome(await bearer(region.running.url, tokens.accessToken).ask(WORK))).toEqual([401, 'UNAUTHENTICATED']);
  for (const name of SUBGRAPHS) {
    const { status } = await ask(region.running.subgraphs[name], '{ __typename }', {}, `Bearer ${tokens.accessToken}`);
    expect([name, status]).toEqual([name, 401]);
  }
  expect(outcome(await atReader(entry, card, tokens).ask(WORK))).toEqual([200]);
});

test('when somebody asks how to sign in, then the entry’s address is told (F-051)', async () => {
  const methods = (await bearer(region.running.url).ask('{ signInMethods { kind url } }')).at('signInMethods');
  expect(methods).toContainEqual({ kind: 'CARD', url: entry.origin });
});

describe('a second gateway behind the same address', () => {
  /** Starts one; the subgraphs fetch keys from the first alone. */
  async function secondEntry(key: Parameters<typeof createConnectionStatements>[1]): Promise<URL> {
    const { subgraphs } = region.running;
    const now = (): Date => new Date();
    const statements = await createConnectionStatements(now, key);
    const gateway = await createGateway({
      environment: 'TRAINING',
      supergraph: path.join(projectRoot(), 'schema/supergraph.graphql'),
      targets: new Map(SUBGRAPHS.map((name) => [name, httpTarget(subgraphs[name], statedBy(statements, name))])),
      tokenKeys: remoteTokenKeys(subgraphs.identity),
      now,
      log: createLog('test', 'silent'),
      cards: desk.entry,
      statements,
    });
    onTestFinished(() => gateway.close());
    const url = await gateway.listenForCards({ host: '127.0.0.1' });
    if (!url) throw new Error('no entry for cards');
    return url;
  }

  test('when it has the key of the first (SAMPLAN_GATEWAY_KEY), then work goes on through either', async () => {
    const second = await secondEntry(createPrivateKey(readFileSync(path.join(folder, 'gateway-key.pem'))));
    const { card, tokens } = await atWork();
    expect(outcome(await atReader(second, card, tokens).ask(WORK))).toEqual([200]);
    expect(outcome(await atReader(entry, card, tokens).ask(WORK))).toEqual([200]);
  });

  test('when it has a key of its own, then the subgraphs do not take its word for the card', async () => {
    const second = await secondEntry(undefined);
    const { card, tokens } = await atWork();
    const answer = await atReader(second, card, tokens).ask(WORK);
    expect(answer.errors).not.toEqual([]);
    expect(Object.values(answer.data ?? {}).filter((field) => field !== null)).toEqual([]);
  });
});
