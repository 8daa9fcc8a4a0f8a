import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import { type Answer, ask, type Json } from '@samplan/testing/ask';
import { type TestIssuer, testIssuer } from '@samplan/testing/tokens';
import { viewerAt } from '@samplan/testing/viewer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../src/server.ts';
import { httpTarget } from '../src/source/http.ts';

/** Subgraphs of others, behaving well or badly as each test says. */
const behaviours = new Map<string, RequestListener>();
const servers = new Map<string, Server>();
const lines: string[] = [];
let gateway: Gateway;
let url: URL;
let issuer: TestIssuer;
let authorization: string;

beforeAll(async () => {
  const now = () => new Date();
  issuer = await testIssuer(now);
  authorization = await issuer.authorization({ ...viewerAt(), assignment: null });
  const targets = new Map<string, ReturnType<typeof httpTarget>>();
  for (const name of ['identity', 'organisation', 'care', 'sip']) {
    const server = createServer((request, response) => behaviours.get(name)?.(request, response));
    servers.set(name, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    targets.set(name, httpTarget(new URL(`http://127.0.0.1:${portOf(server)}`)));
  }
  const log = createLog('gateway', 'info', (line) => void lines.push(line));
  const supergraph = path.join(projectRoot(), 'schema/supergraph.graphql');
  gateway = await createGateway({ environment: 'TRAINING', supergraph, targets, tokenKeys: issuer.keys, now, log });
  url = await gateway.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  for (const server of servers.values()) {
    server.closeAllConnections();
    server.close();
  }
  await gateway.close();
});
beforeEach(() => {
  lines.length = 0;
  for (const name of servers.keys()) behaviours.set(name, wellBehaved(name));
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Care tells of two messages' senders; organisation names the units that it is asked for. */
function wellBehaved(name: string): RequestListener {
  return (request, response) => {
    void bodyOf(request).then(({ variables }) => {
      const units = (variables?.representations ?? []).map(({ id }: Json) => ({
        __typename: 'Unit',
        name: `Unit ${id}`,
        samplanKey: id,
      }));
      const data =
        name === 'care'
          ? { careEpisode: { __typename: 'CareEpisode', id: 'epi_1', state: 'ADMITTED', parties: PARTIES } }
          : { _entities: units };
      answer(response, data);
    });
  };
}

const PARTIES = ['unt_a', 'unt_b'].map((id) => ({ isWard: false, unit: { __typename: 'Unit', id } }));

function answer(
  response: Parameters<RequestListener>[1],
  data: Json,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ data }));
}

async function askCase(): Promise<Answer> {
  return await ask(url, '{ careEpisode(id: "epi_1") { state parties { unit { id name } } } }', {}, authorization);
}

test('when all behave, then the answer is whole', async () => {
  const { data, errors } = await askCase();
  expect(errors).toEqual([]);
  expect(data.careEpisode.parties.map(({ unit }: Json) => unit.name)).toEqual(['Unit unt_a', 'Unit unt_b']);
});

const MISBEHAVIOURS: readonly (readonly [string, RequestListener])[] = [
  ['answers nothing and hangs', () => {}],
  ['cuts off', (_request, response) => void response.destroy()],
  [
    'cuts off in the middle',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":');
      setImmediate(() => response.destroy());
    },
  ],
  ['answers HTML', (_request, response) => void response.end('<html>Fel</html>')],
  ['answers an empty text', (_request, response) => void response.end()],
  ['answers JSON of another form', (_request, response) => void response.end('[1,2]')],
  [
    'answers 500 with a stack',
    (_request, response) => {
      response.writeHead(500);
      response.end('Error at /srv/app/secret.ts:1');
    },
  ],
  [
    'sends elsewhere',
    (_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' });
      response.end();
    },
  ],
  [
    'packs its answer',
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ data: { _entities: [] } })));
    },
  ],
  [
    'answers without end',
    (_request, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(262_144, 0x20);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    },
  ],
  ['answers too few entities', (_request, response) => answer(response, { _entities: [] })],
  [
    'answers the wrong entities',
    (_request, response) =>
      answer(response, {
        _entities: [
          { __typename: 'Unit', name: 'Unit unt_b', samplanKey: 'unt_b' },
          { __typename: 'Unit', name: 'Unit unt_a', samplanKey: 'unt_a' },
        ],
      }),
  ],
  [
    'answers entities without keys',
    (_request, response) =>
      answer(response, {
        _entities: [
          { __typename: 'Unit', name: 'x' },
          { __typename: 'Unit', name: 'y' },
        ],
      }),
  ],
];

