import { MAX_TOKENS } from '@samplan/kit/server/limits';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { Lexer, Source, TokenKind } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';

let region: TestRegion;
let nurse: Person;
beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff(WARD, 'NURSE');
});
afterAll(() => region.close());

const times = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

function tokensIn(query: string): number {
  const lexer = new Lexer(new Source(query));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
}

/** A query of so many tokens. */
function ofTokens(count: number): string {
  const query = (kinds: number): string =>
    `{ units(first: 1, filter: { kinds: [${times(kinds, () => 'SCHOOL')}] }) { __typename } }`;
  return query(count - tokensIn(query(0)));
}

test.each([
  ['ALIASES', 30, (n: number) => `{ me { ${times(n, (i) => `a${i}: id`)} } }`],
  ['ROOT_FIELDS', 10, (n: number) => `{ ${times(n, (i) => `a${i}: me { id }`)} }`],
  ['DIRECTIVES', 20, (n: number) => `{ me { ${times(n, (i) => `... @skip(if: ${i === 0}) { id }`)} } }`],
  ['DEPTH', 12, (n: number) => `{ unit(id: "unt_x") ${'{ parentUnit '.repeat(n - 2)}{ id }${' }'.repeat(n - 2)} }`],
  ['TOKENS', 2000, ofTokens],
])(
  'when a client goes to the limit of %s, %i, then it is answered; beyond it is refused',
  async (reason, most, query) => {
    expect((await nurse.ask(query(most))).errors).toEqual([]);
    const { status, data, errors } = await nurse.ask(query(most + 1));
    expect({ status, data }).toEqual({ status: 400, data: null });
    expect(errors.map((error) => error.extensions)).toEqual([{ code: 'OPERATION_TOO_LARGE', reason }]);
  },
);

test('when a client spreads a permitted fragment often, then the longer document that a subgraph gets of it is permitted too', async () => {
  const principal = 'id code name kind slug region { id code name kind slug }';
  const levels = 8;
  const fragments = times(
    levels,
    (i) => `fragment U${i} on Unit {
      id name kind hsaId housingType isActive administration { id kind name principal { ${principal} } }
      ${i + 1 < levels ? `parentUnit { ...U${i + 1} }` : ''} }`,
  );
  const roots = times(10, (i) => `a${i}: unit(id: $id) { ...U0 }`);
  const query = `query ($id: ID!) { ${roots} } ${fragments}`;
  expect(tokensIn(query)).toBeLessThan(MAX_TOKENS);

  const { data, errors } = await nurse.ask(query, { id: nurse.unitId });
  expect(errors).toEqual([]);
  expect(Object.values(data)).toHaveLength(10);
  for (const unit of Object.values(data))
    expect(unit).toMatchObject({ name: WARD, parentUnit: { id: expect.any(String) } });
});
