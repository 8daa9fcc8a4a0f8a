import type { Json } from '@samplan/testing/ask';
import {
  addAttachmentChunk,
  attachmentChunk,
  beginAttachment,
  CHUNK_BYTES,
  finishAttachment,
  partsOf,
  upload,
} from '@samplan/testing/attachments';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const PDF = Buffer.from('%PDF-1.7\nLäkemedelslista\n%%EOF');
let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let made: { readonly episode: Json; readonly noticeId: string; readonly patientId: string };

async function signIn(): Promise<void> {
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
}

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  await signIn();
  made = await admitted(region, { nurse, physician, recipients: [assessor] });
});

const file = (change: Json = {}) => ({ patientId: made.patientId, fileName: 'lista.pdf', content: PDF, ...change });
const uploaded = async (by = nurse, change: Json = {}): Promise<string> =>
  (await upload(by, file(change))).attachment.id;
const begun = async (byteSize = PDF.length, by = nurse): Promise<string> =>
  (await beginAttachment(by, { patientId: made.patientId, fileName: 'lista.pdf', byteSize })).attachment.id;
const send = (ids: readonly string[], by = nurse, change: Json = {}) =>
  does.sendExtraMessage(by, {
    idempotencyKey: newKey(),
    episodeId: made.episode.id,
    text: 'Se bilagan.',
    attachmentIds: ids,
    ...change,
  });
const stored = async (id: string): Promise<number> =>
  (await region.databases.care.query('SELECT 1 FROM attachment_chunk WHERE attachment_id = $1', [id])).length;

async function attachmentsOf(by: Person, messageId: string): Promise<Json> {
  const answer = await by.ask(
    'query ($id: ID!) { careEpisode(id: $id) { messages { id attachments { id fileName type byteSize chunkCount } } } }',
    { id: made.episode.id },
  );
  return answer.at('careEpisode').messages.find(({ id }: Json) => id === messageId)?.attachments;
}

describe('a message that is corrected', () => {
  const corrected = async (messageId: string, removedAttachmentIds?: readonly string[]): Promise<Json> =>
    await does.correctMessage(nurse, {
      idempotencyKey: newKey(),
      messageId,
      text: 'Se rätt bilaga.',
      ...(removedAttachmentIds && { removedAttachmentIds }),
    });

  test('when nothing is removed, then the new version takes every file along, again and again, and the earlier one keeps them', async () => {
    const ids = [await uploaded(), await uploaded(nurse, { fileName: 'plan.pdf' })];
    const { extraMessage: first } = await send(ids);
    const { corrected: second } = await corrected(first.id);
    const { corrected: third } = await corrected(second.id);
    for (const id of [first.id, second.id, third.id]) {
      for (const by of [nurse, assessor]) {
        expect(await attachmentsOf(by, id)).toMatchObject([{ fileName: 'lista.pdf' }, { fileName: 'plan.pdf' }]);
      }
    }
  });

  test('when a file is removed, then the new version goes without it; what the message has not is refused', async () => {
    const [list, plan] = [await uploaded(), await uploaded(nurse, { fileName: 'plan.pdf' })];
    const { extraMessage: first } = await send([list, plan]);
    expect((await corrected(first.id, ['att_unknown'])).errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'input.removedAttachmentIds[0]',
    });
    const { corrected: second } = await corrected(first.id, [list]);
    expect(await attachmentsOf(assessor, second.id)).toMatchObject([{ id: plan }]);
    expect(await attachmentsOf(assessor, first.id)).toHaveLength(2);
  });

  test('when the new version is handed on to a unit that never got the first, then it reads the file, and nobody without a part does', async () => {
    const id = await uploaded();
    const { extraMessage: first } = await send([id]);
    const { corrected: second } = await corrected(first.id);
    const homeHealth = await region.staff('Hemsjukvård Centrum', 'NURSE');
    const outside = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const forwarded = await does.forwardMessage(assessor, { messageId: second.id, toUnitId: homeHealth.unitId });
    expect(forwarded.__typename).toBe('ForwardMessageOk');
    const read = async (by: Person) => (await attachmentChunk(by, id, 0))?.content ?? null;
    expect(await read(homeHealth)).toBe(PDF.toString('base64'));
    expect(await read(outside)).toBeNull();
  });
});

