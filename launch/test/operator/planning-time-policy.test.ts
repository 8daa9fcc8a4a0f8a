import { stockholmDay } from '@samplan/kit/time';
import type { Person, TestRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
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

/** Hours from a new episode's notice until its planning basis is due. */
async function hoursGiven(): Promise<number> {
  const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const answer = await nurse.ask(
    'query ($id: ID!) { careEpisode(id: $id) { planningBasisDue { at } messages { sentAt } } }',
    { id: episode.id },
  );
  const { planningBasisDue, messages } = answer.at('careEpisode');
  return (Date.parse(planningBasisDue.at) - Date.parse(messages[0].sentAt)) / 3_600_000;
}

test('when a region agrees on hours, then they hold for notices from the day on, and 48 until then (G-108)', async () => {
  const tomorrow = stockholmDay(new Date(region.clock.now().getTime() + 24 * 3_600_000));
  expect((await give(['planning-time-policy', '22', '12', '--from', tomorrow], given)).code).toBe(0);
  expect(await hoursGiven()).toBe(48);
  expect(await give(['planning-time-policy', '22', '24'], given)).toMatchObject({
    code: 0,
    said: [
      'Region 22: the planning basis is filled in within 24 hours.',
      `From ${tomorrow}: the planning basis is filled in within 12 hours.`,
    ],
  });
  expect(await hoursGiven()).toBe(24);
});

test.each([['many'], ['0'], ['337'], ['-1'], ['1.5']])('when %s hours are given, then usage is told', async (hours) => {
  const { code } = await give(['planning-time-policy', '22', hours], given);
  expect(code).toBe(2);
});
