import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overview, overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged, hours, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let colleague: Person;
let homeNurse: Person;
let planner: Person;
let episode: Json;
let noticeId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  colleague = await region.staff('Biståndsenheten Sundsvall', 'CASE_OFFICER');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  planner = await region.staff('Hemtjänst Centrum', 'PLANNER');
});
afterAll(() => region.close());
beforeEach(async () => {
  ({ episode, noticeId } = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

async function recipients(messageId: string): Promise<readonly Json[]> {
  return await region.databases.care.query('SELECT * FROM message_recipient WHERE message_id = $1 ORDER BY unit_id', [
    messageId,
  ]);
}

async function outstanding(): Promise<number> {
  const [row] = await region.databases.care.query<{ outstanding: number }>(
    'SELECT outstanding FROM care_episode WHERE id = $1',
    [episode.id],
  );
  return row?.outstanding ?? -1;
}

describe('readMessage and acknowledgeMessage', () => {
  test('when one at the unit acknowledges, then all at the unit see who did and when (F-145, f.3 54)', async () => {
    await does.readMessage(colleague, { messageId: noticeId });
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    const seen = await colleague.ask(
      `query ($id: ID!) { careEpisode(id: $id) { messages { viewerCanAcknowledge recipients {
        unit { id } state readBy { id } acknowledgedBy { id givenName familyName } acknowledgedAt } } } }`,
      { id: episode.id },
    );
    const [message] = seen.at('careEpisode').messages;
    expect(message.viewerCanAcknowledge).toBe(false);
    expect(message.recipients).toContainEqual({
      unit: { id: assessor.unitId },
      state: 'ACKNOWLEDGED',
      readBy: { id: colleague.userId },
      acknowledgedBy: { id: assessor.userId, givenName: 'Prov', familyName: expect.any(String) },
      acknowledgedAt: expect.any(String),
    });
  });

  test('when two acknowledge at once, and a third later, then the first stands and nothing is counted twice', async () => {
    const [a, b] = await Promise.all([
      does.acknowledgeMessage(assessor, { messageId: noticeId }),
      does.acknowledgeMessage(colleague, { messageId: noticeId }),
    ]);
    expect([a.__typename, b.__typename]).toEqual(['AcknowledgeMessageOk', 'AcknowledgeMessageOk']);
    const before = await recipients(noticeId);
    await does.acknowledgeMessage(colleague, { messageId: noticeId });
    expect(await recipients(noticeId)).toEqual(before);
    expect(await outstanding()).toBe(1);
  });

  test('when the sender or a unit without the message tries, then NotPermitted', async () => {
    expect(await does.acknowledgeMessage(nurse, { messageId: noticeId })).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.acknowledgeMessage(planner, { messageId: noticeId })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await does.acknowledgeMessage(assessor, { messageId: 'msg_unknown' })).toMatchObject({
      code: 'NOT_PERMITTED',
    });
  });
});

describe('forwardMessage', () => {
  const team = () => region.unitId('Hemtjänst Nacksta');

  test('when the needs assessor hands the notice on, then the team has it instead, with its time of sending (F-224, f.3 51)', async () => {
    const [before] = await region.databases.care.query('SELECT sent_at FROM message WHERE id = $1', [noticeId]);
    const { forwarded } = await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: team() });
    expect(forwarded.recipients).toHaveLength(3);
    const states = Object.fromEntries((await recipients(noticeId)).map((row) => [row.unit_id, row.state]));
    expect(states).toEqual({ [assessor.unitId]: 'FORWARDED', [homeNurse.unitId]: 'UNREAD', [team()]: 'UNREAD' });
    expect(await outstanding()).toBe(2);
    const [after] = await region.databases.care.query('SELECT sent_at FROM message WHERE id = $1', [noticeId]);
    expect(after).toEqual(before);
    const parties = await region.databases.care.query('SELECT unit_id FROM episode_party WHERE episode_id = $1', [
      episode.id,
    ]);
    expect(parties.map((party) => party['unit_id'])).toContain(team());
    expect(await does.acknowledgeMessage(assessor, { messageId: noticeId })).toMatchObject({
      code: 'MESSAGE_HANDED_ON',
    });
  });

  test('when it is handed to one who has it already, then one acknowledgement less is owed', async () => {
    await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: homeNurse.unitId });
    expect(await outstanding()).toBe(1);
    expect(await recipients(noticeId)).toHaveLength(2);
  });

  test('when it is handed back, then the first owes an acknowledgement again and nothing is lost', async () => {
    const back = await region.staff('Hemsjukvård Nacksta', 'NURSE');
    await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: back.unitId });
    const returned = await does.forwardMessage(back, { messageId: noticeId, toUnitId: assessor.unitId });
    expect(returned.__typename).toBe('ForwardMessageOk');
    expect(await outstanding()).toBe(2);
    expect((await does.acknowledgeMessage(assessor, { messageId: noticeId })).__typename).toBe('AcknowledgeMessageOk');
    expect(await outstanding()).toBe(1);
  });

  test.each([
    ['of another principal', () => region.unitId('Hälsocentralen Granlo')],
    ['of education', () => region.unitId('Hagaskolan')],
    ['on an organisational level', () => region.unitId('Hemtjänsten')],
    ['unknown', () => 'unt_unknown'],
    ['the own one', () => assessor.unitId],
  ])('when the unit is %s, then RecipientRefused names the field and nothing changes', async (_, unit) => {
    const before = await recipients(noticeId);
    expect(await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: unit() })).toMatchObject({
      code: 'MESSAGE_RECIPIENT_REFUSED',
      field: 'input.toUnitId',
    });
    expect(await recipients(noticeId)).toEqual(before);
  });

  test('when it is acknowledged or handed on already, also at once, then it is not handed on again', async () => {
    const outcomes = await Promise.all([
      does.forwardMessage(assessor, { messageId: noticeId, toUnitId: team() }),
      does.forwardMessage(colleague, { messageId: noticeId, toUnitId: region.unitId('Hemtjänst Alnö') }),
    ]);
    const codes = outcomes.map(does.codeOf).sort();
    expect(codes[1]).toBe('OK');
    expect(['CHANGED_MEANWHILE', 'MESSAGE_NOT_FORWARDABLE']).toContain(codes[0]);
    expect(await outstanding()).toBe(2);
    await does.acknowledgeMessage(homeNurse, { messageId: noticeId });
    expect(await does.forwardMessage(homeNurse, { messageId: noticeId, toUnitId: team() })).toMatchObject({
      code: 'MESSAGE_NOT_FORWARDABLE',
    });
  });
});

