import { found } from '@samplan/kit/found';
import { idempotencyKey } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { idempotencyKeyReused } from '@samplan/kit/problem';
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
  const { idempotencyKey: key, ...rest } = input;
  const { userId, unitId } = reach;
  const request = { userId, unitId, key: idempotencyKey(key), action: 'order.place', input: rest };
  const placed = async (id: string) => ({
    __typename: 'PlaceAccessOrderOk' as const,
    order: found(await orders.find(grant.value, id, access)),
  });
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REUSED') return idempotencyKeyReused();
  if (earlier.kind === 'REPEATED') return await placed(earlier.resultId);
  const draft = draftOf(rest, stockholmDay(now));
  const facts = { ...(await orders.facts(grant.value, draft, now)), today: stockholmDay(now), connected };
  const order = newOrder(newId('ord'), draft, reach, facts);
  if (!order.ok) {
    if (order.problem.__typename === 'OrderOutOfScope') access.denied('order.place', 'NOT_IN_REACH');
    return order.problem;
  }
  const first = await orders.place(grant.value, order.value, request, access, now);
  if (first.kind === 'REUSED') return idempotencyKeyReused();
  return await placed(first.kind === 'REPEATED' ? first.resultId : order.value.id);
};
