import { closeEpisode } from '@samplan/testing/operations';
import type { Person, TestRegion } from '@samplan/testing/region';
import { admitted, discharged } from '@samplan/testing/story';
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

/** Closes a new episode whose messages nobody has acknowledged. */
async function closeUnacknowledged() {
  const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const { left } = await discharged(region, { nurse, physician }, episode);
  return await closeEpisode(nurse, { episodeId: episode.id, version: left.episode.version });
}

test('when a region requires acknowledgements, then its wards cannot close without them, until it allows that (K12, F-260)', async () => {
  expect((await closeUnacknowledged()).__typename).toBe('CloseEpisodeOk');

  const required = await give(['closing-policy', '22', 'require'], given);
  expect(required).toEqual({
    code: 0,
    said: ['Region 22: a ward closes an episode only when every message is acknowledged.'],
    complained: [],
  });
  expect((await closeUnacknowledged()).__typename).toBe('AcknowledgementsMissing');

  const allowed = await give(['closing-policy', '22', 'allow'], given);
  expect(allowed.said).toEqual(['Region 22: a ward may close an episode with unacknowledged messages.']);
  expect((await closeUnacknowledged()).__typename).toBe('CloseEpisodeOk');
});

test('when nothing is decided, then what holds is told', async () => {
  await give(['closing-policy', '22', 'require'], given);
  expect((await give(['closing-policy', '22'], given)).said).toEqual([
    'Region 22: a ward closes an episode only when every message is acknowledged.',
  ]);
  await give(['closing-policy', '22', 'allow'], given);
});

test('when a decision is for a later day, then it holds from that day and what holds till then stands (K12)', async () => {
  const decided = await give(['closing-policy', '21', 'require', '--from', '2099-01-01'], given);
  expect(decided.code).toBe(1); // another region knows nothing of it
  const { said } = await give(['closing-policy', '22', 'require', '--from', '2099-01-01'], given);
  expect(said).toEqual([
    'Region 22: a ward may close an episode with unacknowledged messages.',
    'From 2099-01-01: a ward closes an episode only when every message is acknowledged.',
  ]);
  expect((await closeUnacknowledged()).__typename).toBe('CloseEpisodeOk');
});

test('when care has not heard of the region, then nothing is decided', async () => {
  const { code, complained } = await give(['closing-policy', '99', 'require'], given);
  expect({ code, complained }).toEqual({
    code: 1,
    complained: ['Care has not heard of a region 99; import its file with import-organisation while Samplan runs.'],
  });
});

test.each([
  [[], 'Give the two digits of the region.'],
  [['2281', 'require'], 'Give the two digits of the region.'],
  [['22', 'forbid'], 'Decide require or allow, not forbid.'],
  [['22', 'allow', '--from', '2026-02-30'], 'Give --from as a day: 2027-01-01.'],
])('when the arguments are %j, then usage is told', async (args, sentence) => {
  const { code, complained } = await give(['closing-policy', ...args], given);
  expect(code).toBe(2);
  expect(complained[0]).toBe(`${sentence}\nUsage: samplan closing-policy <region code> [require | allow] [--from day]`);
});
