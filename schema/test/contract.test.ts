import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { SUBGRAPHS, type SubgraphName } from '../events/contract.ts';
import { CONTRACTS } from '../events/index.ts';
import { CompositionFailed, compose } from '../src/compose.ts';
import { ownersOf, sdlOf } from '../src/sdl.ts';

/** A subgraph's schema without federation's own definitions: enough to look at. */
function schemaOf(subgraph: SubgraphName): GraphQLSchema {
  return buildASTSchema(parse(`type Query type Mutation ${sdlOf(subgraph)}`), { assumeValid: true });
}

/** The types that a subgraph declares only to refer to what another one owns: the key and nothing described. */
function isStub(type: GraphQLObjectType): boolean {
  return (
    !type.description && Object.values(type.getFields()).some((field) => field.name === 'id' && !field.description)
  );
}

/** The parts of a type that have no description. The roots belong to all subgraphs, and stubs to others. */
function undescribed(type: GraphQLNamedType): readonly string[] {
  const isRoot = type.name === 'Query' || type.name === 'Mutation';
  const isOfOthers = isObjectType(type) && isStub(type);
  const bare = partsOf(type).filter(([name, part]) => !part.description && !(isOfOthers && name === 'id'));
  const names = bare.map(([name]) => `${type.name}.${name}`);
  return type.description || isRoot || isOfOthers ? names : [type.name, ...names];
}

function partsOf(type: GraphQLNamedType): readonly (readonly [string, { readonly description?: Maybe<string> }])[] {
  if (isEnumType(type)) return type.getValues().map((value) => [value.name, value]);
  return 'getFields' in type ? Object.entries(type.getFields()) : [];
}

type Maybe<T> = T | null | undefined;

function directivesOf(
  node: { astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined },
  extensions: readonly { directives?: readonly ConstDirectiveNode[] }[] = [],
): readonly ConstDirectiveNode[] {
  return [node.astNode, ...extensions].flatMap((part) => part?.directives ?? []);
}

const GUARDS = ['authenticated', 'requiresScopes'];
/** What must work before one is signed in. */
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

function isGuarded(field: GraphQLField<unknown, unknown>): boolean {
  return directivesOf(field).some((directive) => GUARDS.includes(directive.name.value));
}

/**
 * Places where a query takes free text: names of units, codes of municipalities and regions, never anything about patients. Search terms
 * that are sensitive personal data are forbidden (2 kap. 8 § patientdatalagen).
 */
const SEARCHABLE: readonly string[] = [
  'Query.units.filter.nameContains',
  'Query.overview.filter.municipalityCode',
  'Query.liabilityBasis.municipalityCode',
  'Query.liabilityBasis.regionCode',
];

/** The places in an argument where a text can be given; a cursor leads from a row to the next and matches nothing. */
function textsOf(at: string, { name, type }: { readonly name: string; readonly type: GraphQLInputType }): string[] {
  const place = `${at}.${name}`;
  const named = getNamedType(type);
  if (isInputObjectType(named)) return Object.values(named.getFields()).flatMap((field) => textsOf(place, field));
  return named.name === 'String' && name !== 'after' ? [place] : [];
}

describe('composition', () => {
  test('when the subgraphs are composed, then there is neither error nor hint', () => {
    expect(compose()).toContain('type CareEpisode');
  });

  test('when two owners mean different things by one field, then composition fails and says so', () => {
    const sdls = new Map<string, string>(SUBGRAPHS.map((name) => [name, sdlOf(name)]));
    sdls.set('sip', `${sdlOf('sip')}\nextend type Patient { familyName: Int! }`);
    expect(() => compose(sdls)).toThrow(CompositionFailed);
    expect(() => compose(sdls)).toThrow(/familyName/);
  });
});

describe('ownership', () => {
  test('when the owners of care are listed, then education is not among them (F-006)', () => {
    expect(ownersOf('care')).toEqual(['region', 'samplan', 'soc', 'vof']);
    const sources = readdirSync(path.resolve(import.meta.dirname, '../../services/care/src'));
    expect(sources).toEqual(expect.arrayContaining(['region', 'soc', 'vof']));
    expect(sources).not.toContain('bif');
  });

  test.each(SUBGRAPHS)(
    'when an owner has a part in %s, then it has a folder of sources with a policy there',
    (subgraph) => {
      for (const owner of ownersOf(subgraph).filter((name) => name !== 'samplan')) {
        const policy = path.resolve(import.meta.dirname, '../../services', subgraph, 'src', owner, 'policy.ts');
        expect(existsSync(policy), policy).toBe(true);
      }
    },
  );
});

