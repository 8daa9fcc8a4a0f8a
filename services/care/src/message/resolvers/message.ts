import { isOutstanding } from '@samplan/kit/message/domain';
import type { AdmissionNoticeContentResolvers, MessageResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { messageImportedFrom } from '../../transition/resolvers/imported-from.ts';

export const Message: MessageResolvers = {
  __resolveReference: async ({ id }, { messageById }) => await messageById.load(id),
  episode: async ({ episodeId }, _args, { episodeById }) => (episodeId ? await episodeById.load(episodeId) : null),
  patient: async ({ patientId }, _args, { patientById }) => await patientById.load(patientId),
  replaces: async ({ replacesMessageId: id }, _args, { messageById }) => (id ? await messageById.load(id) : null),
  about: async ({ aboutMessageId: id }, _args, { messageById }) => (id ? await messageById.load(id) : null),
  importedFrom: messageImportedFrom,
  movements: async ({ id }, _args, { movementsOf }) => [...(await movementsOf.load(id))],
  attachments: async ({ id }, _args, { attachmentsOf }) => [...(await attachmentsOf.load(id))],
  sender: ({ senderUnitId }) => ({ id: senderUnitId }),
  sentBy: ({ sentByUserId }) => ({ id: sentByUserId }),
  viewerCanAcknowledge: ({ recipients }, _args, { viewer }) => {
    const grant = permit(viewer, 'message.acknowledge');
    return (
      grant.ok &&
      recipients.some((recipient) => recipient.unitId === grant.value.reach.unitId && isOutstanding(recipient))
    );
  },
};

export const AdmissionNoticeContent: AdmissionNoticeContentResolvers = {
  needs: ({ needs }) => [...needs],
  assessedBy: ({ assessedByUserId }) => ({ id: assessedByUserId }),
};
