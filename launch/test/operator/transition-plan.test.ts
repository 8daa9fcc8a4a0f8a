import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { type Given, give, givenTo } from './giving.ts';

let region: TestRegion;
let given: Given;
beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
});
afterAll(() => region.close());

function written(content: Json): string {
  const folder = freshFolder();
  mkdirSync(folder);
  const file = path.join(folder, 'plan.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const START = { key: 'start', party: 'INPATIENT_CARE', text: 'Starta', fromOn: '2025-09-30' };

test('when a plan is decided, then it holds, and another one replaces it (F-202, F-215, K6)', async () => {
  expect((await give(['transition-plan', '22'], given)).complained).toEqual(['Region 22 has no plan.']);
  const plan = { readyUntilOn: '2025-09-29', steps: [START] };
  const said = [
    'Region 22, plan 1: discharge-ready up to and including 2025-09-29 are refused',
    '  2025-09-30    INPATIENT_CARE  start',
  ];
  expect(await give(['transition-plan', '22', written(plan)], given)).toEqual({ code: 0, said, complained: [] });
  expect((await give(['transition-plan', '22'], given)).said).toEqual(said);
  const next = await give(['transition-plan', '22', written({ steps: [] })], given);
  expect(next.said).toEqual(['Region 22, plan 2: no cut-over']);
});

test.each<[string, Json, string]>([
  ['has a fault', { steps: [{ ...START, party: 'NOBODY' }] }, 'steps.0.party: '],
  ['names a step twice', { steps: [START, START] }, 'steps[1].key: REPEATED'],
  ['is no JSON', 'no JSON', 'cannot be read, or is not JSON.'],
])('when the file %s, then it is told and nothing is decided', async (_what, content, sentence) => {
  const before = await give(['transition-plan', '22'], given);
  const { code, complained } = await give(['transition-plan', '22', written(content)], given);
  expect(code).toBe(1);
  expect(complained.join('\n')).toContain(sentence);
  expect(await give(['transition-plan', '22'], given)).toEqual(before);
});

test('when care has not heard of the region, or no region is given, then that is told', async () => {
  const { code, complained } = await give(['transition-plan', '99', written({ steps: [] })], given);
  expect([code, complained[0]]).toEqual([1, expect.stringContaining('Care has not heard of a region 99')]);
  expect((await give(['transition-plan'], given)).code).toBe(2);
});
