import type { Proof } from '@samplan/kit/access/assurance';
import type { Viewer } from '@samplan/kit/access/viewer';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { TEST_PROOF } from '@samplan/testing/proof';
import { viewerAt } from '@samplan/testing/viewer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codesOf, type Door, openDoor, viewerWith } from './door.ts';

const SDL = `
  directive @freshAuthentication on FIELD_DEFINITION
  type Query {
    open: String
    closed: String @authenticated
    scoped: String @requiresScopes(scopes: [["episode.read"]])
    both: String @requiresScopes(scopes: [["episode.read", "episode.admit"], ["log.review"]])
    none: String @requiresScopes(scopes: [])
    patient: Patient
    search: [SearchResult!]
    named: [Named!]
    extended: Extended
  }
  type Mutation {
    openChange: String
    change: String @requiresScopes(scopes: [["episode.admit"]])
    sign: SignResult! @requiresScopes(scopes: [["episode.admit"]]) @freshAuthentication
    signOpenly: SignResult @freshAuthentication
  }
  type SignOk { signed: Boolean }
  type FreshAuthenticationRequired { code: String }
  union SignResult = SignOk | FreshAuthenticationRequired
  interface Named { name: String }
  union SearchResult = Patient | Unit
  type Patient implements Named @key(fields: "id") @requiresScopes(scopes: [["patient.read"]]) {
    id: ID!
    name: String
    secret: String @requiresScopes(scopes: [["log.review"]])
  }
  type Unit implements Named @key(fields: "id") @authenticated { id: ID! name: String }
  type Stub @key(fields: "id", resolvable: false) { id: ID! }
  type Extended { name: String }
  extend type Extended @authenticated { more: String }
`;

/** Which resolvers ran. */
let ran: string[] = [];
function runs<T>(name: string, value: T): () => T {
  return () => {
    ran.push(name);
    return value;
  };
}

const PATIENT = { __typename: 'Patient', id: 'pat_1', name: 'Test August', secret: 'hemlig' };
const UNIT = { __typename: 'Unit', id: 'unt_1', name: 'Avdelning 1' };
const SIGNED = { __typename: 'SignOk', signed: true };
const typeOf = { __resolveType: (value: { __typename: string }) => value.__typename };

const resolvers = {
  Query: {
    open: runs('open', 'öppen'),
    closed: runs('closed', 'inloggad'),
    scoped: runs('scoped', 'läsa'),
    both: runs('both', 'båda'),
    none: runs('none', 'ingen'),
    patient: runs('patient', PATIENT),
    search: runs('search', [PATIENT, UNIT]),
    named: runs('named', [PATIENT, UNIT]),
    extended: runs('extended', { name: 'namn', more: 'mer' }),
  },
  Mutation: {
    openChange: runs('openChange', 'gjort'),
    change: runs('change', 'gjort'),
    sign: runs('sign', SIGNED),
    signOpenly: runs('signOpenly', SIGNED),
  },
  SignResult: typeOf,
  Named: typeOf,
  SearchResult: typeOf,
  Patient: { __resolveReference: ({ id }: { id: string }) => runs('Patient', id === 'pat_1' ? PATIENT : null)() },
  Unit: { __resolveReference: runs('Unit', UNIT) },
};

let db: OpenTestDatabase;
let door: Door;
beforeAll(async () => {
  db = await openTestDatabase('sip');
  door = await openDoor(SDL, resolvers, db.sql);
});
afterAll(async () => {
  await door.close();
  await db.drop();
});
beforeEach(() => {
  ran = [];
});

const nobody: Viewer | null = null;
const somebody = viewerWith();
const reader = viewerWith('patient.read', 'episode.read');
const ask = (viewer: Parameters<Door['ask']>[0], query: string, variables?: Record<string, unknown>) =>
  door.ask(viewer, { query, ...(variables && { variables }) });

