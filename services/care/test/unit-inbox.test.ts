import type { Json } from '@samplan/testing/ask';
import { inboxIds, unitInbox } from '@samplan/testing/inbox';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
let region: TestRegion;
let nurse: Person;
let physician: Person;
beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff(WARD, 'NURSE');
  physician = await region.staff(WARD, 'PHYSICIAN');
});
afterAll(() => region.close());

/** A unit with a notice of admission, and a message outside the episode that came after. */
async function twoMessages(unit: string) {
  const receiver = await region.staff(unit, 'NURSE');
  const { episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients: [receiver] });
  const { sent } = await does.sendMessage(nurse, {
    idempotencyKey: newKey(),
    type: 'MESSAGE_TO_CARE',
    patientId,
    recipientIds: [receiver.unitId],
    text: 'Tar med egen rullator hem.',
  });
  await region.settled();
  return { receiver, episode, noticeId, patientId, messageId: sent.id as string };
}

describe('unitInbox (F-145)', () => {
  test('when a unit got messages in an episode and outside one, then both are there for everyone at the unit, latest first', async () => {
    const { receiver, episode, noticeId, patientId, messageId } = await twoMessages('Hemsjukvård Alnö');
    const colleague = await region.staff('Hemsjukvård Alnö', 'PHYSIOTHERAPIST');
    for (const by of [receiver, colleague]) {
      const inbox = await unitInbox(by);
      expect(inbox.totalCount).toBe(2);
      expect(inbox.edges.map(({ node }: Json) => node)).toEqual([
        {
          message: {
            id: messageId,
            type: 'MESSAGE_TO_CARE',
            text: 'Tar med egen rullator hem.',
            patient: { id: patientId, familyName: expect.stringMatching(/^Patient/) },
            episode: null,
          },
          own: {
            unit: { id: receiver.unitId },
            state: 'UNREAD',
            receivedAt: expect.any(String),
            // The clock of the test stands on a day in winter.
            answerBeforeAt: '2026-11-21T23:00:00.000Z',
            escalation: 'UNIT',
          },
          professions: ['NEEDS_ASSESSMENT', 'NURSING', 'REHABILITATION'],
        },
        expect.objectContaining({
          message: expect.objectContaining({ id: noticeId, type: 'ADMISSION_NOTICE', episode: { id: episode.id } }),
        }),
      ]);
    }
  });

  test('when it is read page by page, up or down, then every message comes once', async () => {
    const { receiver, noticeId, messageId } = await twoMessages('Hemsjukvård Nacksta');
    for (const [direction, order] of [
      ['DESCENDING', [messageId, noticeId]],
      ['ASCENDING', [noticeId, messageId]],
    ] as const) {
      for (const by of ['RECEIVED_AT', 'SENT_AT']) {
        const sort = { by, direction };
        const page = await unitInbox(receiver, { first: 1, sort });
        expect(page).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
        const next = await unitInbox(receiver, { first: 1, sort, after: page.pageInfo.endCursor });
        expect(next.pageInfo.hasNextPage).toBe(false);
        expect([...page.edges, ...next.edges].map(({ node }) => node.message.id)).toEqual(order);
      }
    }
  });

  test('when only some are asked for, then the filter holds for page and total alike (B-12)', async () => {
    const { receiver, noticeId, messageId } = await twoMessages('Hemsjukvård Skönsmon');
    await does.acknowledgeMessage(receiver, { messageId: noticeId });
    expect(await inboxIds(receiver, { outstandingOnly: true })).toEqual([messageId]);
    expect(await inboxIds(receiver, { types: ['ADMISSION_NOTICE'] })).toEqual([noticeId]);
    expect(await inboxIds(receiver, { profession: 'COORDINATION' })).toEqual([noticeId]);
    expect(await inboxIds(receiver, { profession: 'COORDINATION', types: ['MESSAGE_TO_CARE'] })).toEqual([]);
    expect(await inboxIds(receiver, { escalation: 'UNIT' })).toEqual([messageId]);
    expect(await inboxIds(receiver, { escalation: 'SUPER_USER' })).toEqual([]);
    expect((await unitInbox(receiver, { filter: { outstandingOnly: true } })).totalCount).toBe(1);
  });

  test('when the unit hands a message on or gives it back, then it stays with its state, or is gone and found by no cursor', async () => {
    const { receiver, noticeId, messageId } = await twoMessages('Hemtjänst Alnö');
    await does.forwardMessage(receiver, { messageId, toUnitId: region.unitId('Hemtjänst Nacksta') });
    expect(await inboxIds(receiver)).toEqual([messageId, noticeId]);
    expect(await inboxIds(receiver, { outstandingOnly: true })).toEqual([noticeId]);
    const [{ cursor }] = (await unitInbox(receiver, { first: 1, filter: { outstandingOnly: true } })).edges;
    await does.returnMisdirectedMessage(receiver, { messageId: noticeId, reason: 'Fel enhet.' });
    expect(await inboxIds(receiver)).toEqual([messageId]);
    expect((await unitInbox(receiver, { after: cursor })).edges).toEqual([]);
  });

  test('when the ward’s data is blocked with what it has sent, or the identity protected, then the messages are not there', async () => {
    const { receiver, noticeId, messageId, patientId } = await twoMessages('Björkbacka');
    expect(await inboxIds(receiver)).toEqual([messageId, noticeId]);
    await does.registerBlock(nurse, {
      patientId,
      scope: 'CARE_GIVER',
      requestedBy: 'PATIENT',
      coversSentMessages: true,
    });
    await region.settled();
    expect(await unitInbox(receiver)).toMatchObject({ totalCount: 0, edges: [] });
    const second = await twoMessages('Solhaga');
    await does.protectIdentity(nurse, { patientId: second.patientId, level: 'CONFIDENTIALITY_MARKING' });
    await region.settled();
    expect(await unitInbox(second.receiver)).toMatchObject({ totalCount: 0, edges: [] });
  });

  test('when messages are read there, then the access log says whose', async () => {
    const { receiver, patientId } = await twoMessages('Skönsta');
    await unitInbox(receiver);
    const read = await region.databases.care.query(
      `SELECT DISTINCT patient_id FROM kit.access_log WHERE user_id = $1 AND kind = 'READ'`,
      [receiver.userId],
    );
    expect(read).toEqual([{ patient_id: patientId }]);
  });

  test.each([
    ['a planner', 'Hemtjänst Centrum', 'PLANNER'],
    ['an administrator', 'Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
    ['a physician', WARD, 'PHYSICIAN'],
    ['a school’s principal (F-006)', 'Hagaskolan', 'SCHOOL_PRINCIPAL'],
  ] as const)('when %s asks, then the inbox is closed (e.1)', async (_, unit, role) => {
    const by = await region.staff(unit, role);
    expect(await unitInbox(by)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  test('when first or after is bad, then the field is named', async () => {
    const receiver = await region.staff('Hemtjänst Skönsmon', 'NURSE');
    for (const [variables, field] of [
      [{ first: 101 }, 'first'],
      [{ after: 'x' }, 'after'],
    ] as const) {
      expect(await unitInbox(receiver, variables)).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', field } }],
      });
    }
  });

  test('when a unit got more than 1000 messages over the years, then no more are counted, and the pages go on', async () => {
    const { receiver, messageId } = await twoMessages('Solhaga');
    await region.databases.care.query(
      `INSERT INTO message (id, patient_id, type, sender_unit_id, sent_by_user_id, sent_at)
       SELECT 'msg_many' || i, patient_id, type, sender_unit_id, sent_by_user_id, sent_at - i * interval '1 hour'
       FROM message, generate_series(1, 1000) AS i WHERE id = $1`,
      [messageId],
    );
    await region.databases.care.query(
      `INSERT INTO message_recipient (message_id, unit_id, principal_id, received_at)
       SELECT m.id, r.unit_id, r.principal_id, m.sent_at FROM message m, message_recipient r
       WHERE m.id LIKE 'msg_many%' AND r.message_id = $1`,
      [messageId],
    );
    const inbox = await unitInbox(receiver, { first: 100 });
    expect(inbox.totalCount).toBe(1000);
    expect(inbox.edges).toHaveLength(100);
    expect(inbox.pageInfo.hasNextPage).toBe(true);
  });

  test('when there are more messages, then no subgraph sends more statements', async () => {
    const receiver = await region.staff('Gruppbostaden Tallen', 'NURSE');
    for (let i = 0; i < 8; i += 1) await admitted(region, { nurse, physician, recipients: [receiver] });
    for (const subgraph of ['care', 'organisation', 'identity'] as const) {
      const once = (first: number) =>
        region.statements(subgraph, async () => {
          expect((await unitInbox(receiver, { first })).edges).toHaveLength(first);
        });
      // The least of three: work in the background may fall between.
      const count = async (first: number) => Math.min(await once(first), await once(first), await once(first));
      await count(8); // compiles what is compiled at first use
      expect(await count(8), subgraph).toBe(await count(2));
    }
  });
});

// Last: the clock goes on for everyone.
describe('the ladder (B-01)', () => {
  test('when a message lies over the weekend, then its step changes, and changes again at the end of Monday', async () => {
    const { messageId, noticeId } = await twoMessages('Servicebostaden Granlo');
    const seenAfter = async (days: number) => {
      region.clock.move({ days });
      const receiver = await region.staff('Servicebostaden Granlo', 'NURSE');
      const { edges } = await unitInbox(receiver);
      return { receiver, steps: edges.map(({ node }: Json) => node.own.escalation) };
    };
    const sunday = await seenAfter(1);
    expect(sunday.steps).toEqual(['SUPER_USER', 'SUPER_USER']);
    await does.acknowledgeMessage(sunday.receiver, { messageId: noticeId });
    const tuesday = await seenAfter(2);
    expect(tuesday.steps).toEqual(['ADMINISTRATOR', null]);
    expect(await inboxIds(tuesday.receiver, { escalation: 'ADMINISTRATOR' })).toEqual([messageId]);
    expect(await inboxIds(tuesday.receiver, { escalation: 'SUPER_USER' })).toEqual([]);
  });
});
