import { createHash, generateKeyPairSync } from 'node:crypto';
import { type Connection, type PresentedCard, STATEMENT_HEADER } from '@samplan/kit/auth/connection';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import type { Card } from '@samplan/testing/cards/authority';
import { askWithCard, type CardDesk, openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard } from '@samplan/testing/cards/sign-in';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { chooseAssignment } from '@samplan/testing/sessions';
import { overHttp, type RunningOverHttp } from '@samplan/testing/shapes';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What every door of a subgraph says to a token that is bound to a card, asked past the gateway. */
let desk: CardDesk;
let region: TestRegion<RunningOverHttp>;
let card: Card;
let token: string;

beforeAll(async () => {
  desk = await openCardDesk();
  region = await testRegion({ shape: overHttp, cards: desk.entry });
  const url = region.running.cardUrl;
  if (!url) throw new Error('no entry for cards');
  const { organisation, username, password, assignmentIds } = await region.account([
    { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' },
  ]);
  card = await desk.issue();
  const { tokens } = await convertToCard(atReader(url, card), { organisation, username, password });
  const chosen = await chooseAssignment(atReader(url, card, tokens), { assignmentId: assignmentIds[0] });
  token = chosen.tokens.accessToken;
});
afterAll(async () => {
  await region.close();
  desk.close();
});

const BODY = JSON.stringify({ query: '{ __typename }' });
const stated = (change: Partial<PresentedCard> = {}): Connection => ({
  card: { certificate: card.thumbprint, hsaId: card.holder.hsaId, ...change },
  address: null,
});

/** Asks a subgraph's own door with the bound token. */
async function statusAt(subgraph: SubgraphName, statement: string | null, body = BODY): Promise<number> {
  const response = await fetch(new URL('/graphql', region.running.addresses[subgraph]), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(statement !== null && { [STATEMENT_HEADER]: statement }),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

/** A statement that the gateway would not make, by a key of our own or with other claims. */
async function forged(subgraph: SubgraphName, change: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const seconds = Math.floor(region.clock.now().getTime() / 1000);
  const [jwk] = region.running.statements.publicKeys().keys;
  return await new SignJWT({
    iss: 'samplan/gateway',
    aud: subgraph,
    iat: seconds,
    exp: seconds + 10,
    'x5t#S256': card.thumbprint,
    hsaId: card.holder.hsaId,
    sha256: createHash('sha256').update(BODY).digest('base64url'),
    ...change,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk?.kid ?? '', typ: 'samplan-connection+jwt' })
    .sign(generateKeyPairSync('ed25519').privateKey);
}

describe.each(SUBGRAPHS)('the door of %s, asked with a token that is bound to a card (RFC 8705)', (subgraph) => {
  test('when the gateway has stated the card for this very request, then it answers', async () => {
    expect(await statusAt(subgraph, await region.running.statements.sign(stated(), subgraph, BODY))).toBe(200);
  });

  const other = SUBGRAPHS.find((name) => name !== subgraph) ?? 'identity';
  const BAD: readonly (readonly [string, () => string | null | Promise<string>])[] = [
    ['nothing is stated: the card is out of the reader (f.2 25)', () => null],
    ['the thumbprint is written into the header as it is', () => card.thumbprint],
    ['the token itself stands for the statement', () => token],
    ['the statement is signed by somebody else', () => forged(subgraph)],
    [
      'the statement is of another card',
      () => region.running.statements.sign(stated({ certificate: 'A'.repeat(43) }), subgraph, BODY),
    ],
    ['the statement is for another subgraph', () => region.running.statements.sign(stated(), other, BODY)],
    [
      'the statement is of another request',
      () => region.running.statements.sign(stated(), subgraph, '{"query":"{ me { id } }"}'),
    ],
  ];
  test.each(BAD)('when %s, then it refuses', async (_, statement) => {
    expect(await statusAt(subgraph, await statement())).toBe(401);
  });
});

test('when a statement of the gateway is older than it may be, then it is refused', async () => {
  const statement = await region.running.statements.sign(stated(), 'care', BODY);
  region.clock.move({ minutes: 1 });
  try {
    expect(await statusAt('care', statement)).toBe(401);
  } finally {
    region.clock.move({ minutes: -1 });
  }
});

test('when a client sends a statement to the gateway, then it counts for nothing, at either entry', async () => {
  const { url, cardUrl, statements } = region.running;
  const query = '{ me { id } }';
  const body = JSON.stringify({ query, variables: {} });
  const headers = { [STATEMENT_HEADER]: await statements.sign(stated(), 'identity', body) };
  const plain = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
  const answer: Json = await plain.json();
  expect([plain.status, answer.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  if (!cardUrl) throw new Error('no entry for cards');
  const authorization = `Bearer ${token}`;
  const another = await askWithCard(cardUrl, await desk.issue(), { query, authorization, headers });
  expect(another.status).toBe(401);
});

test('when the gateway states what it has seen, then the work is done through HTTP as within a process', async () => {
  const { cardUrl } = region.running;
  if (!cardUrl) throw new Error('no entry for cards');
  const answer = await askWithCard(cardUrl, card, {
    query: '{ me { id } overview { totalCount } }',
    authorization: `Bearer ${token}`,
  });
  expect(answer.errors).toEqual([]);
});
