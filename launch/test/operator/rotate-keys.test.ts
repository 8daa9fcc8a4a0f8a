import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf, give } from './giving.ts';

/** What the region of the test is started with. */
const KEY_SECRET = Buffer.alloc(32, 7).toString('base64');
const WARD = 'Avd 11 Medicin, Sundsvall';

let region: TestRegion;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

async function rotate(secret: string | undefined) {
  const variables = { ...addressesOf(region.databases), ...(secret && { SAMPLAN_KEY_SECRET: secret }) };
  return await give(['rotate-keys'], { variables, now: region.clock.now });
}

function keyOf({ authorization }: Person): string | undefined {
  return decodeProtectedHeader(authorization.replace('Bearer ', '')).kid;
}

async function keys(): Promise<number> {
  return (await region.databases.identity.query(`SELECT 1 FROM kit.signing_key WHERE purpose = 'ACCESS_TOKEN'`)).length;
}

test('when the keys are rotated, then tokens are signed with the new one after five minutes, and the old ones work on', async () => {
  const before = await region.staff(WARD, 'NURSE');
  const { code, said } = await rotate(KEY_SECRET);
  expect(code).toBe(0);
  const made = /^Key (\S+) signs access tokens in 5 minutes\.$/.exec(said[0] ?? '')?.[1];
  expect(made).toBeDefined();
  expect(keyOf(before)).not.toBe(made);

  region.clock.move({ minutes: 4 });
  expect(keyOf(await region.staff(WARD, 'NURSE'))).toBe(keyOf(before));
  expect((await before.ask('{ me { id } }')).at('me').id).toBe(before.userId);

  region.clock.move({ minutes: 2 });
  const after = await region.staff(WARD, 'NURSE');
  expect(keyOf(after)).toBe(made);
  expect((await after.ask('{ me { id } }')).at('me').id).toBe(after.userId);
});

test('when the secret is not identity’s, then no key is made that identity could not open', async () => {
  const before = await keys();
  const { code, complained } = await rotate(Buffer.alloc(32, 8).toString('base64'));
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [
      'SAMPLAN_KEY_SECRET does not open the secrets in the database; give the one that they were made with.',
    ],
  });
  expect(await keys()).toBe(before);
});

test.each([
  [undefined, /^There is no secret that opens the signing keys; set SAMPLAN_KEY_SECRET/],
  ['abc=', /SAMPLAN_KEY_SECRET/],
])('when the secret is %s, then one sentence says what to set', async (secret, sentence) => {
  const { code, complained } = await rotate(secret);
  expect(code).toBe(1);
  expect(complained).toEqual([expect.stringMatching(sentence)]);
});