describe('a file of several parts (G-106)', () => {
  test('when it is uploaded and sent, then who got the message reads it byte by byte, and the access log says so', async () => {
    const content = Buffer.concat([PDF, Buffer.alloc(CHUNK_BYTES, 'å')]);
    const { attachment } = await upload(nurse, file({ content, fileName: 'C:\\lista' }));
    expect(attachment).toEqual({
      id: expect.stringMatching(/^att_/),
      fileName: 'lista.pdf',
      type: 'PDF',
      byteSize: content.length,
      chunkCount: 2,
    });
    const { extraMessage } = await send([attachment.id]);
    expect(await attachmentsOf(assessor, extraMessage.id)).toEqual([attachment]);
    const parts = [
      await attachmentChunk(assessor, attachment.id, 0),
      await attachmentChunk(assessor, attachment.id, 1),
    ];
    expect(Buffer.concat(parts.map((part) => Buffer.from(part.content, 'base64'))).equals(content)).toBe(true);
    expect(await attachmentChunk(assessor, attachment.id, 2)).toBeNull();
    expect(
      await region.databases.care.query(
        `SELECT DISTINCT patient_id FROM kit.access_log WHERE user_id = $1 AND subject_id = $2 AND kind = 'READ'`,
        [assessor.userId, attachment.id],
      ),
    ).toEqual([{ patient_id: made.patientId }]);
  });

  test('when parts come out of order and again, then the file is whole; when another content comes, then the first stays', async () => {
    const content = Buffer.concat([PDF, Buffer.alloc(CHUNK_BYTES, 1)]);
    const attachmentId = await begun(content.length);
    const [first = '', second = ''] = partsOf(content);
    const add = (index: number, part: string) => addAttachmentChunk(nurse, { attachmentId, index, content: part });
    const twice = await Promise.all([add(1, second), add(1, second)]);
    expect(twice.map(({ __typename }) => __typename)).toEqual(['AddAttachmentChunkOk', 'AddAttachmentChunkOk']);
    expect(await finishAttachment(nurse, { attachmentId })).toMatchObject({
      code: 'ATTACHMENT_INCOMPLETE',
      field: 'input.attachmentId',
    });
    await add(0, first);
    const other = Buffer.alloc(CHUNK_BYTES, 2).toString('base64');
    expect(await add(0, other)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await finishAttachment(nurse, { attachmentId })).attachment.type).toBe('PDF');
    expect((await finishAttachment(nurse, { attachmentId })).attachment.type).toBe('PDF');
  });
});