describe('sendExtraMessage and sendCareReport', () => {
  test('when a party sends, then all other parties get it, the ward too (F-234, F-029)', async () => {
    const extra = await does.sendExtraMessage(homeNurse, {
      idempotencyKey: newKey(),
      episodeId: episode.id,
      text: 'Nyckel finns.',
    });
    expect(extra.extraMessage.recipients.map((recipient: Json) => recipient.unit.id).sort()).toEqual(
      [nurse.unitId, assessor.unitId].sort(),
    );
    const report = await does.sendCareReport(homeNurse, {
      idempotencyKey: newKey(),
      episodeId: episode.id,
      text: 'Status.',
    });
    expect(report.careReport.type).toBe('CARE_REPORT');
    const row = (await overviewRows(nurse)).find((candidate) => candidate.episode.id === episode.id);
    expect(row).toMatchObject({ extra: { mark: 'RED' }, careReport: { mark: 'RED' } });
    expect((await does.acknowledgeMessage(nurse, { messageId: extra.extraMessage.id })).__typename).toBe(
      'AcknowledgeMessageOk',
    );
  });

  test('when care officers without licence, or the ward, write a care report, then they may not (F-029)', async () => {
    const input = { idempotencyKey: newKey(), episodeId: episode.id, text: 'Status.' };
    for (const person of [assessor, nurse]) {
      expect(await does.sendCareReport(person, input)).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
  });

  test.each([
    ['empty', ' \n'],
    ['over 2 000 characters', '😀'.repeat(2001)],
    ['not text', 'a\ud800'],
  ])('when the text is %s, then the field is named and nothing is stored', async (_, text) => {
    const { errors } = await does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId: episode.id, text });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.text' });
    expect(await outstanding()).toBe(2);
  });

  test('when the text is exactly 2 000 characters, then it is sent as it is', async () => {
    const text = '😀'.repeat(2000);
    await does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId: episode.id, text });
    const [row] = await region.databases.care.query(
      "SELECT text FROM message WHERE episode_id = $1 AND type = 'EXTRA_MESSAGE'",
      [episode.id],
    );
    expect(row?.['text']).toBe(text);
  });

  test('when the same message comes twice at once, then it is sent once', async () => {
    const input = { idempotencyKey: newKey(), episodeId: episode.id, text: 'En gång.' };
    const [a, b] = await Promise.all([does.sendExtraMessage(nurse, input), does.sendExtraMessage(nurse, input)]);
    expect(a.extraMessage.id).toBe(b.extraMessage.id);
    expect(await outstanding()).toBe(4);
  });
});

