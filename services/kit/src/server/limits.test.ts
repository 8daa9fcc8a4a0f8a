import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CLIENT_LIMITS, limitRule, type OperationLimits } from './limits.ts';

const schema = buildSchema(`
  type Query {
    unit: Unit
    units(first: Int = 50): UnitConnection
    boundless(first: Int): [Unit!]
    parties: [Unit!]
    _entities(representations: [Int!]!): [Entity]!
  }
  type Mutation { move: Unit }
  type UnitConnection { edges: [UnitEdge!]! }
  type UnitEdge { node: Unit! }
  interface Named { name: String }
  union Entity = Unit
  type Unit implements Named {
    id: ID!
    name: String
    parent: Unit
    children(first: Int = 10): [Unit!]
    parties: [Unit!]
  }
`);

/** What the limits say of a document. */
function exceeded(query: string, limits: Partial<OperationLimits> = {}): unknown {
  const rule = limitRule({ ...CLIENT_LIMITS, ...limits });
  const [first] = validate(schema, parse(query), [rule]);
  return first?.extensions['reason'];
}

/** The same selection on so many levels. */
function deep(levels: number): string {
  return `{ unit ${'{ parent '.repeat(levels - 2)}{ id }${' }'.repeat(levels - 2)} }`;
}

describe('depth', () => {
  test('of twelve fields is allowed, of thirteen refused', () => {
    expect(exceeded(deep(12))).toBeUndefined();
    expect(exceeded(deep(13))).toBe('DEPTH');
  });

  test('is the same through fragments, inline and named', () => {
    expect(
      exceeded(
        `{ unit { ... on Unit { ...F } } } fragment F on Unit ${'{ parent '.repeat(10)}{ id }${' }'.repeat(10)}`,
      ),
    ).toBeUndefined();
    expect(
      exceeded(`{ unit { ... { ...F } } } fragment F on Unit ${'{ parent '.repeat(11)}{ id }${' }'.repeat(11)}`),
    ).toBe('DEPTH');
  });

  test('of a mutation counts alike', () => {
    expect(exceeded(deep(13).replace('{ unit', 'mutation { move'))).toBe('DEPTH');
  });
});

describe('width', () => {
  const times = (count: number, make: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => make(i)).join(' ');

  test('aliases are counted wherever they stand, and each time that their fragment is spread', () => {
    expect(exceeded(`{ unit { ${times(30, (i) => `a${i}: id`)} } }`)).toBeUndefined();
    expect(exceeded(`{ unit { ${times(31, (i) => `a${i}: id`)} } }`)).toBe('ALIASES');
    const tenAliases = `fragment F on Unit { ${times(10, (i) => `a${i}: id`)} }`;
    expect(exceeded(`{ unit { ...F parent { ...F parent { ...F } } } } ${tenAliases}`)).toBeUndefined();
    expect(exceeded(`{ unit { ...F parent { ...F parent { ...F parent { ...F } } } } } ${tenAliases}`)).toBe('ALIASES');
  });

  test('root fields are counted through fragments too', () => {
    expect(exceeded(`{ ${times(10, (i) => `a${i}: unit { id }`)} }`)).toBeUndefined();
    expect(exceeded(`{ ${times(11, (i) => `a${i}: unit { id }`)} }`)).toBe('ROOT_FIELDS');
    expect(exceeded(`{ ...F } fragment F on Query { ${times(11, (i) => `a${i}: unit { id }`)} }`)).toBe('ROOT_FIELDS');
    expect(exceeded(`{ ... { ${times(11, (i) => `a${i}: unit { id }`)} } }`)).toBe('ROOT_FIELDS');
  });

  test('directives are counted in the whole document', () => {
    const skips = (count: number): string => '@skip(if: false) '.repeat(count);
    expect(exceeded(`{ unit { id ${skips(20)} } }`)).toBeUndefined();
    expect(exceeded(`{ unit { id ${skips(21)} } }`)).toBe('DIRECTIVES');
    expect(exceeded(`query ${skips(21)} { unit { id } }`)).toBe('DIRECTIVES');
    expect(exceeded(`{ unit { ...F } } fragment F on Unit ${skips(21)} { id }`)).toBe('DIRECTIVES');
    expect(exceeded(`{ unit { ...F ${skips(11)} } } fragment F on Unit { id ${skips(10)} }`)).toBe('DIRECTIVES');
  });

  test('each operation of a document is measured', () => {
    expect(exceeded(`query A { unit { id } } query B ${deep(13)}`)).toBe('DEPTH');
  });
});

