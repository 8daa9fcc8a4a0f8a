import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let surgicalNurse: Person;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  surgicalNurse = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
});
afterAll(() => region.close());

const SEARCH = `query ($first: Int, $after: String, $filter: ClosedEpisodeFilter) {
  closedEpisodes(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id state closedAt patient { id } } } } }`;

async function search(by: Person, variables: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  return (await by.ask(SEARCH, variables)).at('closedEpisodes');
}

const idsOf = ({ edges }: Json): readonly string[] => edges.map(({ node }: Json) => node.id);

/** An episode that its ward has closed, with the ids of the messages that the assessor got. */
async function closed(recipients: readonly Person[] = [assessor]) {
  const { episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients });
  const { left, readyNoticeId } = await discharged(region, { nurse, physician }, episode);
  const answer = await does.closeEpisode(nurse, { episodeId: episode.id, version: left.episode.version });
  const messageIds: readonly string[] = [noticeId, readyNoticeId, left.dischargeMessage.id];
  return { id: episode.id as string, patientId, answer, messageIds };
}

describe('closedEpisodes (f.3 63)', () => {
  test('when everyone has acknowledged, then the episode has left the overview and stands in the history of every party', async () => {
    const { id, patientId, messageIds } = await closed();
    for (const messageId of messageIds) await does.acknowledgeMessage(assessor, { messageId });
    for (const by of [nurse, assessor]) {
      expect((await overviewRows(by)).map((row) => row.episode.id)).not.toContain(id);
      expect(await search(by, { filter: { patientId } })).toMatchObject({
        totalCount: 1,
        edges: [{ node: { id, state: 'CLOSED', patient: { id: patientId } } }],
      });
    }
  });

  test('when it goes on, then it is no history; when it ended in another way, then it is, and is found by that', async () => {
    const { episode, patientId } = await admitted(region, { nurse, physician, recipients: [homeNurse] });
    expect(await search(homeNurse, { filter: { patientId } })).toMatchObject({ totalCount: 0, edges: [] });
    await does.voidEpisode(nurse, { episodeId: episode.id, version: episode.version, reason: 'Fel patient.' });
    expect(idsOf(await search(homeNurse, { filter: { patientId, states: ['VOIDED'] } }))).toEqual([episode.id]);
    expect(idsOf(await search(homeNurse, { filter: { patientId, states: ['CLOSED', 'ADMITTED'] } }))).toEqual([]);
  });

  test('when a unit took no part, then it finds nothing, also by patient', async () => {
    const { patientId } = await closed();
    for (const by of [homeNurse, surgicalNurse]) {
      expect(await search(by, { filter: { patientId } })).toMatchObject({ totalCount: 0, edges: [] });
    }
  });

  test('when days are given, then both count, in Swedish time', async () => {
    const { id, patientId } = await closed();
    const at = async (closedAt: string, filter: Readonly<Record<string, string>>) => {
      await region.databases.care.query('UPDATE care_episode SET closed_at = $2 WHERE id = $1', [id, closedAt]);
      return idsOf(await search(nurse, { filter: { patientId, ...filter } }));
    };
    const day = { closedFromOn: '2026-03-10', closedToOn: '2026-03-10' };
    expect(await at('2026-03-09T22:59:59Z', day)).toEqual([]);
    expect(await at('2026-03-09T23:00:00Z', day)).toEqual([id]);
    expect(await at('2026-03-10T22:59:59Z', day)).toEqual([id]);
    expect(await at('2026-03-10T23:00:00Z', day)).toEqual([]);
    const answer = await nurse.ask(SEARCH, { filter: { closedFromOn: '2026-03-11', closedToOn: '2026-03-10' } });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.closedToOn' });
  });

  test('when it is read page by page, then every episode comes once, latest end first', async () => {
    const ward = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    const surgeon = await region.staff('Avd 2 Kirurgi, Sundsvall', 'PHYSICIAN');
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { episode } = await admitted(region, { nurse: ward, physician: surgeon, recipients: [homeNurse] });
      await does.voidEpisode(ward, { episodeId: episode.id, version: episode.version, reason: 'Fel.' });
      ids.push(episode.id);
    }
    // Two ended in the same instant: the id makes the order total.
    await region.databases.care.query("UPDATE care_episode SET closed_at = '2026-01-01' WHERE id = ANY($1)", [
      ids.slice(1),
    ]);
    const read: string[] = [];
    let after: string | null = null;
    do {
      const page: Json = await search(ward, { first: 1, after });
      expect(page.totalCount).toBe(3);
      read.push(...idsOf(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(read).toEqual([ids[0], ...ids.slice(1).sort().reverse()]);
  });

  test('when somebody searches, then the log holds which episodes were read', async () => {
    const { id, patientId } = await closed();
    const reader = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    await search(reader, { filter: { patientId } });
    const log = await region.databases.care.query(
      "SELECT DISTINCT subject_id AS id FROM kit.access_log WHERE user_id = $1 AND action = 'episode.read'",
      [reader.userId],
    );
    expect(log).toEqual([{ id }]);
  });
});

test('when a ward closes with messages unacknowledged, then they are listed and go on up the ladder (f.3 62, B-01, K12)', async () => {
  const { id, answer, messageIds } = await closed();
  expect(answer.unacknowledged.map((message: Json) => message.id).sort()).toEqual([...messageIds].sort());
  const inbox = await assessor.ask(
    'query { unitInbox(first: 100, filter: { outstandingOnly: true, escalation: UNIT }) { edges { node { message { id episode { id } } } } } }',
  );
  const waiting = inbox
    .at('unitInbox')
    .edges.filter(({ node }: Json) => node.message.episode?.id === id)
    .map(({ node }: Json) => node.message.id);
  expect(waiting.sort()).toEqual([...messageIds].sort());
  await region.databases.care.query(
    "UPDATE message_recipient SET received_at = received_at - interval '14 days' WHERE message_id = ANY($1)",
    [messageIds],
  );
  const administrator = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR');
  const stuck = await administrator.ask('query { stuckMessages(first: 100) { edges { node { messageId: id } } } }');
  const listed = stuck.at('stuckMessages').edges.map(({ node }: Json) => node.messageId);
  expect(listed).toEqual(expect.arrayContaining([...messageIds]));
});
