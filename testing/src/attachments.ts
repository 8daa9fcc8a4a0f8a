import type { Json } from './ask.ts';
import { mutation } from './operations.ts';
import type { Person } from './region.ts';

/** Bytes of a part. */
export const CHUNK_BYTES = 131_072;

const ATTACHMENT = 'attachment { id fileName type byteSize chunkCount }';

export const beginAttachment = mutation('beginAttachment', ATTACHMENT);
export const addAttachmentChunk = mutation('addAttachmentChunk', ATTACHMENT);
export const finishAttachment = mutation('finishAttachment', ATTACHMENT, '... on AttachmentRefused { field }');

/** The parts of a file in base64, in their order. */
export function partsOf(content: Buffer): readonly string[] {
  const count = Math.ceil(content.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, i) =>
    content.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES).toString('base64'),
  );
}

/** Uploads a file, and says what finishing it came to. */
export async function upload(
  by: Pick<Person, 'ask'>,
  file: { readonly patientId: string; readonly fileName: string; readonly content: Buffer },
): Promise<Json> {
  const { content, ...rest } = file;
  const { attachment, ...refused } = await beginAttachment(by, { ...rest, byteSize: content.length });
  if (!attachment) return refused;
  for (const [index, part] of partsOf(content).entries()) {
    const added = await addAttachmentChunk(by, { attachmentId: attachment.id, index, content: part });
    if (!added.attachment) return added;
  }
  return await finishAttachment(by, { attachmentId: attachment.id });
}

/** A part of a file that was sent; null out of reach. */
export async function attachmentChunk(by: Pick<Person, 'ask'>, attachmentId: string, index = 0): Promise<Json> {
  const answer = await by.ask(
    'query ($id: ID!, $index: Int!) { attachmentChunk(attachmentId: $id, index: $index) { index content } }',
    { id: attachmentId, index },
  );
  return answer.data?.attachmentChunk ?? null;
}
