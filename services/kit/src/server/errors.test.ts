import { buildSchema, GraphQLError, graphql, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CannotVerify } from '../auth/jwt.ts';
import { BadInput, coded, ERROR_CODES, knownError, maskError, withoutValues } from './errors.ts';
import { createLog } from './log.ts';

const NUMBER = '191010239810';

/** What a client sees of an error and what stands in the log. */
function masked(error: GraphQLError): { shown: ReturnType<GraphQLError['toJSON']>; logged: string } {
  const lines: string[] = [];
  const log = createLog('care', 'info', (line) => lines.push(line));
  return { shown: maskError(error, 'req-12345678', log).toJSON(), logged: lines.join('') };
}

function thrown(cause: Error): GraphQLError {
  return new GraphQLError(cause.message, { originalError: cause, path: ['patient', 'givenName'] });
}

describe('a fault of ours', () => {
  test('is shown as INTERNAL with the request id and its place, and nothing of the cause', () => {
    const { shown } = masked(thrown(new Error(`cannot read ${NUMBER} in /srv/samplan/store.ts`)));
    expect(shown).toEqual({
      message: ERROR_CODES.INTERNAL,
      path: ['patient', 'givenName'],
      extensions: { code: 'INTERNAL', requestId: 'req-12345678' },
    });
  });

  test('is logged with its class and its place in the code, without its message', () => {
    const { logged } = masked(thrown(new TypeError(`cannot read ${NUMBER}`)));
    expect(JSON.parse(logged)).toMatchObject({
      event: 'request.failed',
      requestId: 'req-12345678',
      code: 'INTERNAL',
      problem: 'TypeError',
      at: expect.arrayContaining([expect.stringContaining('errors.test.ts')]),
    });
    expect(logged).not.toContain(NUMBER);
  });

  test('is INTERNAL too when it is no Error, or says a code that we do not have', () => {
    for (const error of [
      new GraphQLError(NUMBER),
      new GraphQLError(NUMBER, { extensions: { code: 'P2002' } }),
      new GraphQLError(NUMBER, { extensions: { code: 'toString' } }),
      new GraphQLError(NUMBER, { extensions: { code: 7, field: NUMBER } }),
      thrown(
        Object.assign(new Error(`Unique constraint failed: ${NUMBER}`), { code: 'P2002', meta: { target: NUMBER } }),
      ),
    ]) {
      const { shown, logged } = masked(error);
      expect(shown.extensions).toEqual({ code: 'INTERNAL', requestId: 'req-12345678' });
      expect(JSON.stringify(shown) + logged).not.toContain(NUMBER);
    }
  });

  test('is UNAVAILABLE when the database or the keys are out of reach', () => {
    const prisma = Object.assign(new Error(`Can't reach database server at db:5432`), { code: 'P1001' });
    for (const cause of [
      prisma,
      new CannotVerify(),
      Object.assign(new Error('x'), { cause: { code: 'ECONNREFUSED' } }),
    ]) {
      const { shown } = masked(thrown(cause));
      expect(shown).toMatchObject({ message: ERROR_CODES.UNAVAILABLE, extensions: { code: 'UNAVAILABLE' } });
    }
  });
});

describe('an error with one of our codes', () => {
  test('passes with its message and the extensions that we know, nothing else', () => {
    const error = new GraphQLError('Fältet input.text är för långt.', {
      extensions: { code: 'BAD_USER_INPUT', field: 'input.text', reason: 'TOO_LONG', value: NUMBER, stacktrace: ['a'] },
    });
    expect(masked(error).shown).toEqual({
      message: 'Fältet input.text är för långt.',
      extensions: { code: 'BAD_USER_INPUT', field: 'input.text', reason: 'TOO_LONG' },
    });
  });

  test('has a message of its own for every code', () => {
    for (const [code, message] of Object.entries(ERROR_CODES)) {
      expect(coded(code as keyof typeof ERROR_CODES).message).toBe(message);
    }
    expect(new BadInput('input.text', 'EMPTY', 'Fältet input.text får inte vara tomt.').extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.text',
      reason: 'EMPTY',
    });
  });
});

const schema = buildSchema(`
  enum Role { NURSE PHYSICIAN }
  input Inner { number: Int, role: Role, list: [Inner!], at: String! }
  type Query {
    ask(input: Inner!): String
    id(id: ID!): String
    int(n: Int): String
    role(role: Role): String
    on(yes: Boolean): String
  }
`);

async function variableError(query: string, variables: Record<string, unknown>): Promise<GraphQLError> {
  const { errors } = await graphql({ schema, source: query, variableValues: variables });
  const error = errors?.[0];
  if (!error) throw new Error('must be refused');
  return error;
}

const ASK = 'query ($input: Inner!) { ask(input: $input) }';

