import { isOutstanding } from '@samplan/kit/message/domain';
import type {
  AdmissionNoticeContentResolvers,
  MessageRecipientResolvers,
  MessageResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const Message: MessageResolvers = {
  __resolveReference: async ({ id }, { messageById }) => await messageById.load(id),
  episode: async ({ episodeId }, _args, { episodeById }) => await episodeById.load(episodeId),
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

export const MessageRecipient: MessageRecipientResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  readBy: ({ readByUserId: id }) => (id ? { id } : null),
  acknowledgedBy: ({ acknowledgedByUserId: id }) => (id ? { id } : null),
  forwardedTo: ({ forwardedToUnitId: id }) => (id ? { id } : null),
};

export const AdmissionNoticeContent: AdmissionNoticeContentResolvers = {
  needs: ({ needs }) => [...needs],
  assessedBy: ({ assessedByUserId }) => ({ id: assessedByUserId }),
};
