import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { MAX_BYTES, safeFileName, tooManyAttachments } from '../domain.ts';

const MAX_GIVEN_NAME = 200;

export const beginAttachment: NonNullable<MutationResolvers['beginAttachment']> = async (_, { input }, context) => {
  const { viewer, attachments, patients, access } = context;
  const grant = permit(viewer, 'attachment.upload');
  if (!grant.ok) return access.refuse('attachment.upload');
  const { patientId, byteSize } = input;
  const fileName = safeFileName(freeText('input.fileName', input.fileName, MAX_GIVEN_NAME));
  if (byteSize < 1 || byteSize > MAX_BYTES) {
    throw new BadInput('input.byteSize', 'OUT_OF_RANGE', `Filen får ha 1 till ${MAX_BYTES} byte. Välj en mindre fil.`);
  }
  const now = context.now();
  const [patient] = await patients.find(grant.value, [patientId], access, now);
  if (!patient) return notPermitted();
  const attachment = await attachments.begin(grant.value, { patientId, fileName, byteSize }, access, now);
  return attachment ? { __typename: 'BeginAttachmentOk', attachment } : tooManyAttachments();
};
