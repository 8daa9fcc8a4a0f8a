import { pageOfFound, pageRequest } from '@samplan/kit/page';
import type { MessageType, QueryResolvers, UnitInboxItemResolvers } from '../../generated/resolvers.ts';
import { planningBasisDuty } from '../../planning-track/resolvers/due.ts';
import { permit } from '../../policy.ts';
import { typesConcerning } from '../professions.ts';

export const unitInbox: NonNullable<QueryResolvers['unitInbox']> = async (_, { filter, sort, ...page }, context) => {
  const { viewer, inboxes, messages, professions, access, now } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'message.acknowledge');
  if (!grant.ok) {
    access.denied('message.acknowledge', 'NO_CAPABILITY');
    return null;
  }
  const ofProfession = filter?.profession ? typesConcerning(professions, filter.profession) : null;
  const conditions = {
    outstandingOnly: filter?.outstandingOnly ?? false,
    types: both(filter?.types ?? null, ofProfession),
    escalation: filter?.escalation ?? null,
  };
  const sorting = { by: sort?.by ?? 'RECEIVED_AT', direction: sort?.direction ?? 'ASCENDING' } as const;
  const { ids, total } = await inboxes.page(grant.value, conditions, sorting, request, now());
  const found = await pageOfFound(ids, request, async (shown) =>
    (await messages.find(grant.value, shown, access)).map((message) => {
      const own = message?.recipients.find(({ unitId }) => unitId === grant.value.reach.unitId);
      return message && own ? { message, own } : null;
    }),
  );
  return { ...found, totalCount: total };
};

/** The types in both; null stands for all. */
function both(a: readonly MessageType[] | null, b: readonly MessageType[] | null): readonly MessageType[] | null {
  return a && b ? a.filter((type) => b.includes(type)) : (a ?? b);
}

export const UnitInboxItem: UnitInboxItemResolvers = {
  planningBasisDuty,
  professions: ({ message }, _args, { professions }) => [...professions[message.type]],
};
