import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import { once } from '@samplan/kit/server/once';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { draftOf } from '../draft.ts';
import { newOrder } from '../new-order.ts';
import { permit } from '../policy.ts';

export const placeAccessOrder: NonNullable<MutationResolvers['placeAccessOrder']> = async (_, { input }, context) => {
  const { viewer, orders, connected, access } = context;
  const grant = permit(viewer, 'order.place');
  if (!grant.ok) return access.refuse('order.place');
  const { reach } = grant.value;
  const now = context.now();
  const placed = async (id: string) => ({
    __typename: 'PlaceAccessOrderOk' as const,
    order: found(await orders.find(grant.value, id, access)),
  });
  return await once(grant.value, input, context, placed, async (request) => {
    const { idempotencyKey: _key, ...asked } = input;
    const draft = draftOf(asked, stockholmDay(now));
    const facts = { ...(await orders.facts(grant.value, draft, now)), today: stockholmDay(now), connected };
    const order = newOrder(newId('ord'), draft, reach, facts);
    if (!order.ok) {
      if (order.problem.__typename === 'OrderOutOfScope') access.denied('order.place', 'NOT_IN_REACH');
      return order.problem;
    }
    const outcome = await orders.place(grant.value, order.value, request, access, now);
    return outcome.kind === 'FIRST' ? await placed(order.value.id) : outcome;
  });
};
