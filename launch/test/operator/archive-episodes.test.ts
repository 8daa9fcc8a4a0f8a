import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
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
let by: string;

beforeAll(async () => {
  ({ region, given, nurse, physician, assessor } = await openWard());
  const { credentials } = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  by = `${credentials.organisation}/${credentials.username}`;
});
afterAll(() => region.close());

/** An episode that is closed; where wanted, after everyone has acknowledged everything. */
async function closed({ isAcknowledged }: { readonly isAcknowledged: boolean }): Promise<string> {
  const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const { left } = await discharged(region, { nurse, physician }, episode);
  const outcome = await does.closeEpisode(nurse, { episodeId: episode.id, version: left.episode.version });
  expect(outcome.__typename).toBe('CloseEpisodeOk');
  if (!isAcknowledged) return episode.id;
  const rows = await region.databases.care.query<{ id: string }>('SELECT id FROM message WHERE episode_id = $1', [
    episode.id,
  ]);
  for (const { id } of rows) await does.acknowledgeMessage(assessor, { messageId: id });
  return episode.id;
}

async function endedOf(person: Person): Promise<Readonly<Record<string, string>>> {
  const { edges }: Json = (await person.ask('{ closedEpisodes(first: 100) { edges { node { id state } } } }')).at(
    'closedEpisodes',
  );
  return Object.fromEntries(edges.map(({ node }: Json) => [node.id, node.state]));
}

test('when episodes are archived, then those that nobody waits for are, each with a change and a log entry, and are found as before (F-207)', async () => {
  const [done, waiting] = [await closed({ isAcknowledged: true }), await closed({ isAcknowledged: false })];
  region.clock.move({ days: 1 });
  const day = region.clock.now().toISOString().slice(0, 10);
  const args = ['archive-episodes', '--by', by, '--closed-before', day];
  expect(await give(args, given)).toEqual({
    code: 0,
    said: ['region-vasternorrland: 1 episode archived'],
    complained: [],
  });
  const reader = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  expect(await endedOf(reader)).toEqual({ [done]: 'ARCHIVED', [waiting]: 'CLOSED' });
  const changes = await region.databases.care.query(
    "SELECT before, after FROM episode_change WHERE episode_id = $1 AND kind = 'STATE' ORDER BY at DESC LIMIT 1",
    [done],
  );
  expect(changes).toEqual([{ before: 'CLOSED', after: 'ARCHIVED' }]);
  const log = await region.databases.care.query(
    "SELECT subject_id FROM kit.access_log WHERE action = 'episode.archive'",
  );
  expect(log).toEqual([{ subject_id: done }]);
  expect((await give(args, given)).said).toEqual(['region-vasternorrland: 0 episodes archived']);
});

test.each([
  [['--closed-before', '2020-01-01'], 'Give --by with the organisation and the username.'],
  [['--by', 'a/b'], 'Give --closed-before as a day: 2027-01-01.'],
  [['--by', 'a/b', '--closed-before', '2999-01-01'], 'Only what is closed is archived: the day lies ahead.'],
])('when the arguments are %j, then usage is told', async (args, sentence) => {
  const { code, complained } = await give(['archive-episodes', ...args], given);
  expect([code, complained[0]]).toEqual([2, expect.stringContaining(sentence)]);
});

test('when the account is no system manager of a region, then that is told, and nothing is archived', async () => {
  const { organisation, username } = nurse.credentials;
  const args = ['archive-episodes', '--by', `${organisation}/${username}`, '--closed-before', '2020-01-01'];
  expect((await give(args, given)).complained).toEqual([
    `${organisation}/${username} is no system manager of a region; only those archive.`,
  ]);
});
