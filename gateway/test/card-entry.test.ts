import { once } from 'node:events';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type Card, createCardAuthority, KEY_USAGE } from '@samplan/testing/cards/authority';
import { askWithCard, type CardDesk, newHsaId, openCardDesk } from '@samplan/testing/cards/desk';
import { START } from '@samplan/testing/clock';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const DAY_MS = 86_400_000;
/** Before both clocks, the tests' and the machine's, that a certificate is looked at by. */
const LONG_AGO = new Date(START.getTime() - 30 * DAY_MS);
const YESTERDAY = new Date(START.getTime() - DAY_MS);
const FAR_AHEAD = new Date(Math.max(START.getTime(), Date.now()) + 3000 * DAY_MS);

let desk: CardDesk;
let region: TestRegion;
let url: URL;

beforeAll(async () => {
  desk = await openCardDesk();
  region = await testRegion({ shape: inOneProcess, cards: desk.entry });
  if (!region.running.cardUrl) throw new Error('no entry for cards');
  url = region.running.cardUrl;
});
afterAll(async () => {
  await region.close();
  desk.close();
});

/** What the entry says of a card: OK, or why not. */
async function verdict(card: Pick<Card, 'certificate' | 'key'> | null): Promise<unknown> {
  const { status, data, errors } = await askWithCard(url, card, { query: '{ __typename }' });
  if (status === 200) return 'OK';
  expect({ status, data, code: errors[0]?.extensions['code'] }).toEqual({
    status: 401,
    data: null,
    code: 'CARD_REFUSED',
  });
  expect(errors[0]?.message).toMatch(/^[A-ZÅÄÖ].*\.$/);
  return errors[0]?.extensions['reason'];
}

describe('a card', () => {
  test('when it is valid and of our authority, then the entry answers (F-011)', async () => {
    expect(await verdict(await desk.issue())).toBe('OK');
  });

  test('when there is none, then the entry says to put it in', async () => {
    expect(await verdict(null)).toBe('NO_CARD');
  });

  test('when another authority of the same name has issued it, then it is refused', async () => {
    const stranger = await createCardAuthority();
    const { holder } = await desk.issue();
    expect(await verdict(await stranger.card(holder))).toBe('UNKNOWN_AUTHORITY');
  });

  test.each([
    ['has expired', { validFrom: LONG_AGO, validTo: YESTERDAY }, 'EXPIRED'],
    ['is not valid yet', { validFrom: FAR_AHEAD }, 'NOT_YET_VALID'],
    ['is for mail', { extendedKeyUsage: [KEY_USAGE.mail] }, 'NOT_FOR_SIGN_IN'],
    ['is for servers', { extendedKeyUsage: [KEY_USAGE.server] }, 'NOT_FOR_SIGN_IN'],
    ['is for nothing in particular', { extendedKeyUsage: [] }, 'NOT_FOR_SIGN_IN'],
    ['names no HSA-id', { subject: [{ CN: ['Test Utanid'] }] }, 'NO_HSA_ID'],
    ['names an identity number', { subject: [{ '2.5.4.5': ['191010239810'] }] }, 'NO_HSA_ID'],
    [
      'names two HSA-ids',
      { subject: [{ '2.5.4.5': ['SE2321000180-A'] }, { '2.5.4.5': ['SE2321000180-B'] }] },
      'NO_HSA_ID',
    ],
    ['hides an HSA-id in a name', { subject: [{ CN: ['Test\nserialNumber=SE2321000180-A'] }] }, 'NO_HSA_ID'],
  ])('when it %s, then it is refused', async (_, options, reason) => {
    expect(await verdict(await desk.issue({}, options))).toBe(reason);
  });

  test('when it is the certificate of the entry itself, then it is refused', async () => {
    expect(await verdict(desk.entry)).toBe('NOT_FOR_SIGN_IN');
  });
});

