import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, hours, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let episodeId: string;
let noticeId: string;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  const made = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] });
  ({ noticeId, patientId } = made);
  episodeId = made.episode.id;
});

const SEEN = `query ($id: ID!, $after: DateTime) { careEpisode(id: $id) { lookedAt unseenChanges
  changes(after: $after) { kind by { id } } } }`;
const seen = async (by: Person, after: string | null = null): Promise<Json> =>
  (await by.ask(SEEN, { id: episodeId, after })).at('careEpisode');
const mark = (by: Person, change: Json = {}) => does.markEpisodeLooked(by, { episodeId, ...change });
const extra = () => does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId, text: 'Nytt.' });

describe('markEpisodeLooked (B-12)', () => {
  test('when somebody looks, then only what others change afterwards is new, and changes tells what it is', async () => {
    // The state, the estimate and the notice.
    expect(await seen(assessor)).toMatchObject({ lookedAt: null, unseenChanges: 3 });
    const { episode } = await mark(assessor);
    expect(episode).toMatchObject({ id: episodeId, lookedAt: expect.any(String), unseenChanges: 0 });
    await extra();
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    const after = await seen(assessor, episode.lookedAt);
    expect(after.unseenChanges).toBe(1);
    expect(after.changes.filter(({ by }: Json) => by.id !== assessor.userId)).toEqual([
      { kind: 'MESSAGE', by: { id: nurse.userId } },
    ]);
  });

  test('when somebody looks, then it counts for that person at that unit, and for nobody else', async () => {
    const colleague = await region.staff('Biståndsenheten Sundsvall', 'CASE_OFFICER');
    await mark(assessor);
    expect((await seen(assessor)).unseenChanges).toBe(0);
    for (const by of [colleague, homeNurse]) expect(await seen(by)).toMatchObject({ lookedAt: null, unseenChanges: 3 });
    const rows = await region.databases.care.query(
      'SELECT user_id, unit_id FROM episode_looked WHERE episode_id = $1',
      [episodeId],
    );
    expect(rows).toEqual([{ user_id: assessor.userId, unit_id: assessor.unitId }]);
  });

  test('when a message is not for the viewer’s unit, then it is not counted', async () => {
    await mark(homeNurse);
    await does.sendMessage(nurse, {
      idempotencyKey: newKey(),
      type: 'MESSAGE_TO_CARE',
      patientId,
      episodeId,
      recipientIds: [assessor.unitId],
      text: 'Bara till er.',
    });
    expect((await seen(homeNurse)).unseenChanges).toBe(0);
    await extra();
    expect((await seen(homeNurse)).unseenChanges).toBe(1);
  });

  test('when the client says when it read, then what came meanwhile stays new; a look never goes back', async () => {
    const before = region.clock.now();
    await extra();
    await mark(assessor, { lookedAt: before });
    expect((await seen(assessor)).unseenChanges).toBe(1);
    const { episode } = await mark(assessor);
    await mark(assessor, { lookedAt: before });
    expect(await seen(assessor)).toMatchObject({ lookedAt: episode.lookedAt, unseenChanges: 0 });
    const at = await Promise.all([mark(assessor), mark(assessor), mark(assessor, { lookedAt: before })]);
    expect(at.map(({ __typename }) => __typename)).toEqual(Array(3).fill('MarkEpisodeLookedOk'));
  });

  test('when it lies in the future, then the field is named', async () => {
    expect(await mark(assessor, { lookedAt: hours(region, 1) })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.lookedAt', reason: 'TOO_LATE' } }],
    });
  });

  test('when the episode is out of reach, then NotPermitted; without the right it is closed', async () => {
    const stranger = await region.staff('Hemsjukvård Alnö', 'NURSE');
    expect(await mark(stranger)).toMatchObject({ code: 'NOT_PERMITTED' });
    for (const [unit, role] of [
      ['Hagaskolan', 'SCHOOL_PRINCIPAL'],
      ['Hemtjänst Centrum', 'PLANNER'],
      ['Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
    ] as const) {
      expect(await mark(await region.staff(unit, role))).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
  });

  test('when the overview asks for many, then no more statements are sent', async () => {
    for (let i = 0; i < 6; i += 1) await admitted(region, { nurse, physician, recipients: [assessor] });
    const once = (first: number) =>
      region.statements('care', async () => {
        const answer = await assessor.ask(
          'query ($first: Int) { overview(first: $first) { edges { node { episode { lookedAt unseenChanges } } } } }',
          { first },
        );
        expect(answer.at('overview').edges).toHaveLength(first);
      });
    const count = async (first: number) => Math.min(await once(first), await once(first), await once(first));
    await count(7);
    expect(await count(7)).toBe(await count(2));
  });
});