describe('a field', () => {
  test('without a directive is open to all', async () => {
    expect(await ask(nobody, '{ open }')).toEqual({ data: { open: 'öppen' } });
  });

  test('with @authenticated needs a token', async () => {
    const refused = await ask(nobody, '{ closed open }');
    expect(refused.data).toEqual({ closed: null, open: 'öppen' });
    expect(codesOf(refused)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(somebody, '{ closed }')).toEqual({ data: { closed: 'inloggad' } });
  });

  test('with @requiresScopes needs a token and every scope of one of the lists', async () => {
    expect(codesOf(await ask(nobody, '{ scoped }'))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask(somebody, '{ scoped }'))).toEqual(['FORBIDDEN']);
    expect((await ask(reader, '{ scoped }')).data).toEqual({ scoped: 'läsa' });
    expect(codesOf(await ask(reader, '{ both }'))).toEqual(['FORBIDDEN']);
    expect((await ask(viewerWith('episode.read', 'episode.admit'), '{ both }')).data).toEqual({ both: 'båda' });
    expect((await ask(viewerWith('log.review'), '{ both }')).data).toEqual({ both: 'båda' });
  });

  test('with @requiresScopes and no lists is open to nobody', async () => {
    expect(codesOf(await ask(reader, '{ none }'))).toEqual(['FORBIDDEN']);
  });

  test('that is refused is not resolved, under no alias and in no fragment', async () => {
    await ask(somebody, '{ scoped a: scoped ...F ... { b: scoped } } fragment F on Query { c: scoped }');
    expect(ran).toEqual([]);
  });

  test('says which capability it needs', async () => {
    const { errors } = await ask(somebody, '{ scoped }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', requires: [['episode.read']] });
  });
});

describe('a mutation', () => {
  test('that is refused does nothing, and the others of the request are done', async () => {
    const answer = await ask(reader, 'mutation { change openChange }');
    expect(answer.data).toEqual({ change: null, openChange: 'gjort' });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(ran).not.toContain('change');
  });
});

describe('a signature (G-146)', () => {
  const SIGN = 'mutation { sign { __typename ... on FreshAuthenticationRequired { code } } }';
  /** The door's clock stands at 08:00. */
  const proven = (change: Partial<Proof>): Viewer =>
    viewerAt({ capabilities: ['episode.admit'], proof: { ...TEST_PROOF, ...change } });

  test.each([
    ['was proved too long ago', { signsUntil: new Date('2026-11-21T08:00:00Z') }],
    ['is of somebody who signs nothing', {}],
  ])('whose proof %s is not done, and the answer says so', async (_, change) => {
    const answer = await ask(proven(change), SIGN);
    expect(answer).toEqual({
      data: { sign: { __typename: 'FreshAuthenticationRequired', code: 'FRESH_AUTHENTICATION_REQUIRED' } },
    });
    expect(ran).toEqual([]);
  });

  test.each([
    ['a proof that is fresh', { signsUntil: new Date('2026-11-21T08:00:01Z') }],
    ['a card in the reader (F-064)', { certificate: 'x5t' }],
  ])('with %s is done', async (_, change) => {
    expect(await ask(proven(change), SIGN)).toEqual({ data: { sign: { __typename: 'SignOk' } } });
  });

  test('needs its other directives first, and somebody to sign without any', async () => {
    const fresh = { ...TEST_PROOF, signsUntil: new Date('2026-11-21T09:00:00Z') };
    expect(codesOf(await ask(viewerAt({ proof: fresh }), SIGN))).toEqual(['FORBIDDEN']);
    const openly = await ask(nobody, 'mutation { signOpenly { __typename } }');
    expect(openly.data).toEqual({ signOpenly: { __typename: 'FreshAuthenticationRequired' } });
    expect(ran).toEqual([]);
  });

  test('that is refused is in the access log', async () => {
    await door.askOnce(viewerAt({ userId: 'usr_stale', capabilities: ['episode.admit'] }), { query: SIGN });
    const rows = await db.query(`SELECT kind, action, reason FROM kit.access_log WHERE user_id = 'usr_stale'`);
    expect(rows).toEqual([{ kind: 'DENIED', action: 'Mutation.sign', reason: 'PROOF_TOO_OLD' }]);
  });

  test('whose outcome could not say so is a fault at the start', async () => {
    const sdl = `directive @freshAuthentication on FIELD_DEFINITION
      type Query { open: String } type Mutation { sign: String @freshAuthentication }`;
    await expect(openDoor(sdl, {}, db.sql)).rejects.toThrow(/Mutation.sign is a signature/);
  });
});

