import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { attachmentRefused, namedAs, typeOf } from '../domain.ts';

export const finishAttachment: NonNullable<MutationResolvers['finishAttachment']> = async (_, { input }, context) => {
  const { viewer, attachments, access } = context;
  const grant = permit(viewer, 'attachment.upload');
  if (!grant.ok) return access.refuse('attachment.upload');
  const attachment = await attachments.findUnsent(grant.value, input.attachmentId, access);
  if (!attachment) return notPermitted();
  if (attachment.type !== null) return { __typename: 'FinishAttachmentOk', attachment };
  const content = await attachments.content(grant.value, attachment);
  if (!content) return attachmentRefused('INCOMPLETE', 'input.attachmentId');
  const type = typeOf(content);
  if (!type) return attachmentRefused('TYPE_NOT_ALLOWED', 'input.attachmentId');
  const as = { type, fileName: namedAs(attachment.fileName, type) };
  const finished = await attachments.finish(grant.value, attachment, as, access, context.now());
  return { __typename: 'FinishAttachmentOk', attachment: finished };
};
