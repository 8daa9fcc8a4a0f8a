import { newId } from '@samplan/kit/id';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Given, give, givenTo } from './giving.ts';

let region: TestRegion;
let given: Given;

beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
});
afterAll(() => region.close());
beforeEach(() => region.databases.identity.query('DELETE FROM outgoing_mail'));

/** A mail that was tried too often. */
async function parked(subjectId: string): Promise<string> {
  const id = newId('mil');
  await region.databases.identity.query(
    `INSERT INTO outgoing_mail (id, administration_id, subject_id, kind, "to", attempts, due_at, parked_at, problem)
     VALUES ($1, 'adm_1', $2, 'CONFIRMATION', 'chef@example.test', 24, '2026-11-21T08:00:00Z', '2026-11-21T12:00:00Z', 'Error')`,
    [id, subjectId],
  );
  return id;
}

const waiting = () =>
  region.databases.identity.query('SELECT id FROM outgoing_mail WHERE parked_at IS NULL ORDER BY id');

test('when mails are parked, then each is listed without its address', async () => {
  const id = await parked('ord_1');
  expect(await give(['mails'], given)).toEqual({
    code: 0,
    said: ['1 parked', `  ${id}  CONFIRMATION  ord_1  2026-11-21T12:00:00.000Z  24 tries  Error`],
    complained: [],
  });
});

test('when one is retried, then it alone waits to be sent; when all are, then all do', async () => {
  const [first, second] = [await parked('ord_1'), await parked('ord_2')];
  expect((await give(['mails', 'retry', first], given)).said).toEqual(['1 mail is tried again']);
  expect(await waiting()).toEqual([{ id: first }]);
  await parked('ord_3');
  expect((await give(['mails', 'retry'], given)).said).toEqual(['2 mails are tried again']);
  expect(await waiting()).toHaveLength(3);
  expect((await give(['mails', 'retry'], given)).said).toEqual(['No mail is parked.']);
  expect((await give(['mails'], given)).said).toEqual(['0 parked']);
  expect(second).toMatch(/^mil_/);
});

test('when the id is none, or the word is another, then the sentence says so', async () => {
  expect(await give(['mails', 'retry', 'mil_x'], given)).toMatchObject({
    code: 1,
    complained: ['No parked mail has the id mil_x; give mails to see those that are.'],
  });
  expect((await give(['mails', 'again'], given)).code).toBe(2);
});