describe('a type with a directive', () => {
  test('guards each of its fields', async () => {
    const answer = await ask(somebody, '{ patient { id name } }');
    expect(JSON.stringify(answer)).not.toContain('Test August');
    expect(codesOf(answer)[0]).toBe('FORBIDDEN');
    expect((await ask(reader, '{ patient { id name } }')).data).toEqual({
      patient: { id: 'pat_1', name: 'Test August' },
    });
  });

  test('guards together with the directives of its fields', async () => {
    const answer = await ask(reader, '{ patient { name secret } }');
    expect(answer.data).toEqual({ patient: { name: 'Test August', secret: null } });
    const reviewer = await ask(viewerWith('log.review'), '{ patient { secret } }');
    expect(reviewer.data).toEqual({ patient: { secret: null } });
  });

  test('guards through an interface, which has no directive itself', async () => {
    const answer = await ask(somebody, '{ named { name } }');
    expect(answer.data).toEqual({ named: [{ name: null }, { name: 'Avdelning 1' }] });
    expect(JSON.stringify(await ask(nobody, '{ named { name ... on Patient { secret } } }'))).not.toMatch(
      /Test|Avdelning|hemlig/,
    );
  });

  test('guards through a union', async () => {
    const query = '{ search { __typename ... on Patient { name } ... on Unit { name } ... on Named { again: name } } }';
    expect(JSON.stringify(await ask(somebody, query))).not.toContain('Test August');
    expect(JSON.stringify(await ask(nobody, query))).not.toMatch(/Test August|Avdelning/);
  });

  test('guards by a directive on its extension too', async () => {
    const answer = await ask(nobody, '{ extended { name more } }');
    expect(answer.data).toEqual({ extended: { name: null, more: null } });
  });
});

const ENTITIES = `query ($r: [_Any!]!) {
  _entities(representations: $r) { __typename ... on Patient { id name secret } ... on Unit { name } ... on Named { n: name } }
}`;
const both = {
  r: [
    { __typename: 'Patient', id: 'pat_1' },
    { __typename: 'Unit', id: 'unt_1' },
  ],
};

describe('_entities', () => {
  test('answers nothing without a token, whether the thing exists or not', async () => {
    for (const id of ['pat_1', 'pat_none']) {
      const reference = `{ __typename: "Patient", id: "${id}" }`;
      const answer = await ask(
        nobody,
        `{ ... on Query { _entities(representations: [${reference}]) { __typename } } }`,
      );
      expect(answer.data ?? null, id).toBeNull();
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
    }
    expect(ran).toEqual([]);
  });

  test('answers nothing of a type that the viewer may not have, not even whether it exists', async () => {
    const existing = await ask(somebody, ENTITIES, both);
    const absent = await ask(somebody, ENTITIES, { r: [{ __typename: 'Patient', id: 'pat_none' }, both.r[1]] });
    expect(existing.data).toEqual({ _entities: [null, { __typename: 'Unit', name: 'Avdelning 1', n: 'Avdelning 1' }] });
    expect(absent).toEqual(existing);
    expect(ran).not.toContain('Patient');
  });

  test('answers in the order of the references', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const answer = await ask(reader, query, { r: [both.r[1], both.r[0], both.r[1]] });
    expect(answer.data).toEqual({
      _entities: [{ __typename: 'Unit' }, { __typename: 'Patient' }, { __typename: 'Unit' }],
    });
  });

  test('answers nothing of a type that does not exist', async () => {
    const query = '{ _entities(representations: [{__typename: "Nothing", id: "x"}]) { __typename } }';
    const answer = await ask(somebody, query);
    expect(answer.data ?? null).toBeNull();
    expect(codesOf(answer)).toEqual(['INTERNAL']);
  });
});

test('_service needs a token', async () => {
  expect(JSON.stringify(await ask(nobody, '{ _service { sdl } }'))).not.toContain('Patient');
  expect(JSON.stringify(await ask(somebody, '{ _service { sdl } }'))).toContain('Patient');
});

test('every denial for want of a capability is in the access log, once per request and field', async () => {
  const auditor = { ...viewerWith(), userId: 'usr_denied' };
  await door.askOnce(auditor, { query: '{ scoped a: scoped patient { name id } }' });
  const rows = await db.query(
    `SELECT kind, action, reason, user_id, unit_id FROM kit.access_log WHERE user_id = 'usr_denied' ORDER BY action`,
  );
  const denied = { kind: 'DENIED', reason: 'NO_CAPABILITY', user_id: 'usr_denied', unit_id: 'unt_1' };
  expect(rows).toEqual([
    { ...denied, action: 'Patient.id' },
    { ...denied, action: 'Patient.name' },
    { ...denied, action: 'Query.scoped' },
  ]);
});