test('when a somatic ward sends a notice under LPT, then the field is named, and the patient waits as before (G-010)', async () => {
  const judged = { judgedById: physician.userId, judgedAt: hours(region, 0), isLptNotice: true };
  expect(await does.reportDischargeReady(nurse, { episodeId: episode.id, version: 1, ...judged })).toMatchObject({
    code: 'DISCHARGE_LPT_NOTICE_OUTSIDE_PSYCHIATRY',
  });
  const seen = await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { state version } }', { id: episode.id });
  expect(seen.at('careEpisode')).toEqual({ state: 'ADMITTED', version: 1 });
});

describe('closing', () => {
  const dischargedEpisode = async (): Promise<Json> =>
    (await discharged(region, { nurse, physician }, episode)).left.episode;

  test('when the region’s policy demands acknowledgements, then closing is refused with the list until they are there (F-260, K12, f.3 62)', async () => {
    const [row] = await region.databases.care.query('SELECT region_id FROM care_episode WHERE id = $1', [episode.id]);
    await region.databases.care.query("INSERT INTO closing_policy VALUES ($1, true, '2018-01-01')", [
      row?.['region_id'],
    ]);
    const { version } = await dischargedEpisode();
    const refused = await does.closeEpisode(nurse, { episodeId: episode.id, version });
    expect(refused).toMatchObject({ code: 'EPISODE_ACKNOWLEDGEMENTS_MISSING', unacknowledged: { length: 3 } });
    for (const { id } of refused.unacknowledged) {
      for (const party of [assessor, homeNurse]) await does.acknowledgeMessage(party, { messageId: id });
    }
    expect(await does.closeEpisode(nurse, { episodeId: episode.id, version })).toMatchObject({
      episode: { state: 'CLOSED' },
    });
    await region.databases.care.query('DELETE FROM closing_policy');
  });

  test('when the last two acknowledge at the moment the ward closes, then the case leaves the overview (F-251)', async () => {
    const { version } = await dischargedEpisode();
    const messages = await region.databases.care.query<{ id: string }>('SELECT id FROM message WHERE episode_id = $1', [
      episode.id,
    ]);
    const acknowledgements = messages.flatMap(({ id }) =>
      [assessor, homeNurse].map((party) => does.acknowledgeMessage(party, { messageId: id })),
    );
    const [closed] = await Promise.all([
      does.closeEpisode(nurse, { episodeId: episode.id, version }),
      ...acknowledgements,
    ]);
    expect(closed.episode.state).toBe('CLOSED');
    expect(await outstanding()).toBe(0);
    for (const party of [nurse, assessor, homeNurse]) {
      const rows = await overviewRows(party);
      expect(rows.map((row) => row.episode.id)).not.toContain(episode.id);
    }
  });

  test('when a message comes again after the episode was closed, then the answer is the first one', async () => {
    const text = { idempotencyKey: newKey(), episodeId: episode.id, text: 'I tid.' };
    const first = await does.sendExtraMessage(nurse, text);
    const { version } = await dischargedEpisode();
    await does.closeEpisode(nurse, { episodeId: episode.id, version });
    expect((await does.sendExtraMessage(nurse, text)).extraMessage.id).toBe(first.extraMessage.id);
  });

  test('when the episode is closed, then nobody writes in it any more', async () => {
    const { version } = await dischargedEpisode();
    await does.closeEpisode(nurse, { episodeId: episode.id, version });
    const text = { idempotencyKey: newKey(), episodeId: episode.id, text: 'För sent.' };
    const closed = { code: 'EPISODE_STATE_REFUSES' };
    expect(await does.sendExtraMessage(assessor, text)).toMatchObject(closed);
    expect(await does.sendCareReport(homeNurse, text)).toMatchObject(closed);
    const answers = [{ key: 'housing', answer: 'x' }];
    expect(await does.answerPlanningBasis(assessor, { episodeId: episode.id, version: 0, answers })).toMatchObject(
      closed,
    );
  });

  test('when the episode is closed, then the parties’ relation to the patient ends after 30 days, and before that the case is as it was (G-070)', async () => {
    const { version } = await dischargedEpisode();
    await does.closeEpisode(nurse, { episodeId: episode.id, version });
    const ends = await region.databases.care.query<{ until: Date }>(
      "SELECT DISTINCT until FROM care_relation WHERE basis = 'EPISODE' AND basis_id = $1",
      [episode.id],
    );
    expect(ends.map((row) => row.until.toISOString())).toEqual(['2026-12-21T23:00:00.000Z']);
    const seen = await assessor.ask('query ($id: ID!) { careEpisode(id: $id) { patient { id } } }', { id: episode.id });
    expect(seen.at('careEpisode').patient).not.toBeNull();
  });
});

