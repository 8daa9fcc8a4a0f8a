import { text } from '@samplan/kit/graphql/input';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { type AccessOrder, close, finish } from '../domain.ts';
import { permit } from '../policy.ts';
import type { SeeGrant } from '../store.ts';

export const refuseAccessOrder: NonNullable<MutationResolvers['refuseAccessOrder']> = async (_, { input }, context) => {
  const reason = text('input.reason', input.reason, MAX_REASON);
  const found = await findFor('order.execute', input, context);
  if ('problem' in found) return found.problem;
  const closed = close(found.order, 'REFUSED');
  if (!closed.ok) return closed.problem;
  const order = await save(found, closed.value, reason, context);
  return order ? { __typename: 'RefuseAccessOrderOk', order } : changedMeanwhile();
};

export const withdrawAccessOrder: NonNullable<MutationResolvers['withdrawAccessOrder']> = async (
  _,
  { input },
  context,
) => {
  const reason = text('input.reason', input.reason, MAX_REASON);
  const found = await findFor('order.follow', input, context);
  if ('problem' in found) return found.problem;
  const closed = close(found.order, 'WITHDRAWN');
  if (!closed.ok) return closed.problem;
  const order = await save(found, closed.value, reason, context);
  return order ? { __typename: 'WithdrawAccessOrderOk', order } : changedMeanwhile();
};

export const finishAccessOrder: NonNullable<MutationResolvers['finishAccessOrder']> = async (_, { input }, context) => {
  const found = await findFor('order.follow', input, context);
  if ('problem' in found) return found.problem;
  const finished = finish(found.order);
  if (!finished.ok) return finished.problem;
  const order = await save(found, finished.value, null, context);
  return order ? { __typename: 'FinishAccessOrderOk', order } : changedMeanwhile();
};

const MAX_REASON = 500;

interface Found {
  readonly grant: SeeGrant;
  readonly order: AccessOrder;
}

async function findFor(
  action: 'order.execute' | 'order.follow',
  { orderId, version }: { readonly orderId: string; readonly version: number },
  { viewer, orders, access }: Context,
) {
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action, { subjectId: orderId }) };
  const order = await orders.find(grant.value, orderId, access);
  if (!order) return { problem: notPermitted() };
  return order.version === version ? { grant: grant.value, order } : { problem: changedMeanwhile() };
}

async function save(
  { grant, order }: Found,
  state: 'REFUSED' | 'WITHDRAWN' | 'DONE',
  reason: string | null,
  { orders, access, now }: Context,
): Promise<AccessOrder | null> {
  return await orders.close(grant, order, state, reason, access, now());
}
