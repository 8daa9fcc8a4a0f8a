import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { CHUNK_BYTES, chunkCount, chunkSize } from '../domain.ts';

/** The longest base64 of a part. */
const MAX_TEXT = Math.ceil(CHUNK_BYTES / 3) * 4;

export const addAttachmentChunk: NonNullable<MutationResolvers['addAttachmentChunk']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, attachments, access } = context;
  const grant = permit(viewer, 'attachment.upload');
  if (!grant.ok) return access.refuse('attachment.upload');
  const { attachmentId, index } = input;
  const content = bytesOf(input.content);
  const attachment = await attachments.findUnsent(grant.value, attachmentId, access);
  if (!attachment) return notPermitted();
  if (index < 0 || index >= chunkCount(attachment.byteSize)) {
    throw new BadInput(
      'input.index',
      'OUT_OF_RANGE',
      'Fältet input.index måste vara en av filens delar, räknat från 0.',
    );
  }
  const size = chunkSize(attachment.byteSize, index);
  if (content.length !== size) {
    throw new BadInput('input.content', 'WRONG_SIZE', `Delen måste ha ${size} byte.`);
  }
  return (await attachments.addChunk(grant.value, attachment, index, content))
    ? { __typename: 'AddAttachmentChunkOk', attachment }
    : changedMeanwhile();
};

/** @throws BadInput for what is too long, or no base64. */
function bytesOf(text: string): Buffer {
  if (text.length > MAX_TEXT) {
    throw new BadInput('input.content', 'TOO_LONG', `Fältet input.content får ha högst ${CHUNK_BYTES} byte i base64.`);
  }
  const content = Buffer.from(text, 'base64');
  if (content.toString('base64') === text) return content;
  throw new BadInput('input.content', 'NOT_BASE64', 'Fältet input.content måste vara base64.');
}
