import type { RequestContext } from '@samplan/kit/server/context';
import { coded } from '@samplan/kit/server/errors';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, type Door, openDoor, viewerWith } from './door.ts';

const NUMBER = '191010239810';

const SDL = `
  enum Role { NURSE PHYSICIAN }
  input Note { text: String!, count: Int, role: Role, inner: Inner }
  input Inner { text: String! }
  type Query {
    one: String
    two: String
    inner: Inside
    list(of: [Int!]!): Int
    fails: String
    fault: String!
    read(patientId: ID!): String
    ask(id: ID): String
    note(input: Note!): String
    number(n: Int!): Int
    unique: String
    nothing: String
    unavailable: String
  }
  type Inside { end: String inner: Inside }
  type Mutation { change: String }
`;

/** A value within itself. */
const INSIDE: { end: string; inner?: unknown } = { end: 'slut' };
INSIDE.inner = INSIDE;

/** As many as asked for, one after the other. */
const times = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

let db: OpenTestDatabase;
let door: Door;

const resolvers = {
  Query: {
    one: () => 'ett',
    two: () => 'två',
    inner: () => INSIDE,
    list: (_: unknown, { of }: { of: readonly number[] }) => of.length,
    fails: () => {
      throw new Error(`no such patient ${NUMBER}`);
    },
    fault: async () => {
      throw new TypeError(`cannot read ${NUMBER}`);
    },
    read: (_: unknown, { patientId }: { patientId: string }, { access }: RequestContext) => {
      access.denied('patient.read', 'NOT_IN_REACH', { patientId });
      return 'innehåll';
    },
    ask: async (_: unknown, { id }: { id: string }) => {
      await db.sql.$queryRawUnsafe('SELECT 1 FROM kit.inbox WHERE event_id = $1', id);
      return 'frågat';
    },
    note: (_: unknown, { input }: { input: { text: string } }) => input.text,
    number: (_: unknown, { n }: { n: number }) => n,
    unique: async () => {
      const insert = `INSERT INTO kit.ended_session (session_id, ended_at) VALUES ('${NUMBER}', now())`;
      await db.sql.$executeRawUnsafe(insert);
      await db.sql.$executeRawUnsafe(insert);
      return 'två gånger';
    },
    unavailable: () => {
      throw coded('UNAVAILABLE', { address: 'http://10.0.0.1:4001' });
    },
  },
  Mutation: { change: () => 'ändrat' },
};

beforeAll(async () => {
  db = await openTestDatabase('sip');
  door = await openDoor(SDL, resolvers, db.sql);
});
afterAll(async () => {
  await door.close();
  await db.drop();
});

const viewer = viewerWith();
const ask = (query: string, variables?: Record<string, unknown>, operationName?: string) =>
  door.ask(viewer, { query, ...(variables && { variables }), ...(operationName && { operationName }) });

