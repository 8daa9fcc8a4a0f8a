import { ask } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf, give, givenTo, type Outcome } from './giving.ts';

const PASSWORD = 'Kaffe-pa-rummet-7';

let region: TestRegion;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

const NURSE = {
  organisation: 'sundsvall',
  username: 'prov.sundsvall',
  'given-name': 'Test',
  'family-name': 'Provsson',
  unit: '', // found below
  role: 'NURSE',
  environment: 'TRAINING',
};

async function hsaIdOf(name: string): Promise<string> {
  const [unit] = await region.databases.organisation.query<{ hsa_id: string }>(
    'SELECT hsa_id FROM unit WHERE name = $1',
    [name],
  );
  return unit?.hsa_id ?? '';
}

/** Makes the nurse above, with changes. */
async function create(
  changes: Partial<typeof NURSE> & { readonly 'hsa-id'?: string } = {},
  secret = PASSWORD,
): Promise<Outcome> {
  const options = { ...NURSE, unit: await hsaIdOf('Hemsjukvård Alnö'), ...changes };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return await give(['create-user', ...args], {
    ...givenTo(region),
    secret,
  });
}

async function accounts(username: string): Promise<number> {
  return (await region.databases.identity.query('SELECT 1 FROM "user" WHERE username = $1', [username])).length;
}

test('when an account is made beside a running region, then its owner signs in and has the rights of the role', async () => {
  const { code, said } = await create();
  expect({ code, said }).toEqual({
    code: 0,
    said: ['prov.sundsvall can sign in to sundsvall as NURSE at Hemsjukvård Alnö.'],
  });
  const input = { organisation: 'sundsvall', username: 'Prov.Sundsvall', password: PASSWORD };
  const signedIn = await ask(
    region.running.url,
    'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInOk { tokens { accessToken } } } }',
    { input },
  );
  const me = await ask(
    region.running.url,
    '{ me { givenName familyName assignments { role unit { name } } } }',
    {},
    `Bearer ${signedIn.at('signIn').tokens.accessToken}`,
  );
  expect(me.at('me')).toEqual({
    givenName: 'Test',
    familyName: 'Provsson',
    assignments: [{ role: 'NURSE', unit: { name: 'Hemsjukvård Alnö' } }],
  });
});

test('when the username is taken, then nothing is made', async () => {
  await create({ username: 'prov.upptagen' });
  const { code, complained } = await create({ username: 'Prov.Upptagen' });
  expect({ code, complained }).toEqual({ code: 1, complained: ['sundsvall has a user prov.upptagen already.'] });
  expect(await accounts('prov.upptagen')).toBe(1);
});

test('when the password breaks the rules, then every fault stands in one sentence without the password (F-054, F-055)', async () => {
  const { code, complained } = await create({ username: 'prov.svag' }, 'svag');
  expect(code).toBe(1);
  expect(complained).toEqual([
    'The password must be 8 to 30 characters, where å, ä and ö count as two; must have an upper-case letter; must have a digit; must have one of .,"+;/()<>-%#&*?$=@_.',
  ]);
  expect(await accounts('prov.svag')).toBe(0);
});

test('when the unit belongs to another organisation or is unknown, then the sentence says what to check', async () => {
  const ward = await hsaIdOf('Avd 11 Medicin, Sundsvall');
  for (const unit of [ward, 'SE2120002411-FINNSINTE']) {
    const { code, complained } = await create({ username: 'prov.fel', unit });
    expect({ code, complained }).toEqual({
      code: 1,
      complained: [`sundsvall has no unit ${unit} in use; check both, or import the file of the organisation first.`],
    });
  }
  expect(await accounts('prov.fel')).toBe(0);
});

test('when the role has no rights at the unit, then nothing is made (e.1)', async () => {
  const { code, complained } = await create({ username: 'prov.ratt', role: 'SCHOOL_NURSE' });
  expect({ code, complained }).toEqual({
    code: 1,
    complained: ['The role SCHOOL_NURSE has no rights at Hemsjukvård Alnö (VOF, HOME_HEALTH).'],
  });
  expect(await accounts('prov.ratt')).toBe(0);
});

test.each([
  [{ role: 'NURS' }, /^There is no role NURS; there are ADMINISTRATOR, /],
  [{ username: ' ' }, /^--username is missing\./],
  [{ 'given-name': 'x'.repeat(101) }, /^--given-name is longer than 100 characters\./],
])('when the arguments are %j, then usage is told', async (changes, sentence) => {
  const { code, complained } = await create(changes);
  expect(code).toBe(2);
  expect(complained[0]).toMatch(sentence);
});

test('when the password is given as an argument, then it is refused and not repeated', async () => {
  const { code, complained } = await give(['create-user', `--password=${PASSWORD}`], {
    variables: addressesOf(region.databases),
  });
  expect(code).toBe(2);
  expect(complained[0]).toMatch(/^Unknown option '--password'\.\n/);
  expect(complained[0]).not.toContain(PASSWORD);
});

test('when the account names an HSA-id, then it is stored in upper case, once; what is none is refused (G-130)', async () => {
  const named = { username: 'prov.kort', 'hsa-id': 'se2321000180-prov1' } as const;
  expect((await create(named)).code).toBe(0);
  const rows = await region.databases.identity.query('SELECT hsa_id FROM "user" WHERE username = $1', ['prov.kort']);
  expect(rows).toEqual([{ hsa_id: 'SE2321000180-PROV1' }]);
  const again = await create({ ...named, username: 'prov.kort2' });
  expect(again.complained).toEqual(['Another account has the HSA-id SE2321000180-PROV1 already.']);
  const wrong = await create({ username: 'prov.kort3', 'hsa-id': 'PROV1' });
  expect(wrong.code).toBe(2);
  expect(wrong.complained[0]).toMatch(/^--hsa-id is not as SE2321000180-ABC1: PROV1/);
});

test('when school staff are made, then the school’s principal has appointed them; without a principal they are not made (F-010)', async () => {
  const school = { unit: await hsaIdOf('Hagaskolan'), role: 'APPOINTED_STAFF', username: 'prov.skola' } as const;
  const early = await create(school);
  expect(early.complained).toEqual(['The school has no principal who appoints; make that account first.']);
  expect(await accounts('prov.skola')).toBe(0);
  const principal = await region.staff('Hagaskolan', 'SCHOOL_PRINCIPAL');
  expect((await create(school)).code).toBe(0);
  const rows = await region.databases.identity.query(
    `SELECT p.kind, p.appointed_by_id, p.assignment_id = a.id AS "isOfAssignment"
     FROM appointment p JOIN "user" u ON u.id = p.user_id JOIN assignment a ON a.user_id = u.id WHERE u.username = $1`,
    ['prov.skola'],
  );
  expect(rows).toEqual([{ kind: 'SIP_USER', appointed_by_id: principal.userId, isOfAssignment: true }]);
});
