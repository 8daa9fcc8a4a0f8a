import { idList } from '@samplan/kit/graphql/input';
import type { Context } from '../../context.ts';
import type { AttachmentResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { attachmentRefused, chunkCount, MAX_ATTACHMENTS } from '../domain.ts';
import type { SendGrant } from '../store.ts';

export const attachmentChunk: NonNullable<QueryResolvers['attachmentChunk']> = async (
  _,
  { attachmentId, index },
  { viewer, attachments, access },
) => {
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) {
    access.denied('episode.read', 'NO_CAPABILITY', { subjectId: attachmentId });
    return null;
  }
  const content = await attachments.chunk(grant.value, attachmentId, index, access);
  return content && { index, content: content.toString('base64') };
};

export const Attachment: AttachmentResolvers = {
  chunkCount: ({ byteSize }) => chunkCount(byteSize),
};

/** The files of a message that is to be sent. @throws BadInput for a list that is too long or repeats itself. */
export function attachmentIdsOf(given: readonly string[] | null | undefined): readonly string[] {
  return given && given.length > 0 ? idList('input.attachmentIds', given, MAX_ATTACHMENTS) : [];
}

/** Why the files cannot go with a message about the patient; null when they can. */
export async function refusedAttachment(
  grant: SendGrant,
  patientId: string,
  ids: readonly string[],
  { attachments }: Context,
) {
  if (ids.length === 0) return null;
  const place = await attachments.unsendable(grant, patientId, ids);
  return place < 0 ? null : attachmentRefused('NOT_SENDABLE', `input.attachmentIds[${place}]`);
}
