import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { HsaIdTaken, MutationResolvers } from '../../generated/resolvers.ts';
import { stateRefuses, waitingOwnStep } from '../domain.ts';
import { firstCredentials } from '../first-credentials.ts';
import { permit } from '../policy.ts';

export const executeAccessOrder: NonNullable<MutationResolvers['executeAccessOrder']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, orders, access, untilHeard } = context;
  const grant = permit(viewer, 'order.execute');
  if (!grant.ok) return access.refuse('order.execute', { subjectId: input.orderId });
  const order = await orders.find(grant.value, input.orderId, access);
  // Nobody gives access to themselves, whoever ordered it.
  if (!order || order.personId === grant.value.viewer.userId) return notPermitted();
  if (order.version !== input.version) return changedMeanwhile();
  const step = waitingOwnStep(order);
  if (!step) return stateRefuses(order);
  const isNew = step.action === 'CREATE_ACCOUNT';
  const first = isNew ? await firstCredentials(order.givenName ?? '', order.familyName ?? '') : null;
  const executed = await orders.execute(grant.value, order, first, access, context.now());
  if (executed === 'HSA_ID_TAKEN') return hsaIdTaken();
  if (!executed) return changedMeanwhile();
  await Promise.all(executed.events.map(untilHeard));
  return { __typename: 'ExecuteAccessOrderOk', order: executed.order };
};

function hsaIdTaken(): HsaIdTaken {
  return {
    __typename: 'HsaIdTaken',
    code: 'HSA_ID_TAKEN',
    message:
      'Ett annat konto har redan beställningens HSA-id. Avslå beställningen och be om ändring av det konto som finns.',
  };
}
