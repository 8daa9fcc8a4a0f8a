import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
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

test('when a client spreads fragments over several subgraphs often, then the longer documents that are made of them are permitted too', async () => {
  const episode = `id state careType version admittedAt dischargedAt closedAt estimatedDischargeAt
    outstandingAcknowledgements viewerCan unit { name } sip { id } parties { since isWard unit { name } }
    messages(first: 1) { type isLate sender { name } sentBy { givenName } }`;
  const patient = 'id identityKind givenName familyName municipalityCode registeredAddress { street postalCode city }';
  const levels = 5;
  const fragments = times(levels, (i) => {
    const inner = i + 1 < levels ? `patient { ${patient} careEpisodes(first: 1) { ...Episode${i + 1} } }` : '';
    return `fragment Episode${i} on CareEpisode { ${episode} ${inner} }`;
  });
  const query = `query ($id: ID!) { ${times(10, (i) => `a${i}: careEpisode(id: $id) { ...Episode0 }`)} } ${fragments}`;
  const physician = await region.staff(WARD, 'PHYSICIAN');
  const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  const { episode: admission } = await admitted(region, { nurse, physician, recipients: [assessor] });

  const { data, errors } = await nurse.ask(query, { id: admission.id });
  expect(errors).toEqual([]);
  const deepest = { state: 'ADMITTED', unit: { name: WARD } };
  const whole = { ...deepest, patient: { careEpisodes: [{ ...deepest, patient: { careEpisodes: [deepest] } }] } };
  for (let i = 0; i < 10; i += 1) expect(data[`a${i}`]).toMatchObject(whole);
});
