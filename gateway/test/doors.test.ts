import type { SubgraphName } from '@samplan/schema/events/contract';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { sdlOf } from '@samplan/schema/sdl';
import type { Answer, Json } from '@samplan/testing/ask';
import { ask } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import {
  buildASTSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

/** What works without a token. */
const OPEN = [
  'signIn',
  'confirmSecondFactor',
  'sendSignInCode',
  'refreshSession',
  'issueServiceToken',
  'signInMethods',
  'convertToCard',
  'signInWithCard',
  'startOidcSignIn',
  'finishOidcSignIn',
];

/** A value that fits an input type. */
function exampleOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return exampleOf(type.ofType);
  if (isListType(type)) return `[${exampleOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${fields.map((field) => `${field.name}: ${exampleOf(field.type)}`).join(' ')} }`;
  }
  const values: Readonly<Record<string, string>> = {
    DateTime: '"2026-11-21T10:00:00Z"',
    Date: '"2026-11-21"',
    Int: '1',
    Boolean: 'true',
  };
  return values[type.name] ?? '"x"';
}

/** A field with the arguments that it needs. */
function call(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter((argument) => isNonNullType(argument.type));
  const given = args.map((argument) => `${argument.name}: ${exampleOf(argument.type)}`).join(', ');
  const type = getNamedType(field.type);
  const selection = isObjectType(type) || isUnionType(type) ? ' { __typename }' : '';
  return `${field.name}${given ? `(${given})` : ''}${selection}`;
}

/** Every root field of a subgraph as an operation. */
function rootOperations(subgraph: SubgraphName): readonly (readonly [string, string])[] {
  const schema = buildASTSchema(parse(`type Query type Mutation ${sdlOf(subgraph)}`), { assumeValid: true });
  const of = (root: GraphQLObjectType | null | undefined, kind: string) =>
    Object.values(root?.getFields() ?? {}).map((field): [string, string] => [field.name, `${kind} { ${call(field)} }`]);
  return [...of(schema.getQueryType(), 'query'), ...of(schema.getMutationType(), 'mutation')];
}

/** Root fields that need a right; the others need to be signed in and nothing more. */
const SCOPED: ReadonlySet<string> = new Set(
  SUBGRAPHS.flatMap((subgraph) => {
    const schema = buildASTSchema(parse(`type Query type Mutation ${sdlOf(subgraph)}`), { assumeValid: true });
    return [schema.getQueryType(), schema.getMutationType()]
      .flatMap((root) => Object.values(root?.getFields() ?? {}))
      .filter(({ astNode }) => astNode?.directives?.some((directive) => directive.name.value === 'requiresScopes'))
      .map((field) => field.name);
  }),
);

function codesOf(errors: readonly Json[] | undefined): readonly unknown[] {
  return (errors ?? []).map((error) => error.extensions.code);
}

describe.each(SUBGRAPHS)('%s, asked directly', (subgraph) => {
  const operations = rootOperations(subgraph).filter(([name]) => !OPEN.includes(name));
  const askDirectly = async (query: string, authorization?: string) =>
    await region.running.subgraphs.get(subgraph)?.execute({ query }, { authorization, requestId: 'doors-test-1' });

  test.each(operations)('when %s is asked without a token, then UNAUTHENTICATED and no data', async (name, query) => {
    const answer = await askDirectly(query);
    expect(codesOf(answer?.errors)).toEqual(['UNAUTHENTICATED']);
    expect(answer?.data?.[name] ?? null).toBeNull();
  });

  test.each([
    ['_service', '{ _service { sdl } }'],
    [
      '_entities',
      '{ _entities(representations: [{ __typename: "Patient", id: "pat_1" }]) { __typename ... on Patient { id } } }',
    ],
  ])('when %s is asked without a token, then nothing comes', async (_, query) => {
    const answer = await askDirectly(query);
    expect(answer?.errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer?.data ?? null)).not.toMatch(/pat_1|sdl":"/);
  });
});

describe('the gateway', () => {
  const operations = SUBGRAPHS.flatMap(rootOperations).filter(([name]) => !OPEN.includes(name));

  test.each(operations)('when %s is asked without a token, then UNAUTHENTICATED and no data', async (name, query) => {
    const answer = await ask(region.running.url, query);
    expect(codesOf(answer.errors)).toEqual(['UNAUTHENTICATED']);
    expect(answer.data?.[name] ?? null).toBeNull();
  });

  const rightful = operations.filter(([name]) => SCOPED.has(name));

  test.each(rightful)('when %s is asked by somebody with no rights, then nothing is done', async (name, query) => {
    const principal = await powerless();
    const answer = await principal(query);
    expect(codesOf(answer.errors)).toEqual(['FORBIDDEN']);
    expect(answer.data?.[name] ?? null).toBeNull();
  });

  let asked: ((query: string) => Promise<Answer>) | undefined;
  /** A physician in the management of education: an account and a unit, and a role that has no rights there (e.1). */
  async function powerless(): Promise<(query: string) => Promise<Answer>> {
    asked ??= (await region.staff('Bildningsförvaltningen, ledning', 'PHYSICIAN')).ask;
    return asked;
  }
});
