import { ownOf } from '@samplan/kit/message/own';
import { pageOf, pageRequest } from '@samplan/kit/page';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const sipInbox: NonNullable<QueryResolvers['sipInbox']> = async (_, { filter, ...page }, context) => {
  const { viewer, sipMessages, access, now } = context;
  const request = pageRequest(page);
  const permitted = permit(viewer, 'sip.answer');
  if (!permitted.ok) {
    access.denied('sip.answer', 'NO_CAPABILITY');
    return null;
  }
  const grant = permitted.value;
  const conditions = {
    outstandingOnly: filter?.outstandingOnly ?? false,
    types: filter?.types ?? null,
    escalation: filter?.escalation ?? null,
  };
  const { ids, total } = await sipMessages.inbox(grant, conditions, request, now());
  const { edges, pageInfo } = pageOf(ids, request, (id) => id);
  const messages = await sipMessages.find(
    grant,
    edges.map(({ node }) => node),
    access,
  );
  return {
    edges: edges.flatMap(({ cursor }, i) => {
      const own = ownOf(messages[i], grant.reach.unitId);
      // An invitation that was given back or blocked in this very moment is left out.
      return own ? [{ cursor, node: { message: own.message, own: own.recipient } }] : [];
    }),
    pageInfo,
    totalCount: total,
  };
};
