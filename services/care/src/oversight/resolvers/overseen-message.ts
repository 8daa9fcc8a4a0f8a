import { pageOfFound, pageRequest } from '@samplan/kit/page';
import type { OverseenMessageResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const stuckMessages: NonNullable<QueryResolvers['stuckMessages']> = async (_, { reason, ...page }, context) => {
  const { viewer, oversight, access, now } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'message.oversee');
  if (!grant.ok) {
    access.denied('message.oversee', 'NO_CAPABILITY');
    return null;
  }
  const { ids, total } = await oversight.stuck(grant.value, reason ?? null, request, now());
  const found = await pageOfFound(ids, request, (shown) => oversight.find(grant.value, shown, access));
  return { ...found, totalCount: total };
};

export const OverseenMessage: OverseenMessageResolvers = {
  sender: ({ senderUnitId }) => ({ id: senderUnitId }),
  places: ({ places }) => [...places],
};