describe('weight: how many fields an answer may have', () => {
  test('multiplies the lists within lists', () => {
    expect(exceeded('{ units(first: 100) { edges { node { children(first: 100) { id } } } } }')).toBeUndefined();
    expect(
      exceeded('{ units(first: 100) { edges { node { children(first: 100) { children(first: 100) { id } } } } } }'),
    ).toBe('WEIGHT');
  });

  test('takes the standard size where none is given, and the largest where a variable gives it', () => {
    const nested = (size: string): string =>
      `query ($n: Int) { units${size} { edges { node { children(first: 100) { children(first: 7) { id } } } } } }`;
    expect(exceeded(nested(''))).toBeUndefined(); // 50 * 100 * 7
    expect(exceeded(nested('(first: $n)'))).toBe('WEIGHT'); // 100 * 100 * 7
    expect(exceeded(nested('(first: null)'))).toBe('WEIGHT');
  });

  test('takes the largest where there is no standard size', () => {
    expect(exceeded('{ boundless { children(first: 100) { children(first: 7) { id } } } }')).toBe('WEIGHT');
    expect(exceeded('{ boundless { children(first: 100) { id } } }')).toBeUndefined();
  });

  test('is not lessened by sizes below one', () => {
    const query = (size: number): string =>
      `{ units(first: ${size}) { edges { node { children(first: 100) { children(first: 100) { children(first: 5) { id } } } } } } }`;
    expect(exceeded(query(0))).toBe('WEIGHT');
    expect(exceeded(query(-100))).toBe('WEIGHT');
  });

  test('assumes ten of a list without size, entities too', () => {
    expect(exceeded(`{ parties { parties { parties { parties { id } } } } }`)).toBeUndefined();
    expect(exceeded(`{ parties { parties { parties { parties { parties { id } } } } } }`)).toBe('WEIGHT');
    expect(
      exceeded(
        '{ _entities(representations: []) { ... on Unit { parties { parties { parties { parties { id } } } } } } }',
      ),
    ).toBe('WEIGHT');
  });

  test('counts through interfaces and inline fragments', () => {
    const inner =
      '... on Unit { children(first: 100) { ... on Named { ... on Unit { children(first: 100) { id } } } } }';
    expect(exceeded(`{ units(first: 100) { edges { node { ${inner} } } } }`)).toBe('WEIGHT');
  });
});

describe('documents made to cost', () => {
  test('fragments that spread two of the next each are refused at once', () => {
    const names = Array.from({ length: 150 }, (_, i) => i);
    for (const inside of ['', '__typename', 'id']) {
      const fragments = names.map((i) => `fragment F${i} on Unit { ${inside} ...F${i + 1} ...F${i + 1} }`).join(' ');
      expect(exceeded(`{ unit { ...F0 } } ${fragments} fragment F150 on Unit { id }`)).toBe('SELECTIONS');
    }
  });

  test('fragments in a circle end, and another rule refuses them', () => {
    const circle = '{ unit { ...A } } fragment A on Unit { parent { ...B } } fragment B on Unit { parent { ...A } }';
    expect(exceeded(circle)).toBeUndefined();
    expect(validate(schema, parse(circle), specifiedRules)).toHaveLength(1);
  });

  test('introspection under many aliases is refused, and so is its circle of types', () => {
    const one = (i: number): string => `a${i}: __schema { types { name } }`;
    expect(exceeded(`{ ${one(0)} ${one(1)} }`)).toBeUndefined();
    expect(exceeded(`{ ${Array.from({ length: 11 }, (_, i) => one(i)).join(' ')} }`)).toBe('ROOT_FIELDS');
    const circle =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    expect(validate(schema, parse(circle), specifiedRules).map((error) => error.message)).toEqual([
      'Maximum introspection depth exceeded',
    ]);
  });

  test('fields and fragments that do not exist are left to the other rules', () => {
    expect(exceeded('{ nothing { at { all } } ...Missing ... on Nobody { id } }')).toBeUndefined();
  });
});
