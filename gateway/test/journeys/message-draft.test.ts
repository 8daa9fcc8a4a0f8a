import type { Json } from '@samplan/testing/ask';
import { upload } from '@samplan/testing/attachments';
import { deleteDraft, draftKeys, myDraft, saveDraft } from '@samplan/testing/drafts';
import { inboxIds } from '@samplan/testing/inbox';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, signOut, startWork } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('a message that somebody was writing when the session ended, %s', (_, shape) => {
  let region: TestRegion;
  beforeAll(async () => {
    region = await testRegion({ shape });
  });
  afterAll(() => region.close());

  test('when the writer signs in again, then it is there with its file, is sent once, and the draft is gone (F-067, B-05)', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const physician = await region.staff(WARD, 'PHYSICIAN');
    const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const { episode, patientId } = await admitted(region, { nurse, physician, recipients: [assessor] });
    const account = await region.account([{ unit: WARD, role: 'NURSE' }]);
    const atWork = async (): Promise<Pick<Person, 'ask'>> =>
      bearer(region.running.url, (await startWork(region.running.url, account)).accessToken);

    // As the recipe says: docs/recipes/keep-a-draft-of-a-message.md.
    const first = await atWork();
    const file = { patientId, fileName: 'lista.txt', content: Buffer.from('Två tabletter till natten.') };
    const { attachment } = await upload(first, file);
    const key = `send-extra-message:${episode.id}`;
    const input = { idempotencyKey: newKey(), episodeId: episode.id, attachmentIds: [attachment.id], text: 'Ny lis' };
    const { draft } = await saveDraft(first, { key, patientId, content: JSON.stringify(input) });
    const text = 'Ny lista, se bilagan.';
    await saveDraft(first, { key, patientId, version: draft.version, content: JSON.stringify({ ...input, text }) });
    expect(await signOut(first)).toMatchObject({ __typename: 'SignOutOk' });
    const afterwards = await first.ask('{ myDrafts { key } }');
    expect(afterwards.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);

    const again = await atWork();
    expect(await draftKeys(again)).toEqual([key]);
    const kept = await myDraft(again, key);
    const restored: Json = JSON.parse(kept.content);
    expect(restored).toEqual({ ...input, text });
    const [sent, repeated] = [
      await does.sendExtraMessage(again, restored),
      await does.sendExtraMessage(again, restored),
    ];
    expect(repeated.extraMessage.id).toBe(sent.extraMessage.id);
    expect(await deleteDraft(again, { key, version: kept.version })).toMatchObject({ __typename: 'DeleteDraftOk' });
    expect(await draftKeys(again)).toEqual([]);

    expect(await inboxIds(assessor, { types: ['EXTRA_MESSAGE'] })).toEqual([sent.extraMessage.id]);
    const answer = await assessor.ask(
      'query ($id: ID!) { careEpisode(id: $id) { messages(type: EXTRA_MESSAGE) { text attachments { id } } } }',
      { id: episode.id },
    );
    expect(answer.at('careEpisode').messages).toEqual([{ text, attachments: [{ id: attachment.id }] }]);
  });
});