describe.each(SUBGRAPHS)('the contract of %s', (subgraph) => {
  const schema = schemaOf(subgraph);
  const own = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  const objects = own.filter(isObjectType);
  const roots = objects.filter(({ name }) => name === 'Query' || name === 'Mutation');

  test('when somebody reads it, then everything is described', () => {
    expect(own.filter((type) => !isSpecifiedScalarType(type)).flatMap(undescribed)).toEqual([]);
  });

  test('when somebody without a token comes, then only sign-in is open', () => {
    const open = roots.flatMap((root) => Object.values(root.getFields())).filter((field) => !isGuarded(field));
    expect(open.map((field) => field.name).filter((name) => !OPEN.includes(name))).toEqual([]);
  });

  test('when a mutation is declared, then it has one input and a union of its Ok and problems', () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const name = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
      expect(field.args.map((argument) => `${argument.name}: ${argument.type}`)).toEqual(
        field.args.length === 0 ? [] : [`input: ${name}Input!`],
      );
      expect(String(field.type)).toBe(`${name}Result!`);
      const union = schema.getType(`${name}Result`);
      const [first, ...problems] = isUnionType(union) ? union.getTypes() : [];
      expect(first?.name).toBe(`${name}Ok`);
      for (const problem of problems) expect(problem.getInterfaces().map(String), problem.name).toEqual(['Problem']);
    }
  });

  test('when a client selects from several members of a result, then equal names have equal types', () => {
    for (const union of own.filter(isUnionType)) {
      const types = new Map<string, string>();
      for (const member of union.getTypes()) {
        for (const field of Object.values(member.getFields())) {
          const known = types.get(field.name) ?? String(field.type);
          expect(String(field.type), `${union.name}: ${member.name}.${field.name}`).toBe(known);
          types.set(field.name, known);
        }
      }
    }
  });

  test('when a subgraph falls, then it costs fields and not the answer: root queries and foreign entities are nullable', () => {
    const stubs = new Set(objects.filter(isStub).map((type) => type.name));
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      expect(isNonNullType(field.type), `Query.${field.name}`).toBe(false);
    }
    for (const type of objects) {
      for (const field of Object.values(type.getFields())) {
        const isForeign = stubs.has(getNamedType(field.type).name);
        expect(isForeign && isNonNullType(field.type), `${type.name}.${field.name}`).toBe(false);
      }
    }
  });

  test('when a field holds an instant its name ends in At, and when it holds a day in On or To', () => {
    for (const type of own.filter((t) => isObjectType(t) || isInputObjectType(t))) {
      for (const field of Object.values(type.getFields())) {
        const scalar = String(field.type).replaceAll(/[[\]!]/g, '');
        const where = `${type.name}.${field.name}`;
        const bounds = ['earliest', 'latest', 'at', 'asOf', 'since'];
        if (scalar === 'DateTime' && !bounds.includes(field.name)) expect(field.name, where).toMatch(/At$/);
        if (scalar === 'Date' && field.name !== 'on') expect(field.name, where).toMatch(/(On|From|To)$/);
      }
    }
  });

  test('when a query takes arguments, then none is an identity number (look-up is a logged mutation)', () => {
    for (const type of objects.filter(({ name }) => name !== 'Mutation')) {
      for (const field of Object.values(type.getFields())) {
        for (const argument of field.args) expect(argument.name).not.toMatch(/identity|personnummer|number/i);
      }
    }
  });

  test('when a query takes arguments, then none searches what is written about patients (G-088, f.6 109)', () => {
    for (const type of objects.filter(({ name }) => name !== 'Mutation')) {
      for (const field of Object.values(type.getFields())) {
        const texts = field.args.flatMap((argument) => textsOf(`${type.name}.${field.name}`, argument));
        expect(texts.filter((place) => !SEARCHABLE.includes(place))).toEqual([]);
      }
    }
  });

  test('when a type has a key, then it is id alone, and no field requires others', () => {
    const sdl = sdlOf(subgraph);
    expect([...sdl.matchAll(/@key\(fields: "([^"]*)"/g)].map((match) => match[1])).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(?!id$)/)]),
    );
    expect(sdl).not.toMatch(/@requires\(|@provides\(|@interfaceObject/);
  });

  /** Compiled queries take a non-null field that is left out for missing, whatever its default says. */
  test('when an input field has a default, then it may be null', () => {
    for (const type of Object.values(schema.getTypeMap()).filter(isInputObjectType)) {
      for (const field of Object.values(type.getFields()).filter((one) => one.defaultValue !== undefined)) {
        expect(isNonNullType(field.type), `${type.name}.${field.name}`).toBe(false);
      }
    }
  });

  test('when a list is long by nature, then it is a connection or has first', () => {
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      const isBounded = ['principals', 'signInMethods', 'mailboxes'].includes(field.name);
      if (isListType(field.type) && !isBounded) expect(field.args.map((argument) => argument.name)).toContain('first');
    }
  });
});

describe('event contracts', () => {
  test.each(CONTRACTS.map((contract) => [contract.type, contract] as const))(
    'when %s is told, then its example is valid',
    (_, contract) => {
      expect(contract.data.parse(contract.example)).toEqual(contract.example);
      expect(contract.consumers).not.toContain(contract.producer);
    },
  );

  test('when nobody hears an event, then there is a query that follows it', () => {
    for (const { type, producer, consumers, followedBy = '' } of CONTRACTS) {
      if (consumers.length > 0) continue;
      const queries = schemaOf(producer).getQueryType()?.getFields() ?? {};
      expect(Object.keys(queries), type).toContain(followedBy);
    }
  });

  test('when the types are read, then each is in the past tense and there is one of each', () => {
    const types = CONTRACTS.map((contract) => contract.type);
    expect(new Set(types).size).toBe(types.length);
    for (const type of types) expect(type).toMatch(/(ed|Over|Left)$/);
  });

  test('when events travel, then nothing in them names a person', () => {
    const json = JSON.stringify(CONTRACTS.map((contract) => contract.example));
    expect(json).not.toMatch(/givenName|familyName|street|city|identityNumber|personnummer|text|reason|email|phone/i);
    expect(json).not.toMatch(/\b\d{12}\b|\b\d{8}-\d{4}\b/);
  });
});