describe('revocation', () => {
  afterEach(async () => {
    await desk.publish();
    const card = await desk.issue();
    await until('cards are accepted again', async () => (await verdict(card)) === 'OK');
  });

  test('when a list with the card comes, then it is refused at the next call without a restart, and others are not', async () => {
    const [card, other] = [await desk.issue(), await desk.issue()];
    expect(await verdict(card)).toBe('OK');
    desk.authority.revoke(card);
    await desk.publish();
    await until('the card is revoked', async () => (await verdict(card)) === 'REVOKED');
    expect(await verdict(other)).toBe('OK');
  });

  test('when the list is out of date, then every card is refused, with that as the reason', async () => {
    const card = await desk.issue();
    await desk.publish({ from: LONG_AGO, to: YESTERDAY });
    await until('cards are refused', async () => (await verdict(card)) === 'REVOCATION_UNKNOWN');
  });

  test('when the list is of the future, then every card is refused', async () => {
    const card = await desk.issue();
    await desk.publish({ from: FAR_AHEAD, to: new Date(FAR_AHEAD.getTime() + DAY_MS) });
    await until('cards are refused', async () => (await verdict(card)) === 'REVOCATION_UNKNOWN');
  });

  test('when a list is signed by somebody else of the same name, then it counts for nothing', async () => {
    const card = await desk.issue();
    const stranger = await createCardAuthority();
    desk.publishText(await stranger.revocations());
    await until('cards are refused', async () => (await verdict(card)) === 'REVOCATION_UNKNOWN');
  });

  test('when the list of the root is missing, then the issuing authority may be revoked and its cards are refused', async () => {
    const card = await desk.issue();
    const [ofIssuing = ''] = (await desk.authority.revocations()).split(/(?<=-----END X509 CRL-----\n)/);
    desk.publishText(ofIssuing);
    await until('cards are refused', async () => (await verdict(card)) === 'REVOCATION_UNKNOWN');
  });
});

/** A connection with the card's certificate. */
async function open(card: Card, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { hostname: host, port } = url;
  const { certificate: cert, key } = card;
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false, cert, key, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

/** Calls once on the connection; the answer as it came. */
async function callOn(socket: TLSSocket): Promise<string> {
  const body = '{"query":"{ __typename }"}';
  const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  socket.write(`${head}\r\n\r\n${body}`);
  const [answer]: unknown[] = await once(socket, 'data');
  return String(answer);
}

describe('a connection', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'when a client of %s wants to go on where an earlier connection ended, then it must prove the card anew (F-067)',
    async (version) => {
      const card = await desk.issue();
      const first = await open(card, { maxVersion: version });
      await callOn(first); // in TLS 1.3 a server offers to go on after the handshake
      const session = first.getSession();
      first.destroy();
      const second = await open(card, { maxVersion: version, ...(session && { session }) });
      expect(second.isSessionReused()).toBe(false);
      second.destroy();
    },
  );

  test('when somebody shows the certificate of a card without its key, then there is no connection', async () => {
    const [card, other] = [await desk.issue(), await desk.issue()];
    await expect(
      askWithCard(url, { certificate: card.certificate, key: other.key }, { query: '{ __typename }' }),
    ).rejects.toThrow();
  });

  test('when it speaks plain HTTP, then there is no answer', async () => {
    await expect(fetch(`http://${url.host}/graphql`, { method: 'POST', body: '{}' })).rejects.toThrow();
  });
});

test('when a card is revoked while its connection is open, then the next call on it is refused', async () => {
  const card = await desk.issue({ hsaId: newHsaId() });
  const socket = await open(card);
  expect(await callOn(socket)).toMatch(/^HTTP\/1\.1 200/);
  desk.authority.revoke(card);
  await desk.publish();
  await until('the card is revoked', async () => (await verdict(card)) === 'REVOKED');
  const answer = await callOn(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 401/);
  expect(answer).toContain('"reason":"REVOKED"');
  socket.destroy();
});