describe('sending', () => {
  test('when it goes by sendMessage or sendCareReport, then it is bound there too', async () => {
    const homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
    const { noticeId } = made;
    await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: homeNurse.unitId });
    await region.settled();
    const { careReport } = await does.sendCareReport(homeNurse, {
      idempotencyKey: newKey(),
      episodeId: made.episode.id,
      text: 'Rapport.',
      attachmentIds: [await uploaded(homeNurse)],
    });
    expect(await attachmentsOf(nurse, careReport.id)).toHaveLength(1);
    const { sent } = await does.sendMessage(nurse, {
      idempotencyKey: newKey(),
      type: 'MESSAGE_TO_CARE',
      patientId: made.patientId,
      episodeId: made.episode.id,
      recipientIds: [assessor.unitId],
      text: 'Till er.',
      attachmentIds: [await uploaded(), await uploaded(nurse, { fileName: 'text.txt', content: Buffer.from('Hej å') })],
    });
    expect((await attachmentsOf(assessor, sent.id)).map(({ type }: Json) => type)).toEqual(['PDF', 'PLAIN_TEXT']);
    // Nobody at home health got that one.
    const [{ id }] = await attachmentsOf(assessor, sent.id);
    expect(await attachmentChunk(homeNurse, id)).toBeNull();
  });

  test('when the same is sent twice with its key, then it is one message with its file', async () => {
    const ids = [await uploaded()];
    const idempotencyKey = newKey();
    const [a, b] = [await send(ids, nurse, { idempotencyKey }), await send(ids, nurse, { idempotencyKey })];
    expect(a.extraMessage.id).toBe(b.extraMessage.id);
    expect(await attachmentsOf(assessor, a.extraMessage.id)).toHaveLength(1);
  });

  test('when two messages take the same file at once, then one has it and the other is not sent', async () => {
    const ids = [await uploaded()];
    const outcomes = await Promise.all([send(ids), send(ids)]);
    const sent = outcomes.filter(({ __typename }) => __typename === 'SendExtraMessageOk');
    expect(sent).toHaveLength(1);
    const lost = outcomes.find(({ __typename }) => __typename !== 'SendExtraMessageOk');
    expect(['CHANGED_MEANWHILE', 'ATTACHMENT_NOT_SENDABLE']).toContain(lost?.code);
    const messages = await region.databases.care.query(
      "SELECT 1 FROM message WHERE episode_id = $1 AND type = 'EXTRA_MESSAGE'",
      [made.episode.id],
    );
    expect(messages).toHaveLength(1);
  });

  test.each([
    ['a colleague’s', async () => await uploaded(await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE'))],
    ['another unit’s', async () => await uploaded(assessor)],
    ['not finished', async () => await begun()],
    [
      'sent already',
      async () => {
        const id = await uploaded();
        await send([id]);
        return id;
      },
    ],
    ['about another patient', async () => await uploaded(nurse, { patientId: await newPatient(region, nurse) })],
    ['unknown', async () => 'att_unknown'],
  ])('when the second file is %s, then its place is named and nothing is sent', async (_, of) => {
    const ids = [await uploaded(), await of()];
    const before = await region.databases.care.query('SELECT 1 FROM message');
    expect(await send(ids)).toMatchObject({ code: 'ATTACHMENT_NOT_SENDABLE' });
    const answer = await nurse.ask(
      `mutation ($input: SendExtraMessageInput!) { sendExtraMessage(input: $input) { ... on AttachmentRefused { field } } }`,
      { input: { idempotencyKey: newKey(), episodeId: made.episode.id, text: 'x', attachmentIds: ids } },
    );
    expect(answer.at('sendExtraMessage').field).toBe('input.attachmentIds[1]');
    expect(await region.databases.care.query('SELECT 1 FROM message')).toHaveLength(before.length);
  });

  test('when one file is named twice, or there are more than ten, then the field is named', async () => {
    const id = await uploaded();
    for (const [ids, reason] of [
      [[id, id], 'REPEATED'],
      [Array.from({ length: 11 }, (_, i) => `att_${i}`), 'TOO_MANY'],
    ] as const) {
      expect(await send(ids)).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.attachmentIds', reason } }],
      });
    }
  });
});

describe('what is refused (f.6 126)', () => {
  test.each([
    ['too large', { byteSize: 5_242_881 }, 'input.byteSize', 'OUT_OF_RANGE'],
    ['empty', { byteSize: 0 }, 'input.byteSize', 'OUT_OF_RANGE'],
    ['named by nothing', { fileName: ' ' }, 'input.fileName', 'EMPTY'],
    ['named by an identity number', { fileName: '19121212-1212.pdf' }, 'input.fileName', 'IDENTITY_NUMBER'],
  ])('when a file is %s, then it does not begin', async (_, change, field, reason) => {
    const input = { patientId: made.patientId, fileName: 'lista.pdf', byteSize: 10, ...change };
    expect(await beginAttachment(nurse, input)).toMatchObject({ errors: [{ extensions: { field, reason } }] });
  });

  test('when the content is of a type that is not allowed, whatever its name says, then it is not finished and cannot be sent', async () => {
    const content = Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0x03]);
    const attachmentId = await begun(content.length);
    await addAttachmentChunk(nurse, { attachmentId, index: 0, content: content.toString('base64') });
    expect(await finishAttachment(nurse, { attachmentId })).toMatchObject({ code: 'ATTACHMENT_TYPE_NOT_ALLOWED' });
    expect(await send([attachmentId])).toMatchObject({ code: 'ATTACHMENT_NOT_SENDABLE' });
  });

  test.each([
    [
      'of another size than was said',
      { content: Buffer.from('%PDF-').toString('base64') },
      'input.content',
      'WRONG_SIZE',
    ],
    ['no base64', { content: 'hej å' }, 'input.content', 'NOT_BASE64'],
    ['larger than a part', { content: Buffer.alloc(CHUNK_BYTES + 3).toString('base64') }, 'input.content', 'TOO_LONG'],
    ['before the first', { index: -1 }, 'input.index', 'OUT_OF_RANGE'],
    ['after the last', { index: 1 }, 'input.index', 'OUT_OF_RANGE'],
  ])('when a part is %s, then the field is named', async (_, change, field, reason) => {
    const input = { attachmentId: await begun(), index: 0, content: PDF.toString('base64'), ...change };
    expect(await addAttachmentChunk(nurse, input)).toMatchObject({ errors: [{ extensions: { field, reason } }] });
  });

  test('when somebody else gives parts or finishes, or the patient is out of reach, then NotPermitted', async () => {
    const attachmentId = await begun();
    const part = { attachmentId, index: 0, content: PDF.toString('base64') };
    for (const by of [await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE'), assessor]) {
      expect(await addAttachmentChunk(by, part)).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await finishAttachment(by, { attachmentId })).toMatchObject({ code: 'NOT_PERMITTED' });
    }
    const stranger = await region.staff('Hemsjukvård Alnö', 'NURSE');
    const input = { patientId: made.patientId, fileName: 'lista.pdf', byteSize: 10 };
    expect(await beginAttachment(stranger, input)).toMatchObject({ code: 'NOT_PERMITTED' });
    for (const [unit, role] of [
      ['Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
      ['Hagaskolan', 'SCHOOL_PRINCIPAL'],
    ] as const) {
      expect(await beginAttachment(await region.staff(unit, role), input)).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
  });

  test('when a user has twenty that are not sent, then the next waits', async () => {
    for (let i = 0; i < 20; i += 1) await begun(10);
    const input = { patientId: made.patientId, fileName: 'lista.pdf', byteSize: 10 };
    expect(await beginAttachment(nurse, input)).toMatchObject({ code: 'TOO_MANY_ATTACHMENTS' });
  });
});

