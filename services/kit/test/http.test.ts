import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CannotVerify, TokenRefused } from '@samplan/kit/auth/jwt';
import { coded } from '@samplan/kit/server/errors';
import { callOf, createHttpServer, httpStatus } from '@samplan/kit/server/http';
import { createLog } from '@samplan/kit/server/log';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const NUMBER = '191010239810';

let app: FastifyInstance;
let url: URL;
const logged: string[] = [];
/** Lets a request that waits in `/slow` go on. */
let release = (): void => {};
let entered: Promise<void>;

async function server(): Promise<FastifyInstance> {
  const made = await createHttpServer(createLog('test', 'info', (line) => logged.push(line)));
  made.post('/graphql', async (request) => ({ got: callOf(request.body) }));
  made.get('/throws/:kind', async (request) => {
    const { kind } = request.params as { kind: string }; // the route has it
    if (kind === 'token') throw new TokenRefused();
    if (kind === 'keys') throw new CannotVerify();
    throw Object.assign(new Error(`secret ${NUMBER}`), {
      statusCode: kind === 'teapot' ? 418 : undefined,
      details: NUMBER,
    });
  });
  return made;
}

beforeAll(async () => {
  app = await server();
  let enter = (): void => {};
  entered = new Promise((resolve) => {
    enter = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.get('/slow', async () => {
    enter();
    await released;
    return { finished: true };
  });
  url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
});
afterAll(async () => {
  release();
  await app.close();
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function post(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = '/graphql',
): Promise<Reply> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends bytes as they are and reads until the other side has answered. */
async function raw(text: string, until = '\r\n\r\n'): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect');
  socket.write(text);
  const answer = await readUntil(socket, until);
  socket.destroy();
  return answer;
}

async function readUntil(socket: Socket, end: string): Promise<string> {
  let said = '';
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.includes(end)) break;
  }
  return said;
}

const query = JSON.stringify({ query: '{ one }' });

function codeIn({ text }: Reply): unknown {
  return JSON.parse(text).errors[0].extensions.code;
}

describe('a request', () => {
  test('is read', async () => {
    const answer = await post(JSON.stringify({ query: '{ a }', variables: { b: 1 }, operationName: 'C' }));
    expect(JSON.parse(answer.text)).toEqual({ got: { query: '{ a }', variables: { b: 1 }, operationName: 'C' } });
  });

  test('with an absent or null variables and name is read without them', async () => {
    const answer = await post(
      JSON.stringify({ query: '{ a }', variables: null, operationName: null, extensions: { x: 1 } }),
    );
    expect(JSON.parse(answer.text)).toEqual({ got: { query: '{ a }' } });
  });

  test.each([
    ['no JSON', '{ one }'],
    ['empty', ''],
    ['no query', '{}'],
    ['a list: no batches', `[${query}]`],
    ['a text', '"{ one }"'],
    ['null', 'null'],
    ['a query that is no text', '{"query":{"a":1}}'],
    ['variables that are a list', '{"query":"{ a }","variables":[1]}'],
    ['variables that are a text', '{"query":"{ a }","variables":"{}"}'],
    ['deep', `{"query":"{ a }","variables":{"a":${'['.repeat(30)}${']'.repeat(30)}}}`],
    ['a changed prototype', '{"query":"{ a }","__proto__":{"isAdmin":true}}'],
    ['a name too long', JSON.stringify({ query: '{ a }', operationName: 'x'.repeat(201) })],
  ])('that is %s is refused as bad, and nothing of it is repeated', async (_, body) => {
    const answer = await post(body.replace('one', `one${NUMBER}`));
    expect(answer.status).toBe(400);
    expect(codeIn(answer)).toBe('BAD_REQUEST');
    expect(answer.text).not.toContain(NUMBER);
  });

  test('that is not UTF-8 is refused', async () => {
    expect((await post(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))).status).toBe(400);
    expect((await post(Buffer.from(query, 'utf16le'))).status).toBe(400);
  });

  test('with a body of more than 256 KiB is refused, announced or not', async () => {
    const large = JSON.stringify({ query: '{ a }', variables: { text: 'x'.repeat(262_144) } });
    const answer = await post(large);
    expect([answer.status, codeIn(answer)]).toEqual([413, 'BAD_REQUEST']);
    const chunked = await raw(
      `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${'40000\r\n'}${'x'.repeat(0x40000)}\r\n10\r\n${'x'.repeat(16)}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/jsonp',
  ])('of type %s, which browsers send without asking first or which is no JSON, is refused', async (type) => {
    const answer = await post(query, { 'content-type': type });
    expect([answer.status, codeIn(answer)]).toEqual([415, 'BAD_REQUEST']);
  });

  test('without a type or without a body is refused', async () => {
    const answer = await raw(
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      '}',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('packed is refused: a few bytes could become many', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity']) {
      expect((await post(query, { 'content-encoding': encoding })).status).toBe(415);
    }
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('by %s is refused', async (method) => {
    const response = await fetch(new URL(`/graphql?query={one}&n=${NUMBER}`, url), { method });
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain(NUMBER);
  });

  test.each([
    '/nothing',
    `/patients/${NUMBER}`,
    `/graphql/${NUMBER}`,
    `/%E0%A4%A/${NUMBER}`,
    `/${'x'.repeat(300)}/${NUMBER}`,
  ])('to the path %s is not found, and the path is neither repeated nor logged', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 'never');
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).toContain('"BAD_REQUEST"');
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(answer).not.toContain(NUMBER);
    expect(logged.join('')).not.toContain(NUMBER);
  });

  test('with headers of more than 16 KiB is refused', async () => {
    const answer = await raw(`GET /nothing HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'],
    ['a chunking that is none', 'Transfer-Encoding: xchunked\r\n'],
  ])('with %s, as requests are smuggled, is refused', async (_, headers) => {
    const answer = await raw(`POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d /);
  });
});

describe('an answer', () => {
  test('has security headers, a fault too', async () => {
    for (const answer of [await post(query), await post('{'), await post('', {}, '/nothing')]) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'content-type': expect.stringContaining('application/json'),
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age=31536000'),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(answer.headers.has('x-powered-by')).toBe(false);
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  test('bears the request id from outside when that is well-formed, else one of its own', async () => {
    const idFor = async (given: string): Promise<string | null> =>
      (await post(query, { 'x-request-id': given })).headers.get('x-request-id');
    expect(await idFor('0192aabb-ccdd_eeff')).toBe('0192aabb-ccdd_eeff');
    for (const bad of [
      'short',
      'x'.repeat(65),
      'with space',
      'semi;colon',
      '{"level":"error"}',
      '',
      '../../etc/passwd',
    ]) {
      expect(await idFor(bad), bad).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });

  test('to two request ids at once is one of its own', async () => {
    const answer = await raw(
      'GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: first-request\r\nX-Request-Id: second-request\r\n\r\n',
    );
    expect(answer.toLowerCase()).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
  });

  test.each([
    ['token', 401, 'UNAUTHENTICATED'],
    ['keys', 503, 'UNAVAILABLE'],
    ['fault', 500, 'INTERNAL'],
    ['teapot', 418, 'BAD_REQUEST'],
  ])('to what failed by %s is %i %s with the request id, without message or stack', async (kind, status, code) => {
    const response = await fetch(new URL(`/throws/${kind}`, url), { headers: { 'x-request-id': 'request-12345' } });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({
      data: null,
      errors: [{ extensions: { code, requestId: 'request-12345' } }],
    });
    expect(text).not.toMatch(/secret|1910|\.ts|node_modules|at /);
  });

  test('is logged by route and status; what failed is logged without its message', async () => {
    logged.length = 0;
    await fetch(new URL(`/throws/fault?n=${NUMBER}`, url));
    const lines = logged.map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ event: 'request.failed', code: 'INTERNAL', problem: 'Error' }),
      expect.objectContaining({ event: 'request', method: 'GET', route: '/throws/:kind', status: 500 }),
    ]);
    expect(logged.join('')).not.toMatch(/191010|secret/);
  });
});

test('the status of a GraphQL answer is 400 when it was refused whole, else 200', () => {
  const withError = (code: Parameters<typeof coded>[0]) => ({ data: null, errors: [coded(code)] });
  expect(httpStatus({ data: { a: 1 } })).toBe(200);
  expect(httpStatus({ data: { a: null }, errors: [coded('FORBIDDEN')] })).toBe(200);
  for (const code of [
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'OPERATION_TOO_LARGE',
    'BAD_USER_INPUT',
  ] as const) {
    expect(httpStatus(withError(code)), code).toBe(400);
  }
  expect(httpStatus(withError('INTERNAL'))).toBe(200);
});

test('when it closes, then a request under way is finished, and no new one is taken', async () => {
  const underWay = fetch(new URL('/slow', url));
  await entered;
  const closed = app.close();
  release();
  expect(await (await underWay).json()).toEqual({ finished: true });
  await closed;
  await expect(fetch(new URL('/slow', url))).rejects.toThrow();
});
