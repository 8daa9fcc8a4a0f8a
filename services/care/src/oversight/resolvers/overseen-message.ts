import { answerBefore, escalationOf } from '@samplan/kit/message/escalation';
import { pageOf, pageRequest } from '@samplan/kit/page';
import type { OverseenMessageResolvers, OverseenPlaceResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { stuckBecause } from '../domain.ts';

export const stuckMessages: NonNullable<QueryResolvers['stuckMessages']> = async (_, { reason, ...page }, context) => {
  const { viewer, oversight, access, now } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'message.oversee');
  if (!grant.ok) {
    access.denied('message.oversee', 'NO_CAPABILITY');
    return null;
  }
  const { ids, total } = await oversight.stuck(grant.value, reason ?? null, request, now());
  const { edges, pageInfo } = pageOf(ids, request, (id) => id);
  const found = await oversight.find(
    grant.value,
    edges.map(({ node }) => node),
    access,
  );
  return {
    edges: edges.flatMap(({ cursor }, i) => {
      const message = found[i];
      return message ? [{ cursor, node: message }] : [];
    }),
    pageInfo,
    totalCount: total,
  };
};

export const OverseenMessage: OverseenMessageResolvers = {
  sender: ({ senderUnitId }) => ({ id: senderUnitId }),
  places: ({ places }) => [...places],
};

export const OverseenPlace: OverseenPlaceResolvers = {
  unit: ({ recipient }) => ({ id: recipient.unitId }),
  state: ({ recipient }) => recipient.state,
  receivedAt: ({ recipient }) => recipient.receivedAt,
  answerBeforeAt: ({ recipient }) => answerBefore(recipient),
  escalation: ({ recipient }, _args, { now }) => escalationOf(recipient, now()),
  stuckBecause: (place, _args, { now }) => [...stuckBecause(place, place.from, now())],
};