describe('reading', () => {
  test('when the message is not the reader’s, given back, or blocked, then nothing is read, and the log says why', async () => {
    const id = await uploaded();
    expect(await attachmentChunk(nurse, id)).toBeNull();
    const { extraMessage } = await send([id]);
    expect(await attachmentChunk(nurse, id)).not.toBeNull();
    const stranger = await region.staff('Hemsjukvård Alnö', 'NURSE');
    expect(await attachmentChunk(stranger, id)).toBeNull();
    await does.returnMisdirectedMessage(assessor, { messageId: extraMessage.id, reason: 'Fel enhet.' });
    expect(await attachmentChunk(assessor, id)).toBeNull();
    const second = await uploaded();
    await send([second]);
    await does.registerBlock(nurse, {
      patientId: made.patientId,
      scope: 'CARE_GIVER',
      requestedBy: 'PATIENT',
      coversSentMessages: true,
    });
    await region.settled();
    expect(await attachmentChunk(assessor, second)).toBeNull();
    const denied = await region.databases.care.query(
      `SELECT subject_id, reason FROM kit.access_log WHERE user_id = $1 AND kind = 'DENIED' ORDER BY entry`,
      [assessor.userId],
    );
    expect(denied).toEqual([
      { subject_id: id, reason: 'NOT_IN_REACH' },
      { subject_id: second, reason: 'BLOCKED' },
    ]);
  });

  test('when a message is void, then its file stays readable with it (G-101), and no row of what was sent can be changed', async () => {
    const id = await uploaded();
    const { extraMessage } = await send([id]);
    await does.voidMessage(nurse, { messageId: extraMessage.id, reason: 'Fel.' });
    expect(await attachmentChunk(assessor, id)).not.toBeNull();
    for (const sql of ['DELETE FROM attachment WHERE id = $1', "UPDATE attachment SET file_name = 'x' WHERE id = $1"]) {
      await expect(region.databases.care.query(sql, [id])).rejects.toThrow('stays');
    }
  });
});

// Last: the clock goes on for everyone.
test('when a day has gone by, then what was not sent is deleted with its content, and what was sent stays', async () => {
  const [unsent, sent] = [await uploaded(), await uploaded()];
  await send([sent]);
  region.clock.move({ hours: 23 });
  await signIn();
  await begun();
  expect(await stored(unsent)).toBe(1);
  region.clock.move({ hours: 2 });
  await signIn();
  await begun();
  expect([await stored(unsent), await stored(sent)]).toEqual([0, 1]);
});
