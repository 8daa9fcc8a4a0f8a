import { changeEstimatedDischarge } from '@samplan/testing/operations';
import type { Person, TestRegion } from '@samplan/testing/region';
import { admitted, hours } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Given, give } from './giving.ts';
import { openWard } from './ward.ts';

let region: TestRegion;
let given: Given;
let nurse: Person;
let physician: Person;
let assessor: Person;

beforeAll(async () => {
  ({ region, given, nurse, physician, assessor } = await openWard());
});
afterAll(() => region.close());

/** Whom to contact when a new episode's estimate, in three days, is moved to so many hours from now. */
async function contactAfter(movedTo: number): Promise<string | undefined> {
  const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const changed = await changeEstimatedDischarge(nurse, {
    episodeId: episode.id,
    version: episode.version,
    estimatedDischargeAt: hours(region, movedTo),
  });
  expect(changed.__typename).toBe('ChangeEstimatedDischargeOk');
  return changed.contactMunicipality?.reason;
}

test('when a region has agreed on days, then its wards are told to contact the municipality by them (G-006)', async () => {
  expect(await contactAfter(72 + 72)).toBe('LATER');
  expect(await give(['estimate-policy', '22', '4'], given)).toEqual({
    code: 0,
    said: [
      'Region 22: wards contact the municipality when an estimated discharge is moved earlier, or later by more than 4 days.',
    ],
    complained: [],
  });
  expect(await contactAfter(72 + 72)).toBeUndefined();
  expect(await contactAfter(72 + 24 * 6)).toBe('LATER');
  expect(await contactAfter(48)).toBe('EARLIER');
});

test.each([['many'], ['31'], ['-1'], ['1.5']])('when %s days are given, then usage is told', async (days) => {
  const { code } = await give(['estimate-policy', '22', days], given);
  expect(code).toBe(2);
});