describe('interruption (G-043)', () => {
  test('when the patient gets worse, then the parties are told and the judgement is gone', async () => {
    const ready = await does.reportDischargeReady(nurse, {
      episodeId: episode.id,
      version: 1,
      judgedById: physician.userId,
      judgedAt: hours(region, 0),
    });
    const back = { episodeId: episode.id, version: ready.episode.version, reason: 'Feber.' };
    expect(await does.interruptDischargeReady(assessor, back)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const interrupted = await does.interruptDischargeReady(nurse, back);
    expect(interrupted.episode.state).toBe('DISCHARGE_READY_INTERRUPTED');
    const seen = await homeNurse.ask('query ($id: ID!) { careEpisode(id: $id) { dischargeReady { judgedAt } } }', {
      id: episode.id,
    });
    expect(seen.at('careEpisode').dischargeReady).toBeNull();
    const again = await does.interruptDischargeReady(nurse, { ...back, version: interrupted.episode.version });
    expect(again).toMatchObject({ code: 'EPISODE_STATE_REFUSES' });
  });
});

describe('overview', () => {
  test('when the direction of a sorting is left out, then it is ascending, however often it is asked', async () => {
    for (let i = 0; i < 3; i += 1) {
      expect(await overview(nurse, { sort: { by: 'ADMITTED_AT' } })).toHaveProperty('totalCount');
    }
  });

  /** Ids of every case, page by page. */
  async function paged(sort: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const page: Json = await overview(nurse, { first: 3, after, sort });
      ids.push(...page.edges.map(({ node }: Json) => node.episode.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    return ids;
  }

  test.each(
    ['LATEST_CHANGE', 'ADMITTED_AT', 'ESTIMATED_DISCHARGE_AT', 'PATIENT_NAME'].flatMap((by) => [
      [by, 'ASCENDING'],
      [by, 'DESCENDING'],
    ]),
  )('when it is paged by %s %s, then every case comes once and the total is right', async (by, direction) => {
    await admitted(region, { nurse, physician, recipients: [assessor] });
    const whole = await overview(nurse, { first: 100 });
    const ids: string[] = whole.edges.map(({ node }: Json) => node.episode.id);
    expect(whole.totalCount).toBe(ids.length);
    expect([...(await paged({ by, direction }))].sort()).toEqual([...ids].sort());
  });

  test('when it is filtered, then only the cases that fit come', async () => {
    const total = async (filter: Readonly<Record<string, unknown>>) =>
      (await overview(assessor, { first: 100, filter })).totalCount;
    const all = await total({});
    const open = await total({ unacknowledgedOnly: true });
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    expect(await total({ unacknowledgedOnly: true })).toBe(open - 1);
    expect(
      await total({ states: ['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED', 'DISCHARGED', 'CLOSED'] }),
    ).toBe(all);
    expect(await total({ wardId: nurse.unitId })).toBe(all);
    expect(await total({ wardId: homeNurse.unitId })).toBe(0);
    expect(await total({ municipalityCode: '2281' })).toBe(all);
    expect(await total({ municipalityCode: '2284' })).toBe(0);
  });

  test.each([
    ['first is 0', { first: 0 }, 'first'],
    ['first is 101', { first: 101 }, 'first'],
    ['the cursor is none of ours', { after: 'abc' }, 'after'],
  ])('when %s, then the field is named', async (_, variables, field) => {
    const { errors } = await overview(nurse, variables);
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});