describe.each(MISBEHAVIOURS)('when organisation %s', (_, behaviour) => {
  test('then its fields are missing, the rest comes, and nothing of the inside is told', async () => {
    behaviours.set('organisation', behaviour);
    const { data, errors } = await askCase();
    expect(data.careEpisode.state).toBe('ADMITTED');
    expect(data.careEpisode.parties.map(({ unit }: Json) => unit?.name ?? null)).toEqual([null, null]);
    expect(errors.length).toBeGreaterThan(0);
    const codes = errors.map((error) => error.extensions['code']);
    expect(['UNAVAILABLE', 'INTERNAL']).toEqual(expect.arrayContaining(codes));
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|169\.254|secret|\.ts|undici|ECONN/);
  });
});

test('when a subgraph answers with an error of its own, then code and field pass and what is not ours does not', async () => {
  behaviours.set('care', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const own = { code: 'BAD_USER_INPUT', field: 'input.text', reason: 'EMPTY', stacktrace: ['at /srv/app.ts'] };
    const foreign = { code: 'P2002', meta: { target: 'identity_number' } };
    response.end(
      JSON.stringify({
        data: { careEpisode: null },
        errors: [
          { message: 'Fältet input.text får inte vara tomt.', path: ['careEpisode'], extensions: own },
          { message: 'Unique constraint on 191010239810', path: ['careEpisode'], extensions: foreign },
        ],
      }),
    );
  });
  const { errors } = await askCase();
  expect(errors).toEqual([
    {
      message: 'Fältet input.text får inte vara tomt.',
      path: ['careEpisode'],
      extensions: { code: 'BAD_USER_INPUT', field: 'input.text', reason: 'EMPTY', serviceName: 'care' },
    },
    {
      message: expect.stringContaining('requestId'),
      path: ['careEpisode'],
      extensions: expect.objectContaining({ code: 'INTERNAL' }),
    },
  ]);
  expect(lines.join('\n')).not.toContain('191010239810');
});

test('when a subgraph keeps failing, then it is skipped, and asked again when some time has passed', async () => {
  let calls = 0;
  behaviours.set('organisation', (_request, response) => {
    calls += 1;
    response.destroy();
  });
  for (let i = 0; i < 20; i += 1) await askCase();
  expect(calls).toBeLessThan(20);
  behaviours.set('organisation', wellBehaved('organisation'));
  await expect.poll(async () => (await askCase()).errors.length, { timeout: 15_000 }).toBe(0);
});

test('when many ask one after the other, then connections are kept', async () => {
  const sockets = new Set<unknown>();
  behaviours.set('care', (request, response) => {
    sockets.add(request.socket);
    wellBehaved('care')(request, response);
  });
  for (let i = 0; i < 10; i += 1) await askCase();
  expect(sockets.size).toBeLessThanOrEqual(2);
});

test('when the client brings headers of its own, then a subgraph gets its token and request id and nothing else', async () => {
  let seen: IncomingMessage['headers'] = {};
  behaviours.set('care', (request, response) => {
    seen = request.headers;
    wellBehaved('care')(request, response);
  });
  await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization,
      cookie: 'a=b',
      'x-user-id': 'usr_admin',
      'x-request-id': 'request-1234',
      'x-forwarded-for': '10.0.0.1',
    },
    body: JSON.stringify({ query: '{ careEpisode(id: "epi_1") { state } }' }),
  });
  expect(Object.keys(seen).sort()).toEqual(
    ['accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'x-request-id'].sort(),
  );
  expect(seen['x-request-id']).toBe('request-1234');
});