describe('a document with several operations', () => {
  const both = 'query One { one } query Two { two } mutation Three { change }';

  test('runs the one that is asked for, whichever ran before', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(both, undefined, 'One')).toEqual({ data: { one: 'ett' } });
      expect(await ask(both, undefined, 'Two')).toEqual({ data: { two: 'två' } });
      expect(await ask(both, undefined, 'Three')).toEqual({ data: { change: 'ändrat' } });
    }
  });

  test('is refused without the name of one, or with one that it does not have', async () => {
    expect(codesOf(await ask(both))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(codesOf(await ask(both, undefined, 'Four'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(codesOf(await ask(both, undefined, 'One\n} query Five { one'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('a document', () => {
  test('as JSON is refused: only text is taken', async () => {
    const node = { kind: 'Document', definitions: [{ kind: 'OperationDefinition', operation: 'query' }] };
    for (const json of [
      JSON.stringify(node),
      ` \n${JSON.stringify(node)}`,
      '{}',
      '[]',
      'null',
      '1',
      '"{ one }"',
      'true',
    ]) {
      expect(codesOf(await ask(json)), json).toEqual(['GRAPHQL_PARSE_FAILED']);
    }
  });

  test('that is empty or no GraphQL is refused', async () => {
    for (const text of ['', ' ', '#', '{', '{}', 'one', '\u0000', '{ one', 'query']) {
      expect(codesOf(await ask(text)), JSON.stringify(text)).toEqual(['GRAPHQL_PARSE_FAILED']);
    }
  });

  test('that only defines types is refused', async () => {
    expect(codesOf(await ask('type Query { one: String }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test('of 20 000 tokens and 131 072 characters is answered, of more it is refused', async () => {
    const many = (tokens: number): string => `{ list(of: [${'1 '.repeat(tokens - 9)}]) }`;
    const long = (characters: number): string => `{ one } #${'x'.repeat(characters - 9)}`;
    expect(await ask(many(20_000))).toEqual({ data: { list: 19_991 } });
    expect(await ask(long(131_072))).toEqual({ data: { one: 'ett' } });
    const tooLarge = async (query: string) => (await ask(query)).errors?.map((error) => error.extensions);
    expect(await tooLarge(many(20_001))).toEqual([{ code: 'OPERATION_TOO_LARGE', reason: 'TOKENS' }]);
    expect(await tooLarge(long(131_073))).toEqual([{ code: 'OPERATION_TOO_LARGE', reason: 'LENGTH' }]);
  });

  test.each([
    ['ALIASES', 300, (n: number) => `{ inner { ${times(n, (i) => `a${i}: end`)} } }`],
    ['ROOT_FIELDS', 50, (n: number) => `{ ${times(n, (i) => `a${i}: one`)} }`],
    ['DIRECTIVES', 50, (n: number) => `{ inner { ${times(n, (i) => `... @skip(if: ${i === 0}) { end }`)} } }`],
    ['DEPTH', 16, (n: number) => `{ ${'inner { '.repeat(n - 1)}end${' }'.repeat(n - 1)} }`],
  ])(
    'within the limits of a subgraph is answered: %s up to %i, and with one more it is refused',
    async (reason, most, query) => {
      expect((await ask(query(most))).errors).toBeUndefined();
      const extensions = (await ask(query(most + 1))).errors?.map((error) => error.extensions);
      expect(extensions).toEqual([{ code: 'OPERATION_TOO_LARGE', reason }]);
    },
  );

  test('that does not fit the schema is refused without suggestions and without its values', async () => {
    const answer = await ask(`{ onee number(n: "${NUMBER}") }`);
    expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify(answer)).not.toMatch(/Did you mean|"one"|1910/);
  });
});

describe('introspection', () => {
  const query = '{ __schema { types { name } } }';

  test('is answered where it is allowed, and refused in production', async () => {
    expect((await ask(query)).errors).toBeUndefined();
    const closed = await openDoor(SDL, resolvers, db.sql, { introspection: false });
    for (const hidden of [
      query,
      '{ __type(name: "Query") { name } }',
      '{ ...F } fragment F on Query { __schema { types { name } } }',
    ]) {
      expect(codesOf(await closed.ask(viewer, { query: hidden })), hidden).toContain('GRAPHQL_VALIDATION_FAILED');
    }
    expect(await closed.ask(viewer, { query: '{ __typename one }' })).toEqual({
      data: { __typename: 'Query', one: 'ett' },
    });
    await closed.close();
  });
});

describe('variables', () => {
  const note = 'query ($input: Note!) { note(input: $input) }';

  test.each([
    [{ input: { text: 'a', count: NUMBER } }],
    [{ input: { text: 'a', count: Number(NUMBER) } }],
    [{ input: { text: 'a', role: NUMBER } }],
    [{ input: { text: Number(NUMBER) } }],
    [{ input: { text: 'a', inner: { text: { a: NUMBER } } } }],
    [{ input: { text: 'a', [NUMBER]: NUMBER } }],
    [{ input: [NUMBER, NUMBER] }],
    [{ input: { count: 1 } }],
    [{ input: null }],
    [{}],
  ])('%j are refused as bad input, plain and compiled, without the value', async (variables) => {
    const answer = await ask(note, variables);
    expect(new Set(codesOf(answer))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(JSON.stringify(answer)).not.toContain(NUMBER);
    for (const error of answer.errors ?? []) expect(error.extensions['field']).toMatch(/^input/);
  });

  test('that the document does not know change nothing', async () => {
    expect(await ask('{ one }', { two: NUMBER })).toEqual({ data: { one: 'ett' } });
  });

  test('with NUL, which PostgreSQL cannot store, are bad input and no fault of ours', async () => {
    const before = door.logged.length;
    const answer = await ask('query ($id: ID) { ask(id: $id) }', { id: `${NUMBER}\u0000` });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(JSON.stringify(answer)).not.toContain(NUMBER);
    expect(door.logged).toHaveLength(before);
  });

  test('with half characters are taken as text', async () => {
    expect((await ask('query ($id: ID) { ask(id: $id) }', { id: 'a\ud800b' })).data).toEqual({ ask: 'frågat' });
  });
});

describe('a fault', () => {
  test('costs its field, plain and compiled, and shows nothing of its cause', async () => {
    const answer = await ask('{ one fails }');
    expect(answer.data).toEqual({ one: 'ett', fails: null });
    expect(answer.errors?.map((error) => error.toJSON())).toEqual([
      expect.objectContaining({
        path: ['fails'],
        extensions: { code: 'INTERNAL', requestId: expect.stringMatching(/^request-/) },
      }),
    ]);
    expect(JSON.stringify(answer)).not.toContain(NUMBER);
  });

  test('in a field that must have a value empties the answer', async () => {
    const answer = await ask('{ one fault }');
    expect(answer.data).toBeNull();
    expect(codesOf(answer)).toEqual(['INTERNAL']);
  });

  test('of the database shows neither statement nor value', async () => {
    const answer = await ask('{ unique }');
    expect(codesOf(answer)).toEqual(['INTERNAL']);
    expect(JSON.stringify(answer)).not.toMatch(/INSERT|ended_session|P2010|23505|1910/);
  });

  test('is logged by class and place, never by message, query or variables', async () => {
    await ask('query Secret { fails }');
    const text = door.logged.join('\n');
    expect(text).toContain('"problem":"Error"');
    expect(text.match(/191010|Secret|no such patient|INSERT/)).toBeNull();
  });

  test('with a code of ours passes, without what is not for clients', async () => {
    const answer = await ask('{ unavailable }');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE' });
  });
});

describe('what cannot be logged is not shown', () => {
  const read = { query: '{ one read(patientId: "pat_1") }' };

  test('when the access log cannot be written, then there is no data', async () => {
    const own = await openTestDatabase('sip');
    const ownDoor = await openDoor(SDL, resolvers, own.sql);
    expect((await ownDoor.ask(viewer, read)).data).toEqual({ one: 'ett', read: 'innehåll' });
    await own.query('REVOKE INSERT ON kit.access_log FROM samplan_application');
    const answer = await ownDoor.ask(viewer, read);
    expect(answer.data).toBeNull();
    expect(codesOf(answer)).toEqual(['INTERNAL']);
    expect((await ownDoor.ask(viewer, { query: '{ one }' })).data).toEqual({ one: 'ett' });
    await ownDoor.close();
    await own.drop();
  });

  test('an entry is there before the answer is', async () => {
    await door.askOnce({ ...viewer, userId: 'usr_logged' }, read);
    const rows = await db.query(`SELECT patient_id FROM kit.access_log WHERE user_id = 'usr_logged'`);
    expect(rows).toEqual([{ patient_id: 'pat_1' }]);
  });

  test('an id from outside that is none of ours does not get into the log: it may be an identity number', async () => {
    for (const patientId of [
      NUMBER,
      'Test August',
      'pat_1 OR 1=1',
      'pat_\u0000',
      `pat_${'x'.repeat(5000)}`,
      '\ud800',
    ]) {
      const answer = await door.askOnce(
        { ...viewer, userId: 'usr_typed' },
        { query: 'query ($id: ID!) { read(patientId: $id) }', variables: { id: patientId } },
      );
      expect(answer.data, JSON.stringify(patientId)).toEqual({ read: 'innehåll' });
    }
    const rows = await db.query(`SELECT DISTINCT kind, patient_id FROM kit.access_log WHERE user_id = 'usr_typed'`);
    expect(rows).toEqual([{ kind: 'DENIED', patient_id: null }]);
  });
});