describe('a variable that does not fit', () => {
  test.each([
    [{ input: { at: 'x', number: NUMBER } }, 'input.number', 'WRONG_TYPE'],
    [{ input: { at: 'x', number: Number(NUMBER) } }, 'input.number', 'WRONG_TYPE'],
    [{ input: { at: 'x', role: NUMBER } }, 'input.role', 'WRONG_TYPE'],
    [{ input: { at: 'x', list: [{ at: 'y' }, { at: 'z', number: NUMBER }] } }, 'input.list[1].number', 'WRONG_TYPE'],
    [{ input: { at: Number(NUMBER) } }, 'input.at', 'WRONG_TYPE'],
    [{ input: NUMBER }, 'input', 'WRONG_TYPE'],
    [{ input: { number: 1 } }, 'input.at', 'MISSING'],
    [{ input: { at: null } }, 'input.at', 'WRONG_TYPE'],
    [{ input: null }, 'input', 'MISSING'],
    [{}, 'input', 'MISSING'],
    [{ input: { at: 'x', personalNumber: NUMBER } }, 'input.personalNumber', 'UNKNOWN_FIELD'],
    [{ input: { at: 'x', [NUMBER]: 1 } }, 'input', 'UNKNOWN_FIELD'],
    [{ input: { at: 'x', [`at "${NUMBER}"`]: 1 } }, 'input', 'UNKNOWN_FIELD'],
    [{ input: { at: 'x', [`"; Field "${NUMBER}" of required`]: NUMBER } }, 'input', 'UNKNOWN_FIELD'],
    [{ input: { at: 'x', role: `NURSE at "${NUMBER}"; Field "${NUMBER}" is not defined` } }, 'input.role', undefined],
  ])('%j is refused with its path %s and not its value', async (variables, field, reason) => {
    const { shown, logged } = masked(await variableError(ASK, variables));
    expect(shown.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, ...(reason && { reason }) });
    expect(JSON.stringify(shown) + logged).not.toContain(NUMBER);
    expect(shown.message).toContain(field);
  });

  test('a null where a default was expected names the argument', async () => {
    const error = await variableError('query ($id: ID = "a") { id(id: $id) }', { id: null });
    expect(masked(error).shown.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id' });
  });
});

describe('a document that does not fit the schema', () => {
  test('is told without the values in it', () => {
    for (const query of [
      `{ int(n: "${NUMBER}") }`,
      `{ int(n: ${NUMBER}) }`,
      `{ int(n: {a: "${NUMBER}"}) }`,
      `{ int(n: 1.${NUMBER}) }`,
      `{ role(role: "${NUMBER}") }`,
      `{ role(role: A${NUMBER}) }`,
      `{ on(yes: "${NUMBER}") }`,
      `{ id(id: 1.${NUMBER}) }`,
      `{ id(id: ["${NUMBER}"]) }`,
      `{ ask(input: "${NUMBER}") }`,
      `{ ask(input: {at: ${NUMBER}}) }`,
      `query ($n: Int = "${NUMBER}") { int(n: $n) }`,
    ]) {
      const errors = validate(schema, parse(query));
      expect(errors.length, query).toBeGreaterThan(0);
      for (const error of errors) expect(withoutValues(error.message), query).not.toContain(NUMBER);
    }
  });

  test('is told without suggestions', () => {
    const [error] = validate(schema, parse('{ rola }'));
    expect(error?.message).toContain('Did you mean');
    expect(withoutValues(error?.message ?? '')).toBe('Cannot query field "rola" on type "Query".');
  });

  test('is told where it is no GraphQL, without what stands there', () => {
    for (const query of [
      `{ a ${NUMBER} }`,
      `{ a "${NUMBER}" }`,
      `{ a """${NUMBER}""" }`,
      `{ a(b: "${NUMBER}`,
      `{ a(b: 0${NUMBER}) }`,
      `{ a(b: ${NUMBER}x) }`,
      `{ a(b: "\\u{${NUMBER}}") }`,
      `{ a(b: "\\x${NUMBER}") }`,
      `${NUMBER}`,
      `{ a } }${NUMBER}`,
      `fragment on on Query { a }`,
    ]) {
      let message: string | undefined;
      try {
        parse(query);
      } catch (error) {
        message = error instanceof GraphQLError ? error.message : undefined;
      }
      expect(message, query).toMatch(/^Syntax Error/);
      expect(withoutValues(message ?? ''), query).not.toMatch(/\d{4}/);
    }
  });

  test('a variable that does not fit its place is the document’s fault, not the value’s', () => {
    const [error] = validate(schema, parse('query ($n: String) { int(n: $n) }'));
    expect(error?.message).toMatch(/^Variable "\$n" of type/);
    expect(error && knownError(error)).toBeUndefined();
  });
});
