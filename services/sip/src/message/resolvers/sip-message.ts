import type { SipMessageResolvers } from '../../generated/resolvers.ts';

export const SipMessage: SipMessageResolvers = {
  sip: async ({ sipId }, _args, { sipById }) => await sipById.load(sipId),
  sender: ({ senderUnitId }) => ({ id: senderUnitId }),
  sentBy: ({ sentByUserId: id }) => (id ? { id } : null),
  replacesId: ({ replacesMessageId }) => replacesMessageId,
  aboutId: ({ aboutMessageId }) => aboutMessageId,
  recipients: ({ recipients }) => [...recipients],
  movements: async ({ id }, _args, { sipMovementsOf }) => [...(await sipMovementsOf.load(id))],
};
