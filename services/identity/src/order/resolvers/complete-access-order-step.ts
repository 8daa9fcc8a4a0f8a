import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { credentialsOf } from '../credentials.ts';
import { stateRefuses, waitingStep } from '../domain.ts';
import { executorOf, permit } from '../policy.ts';

export const completeAccessOrderStep: NonNullable<MutationResolvers['completeAccessOrderStep']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, orders, access } = context;
  const grant = permit(viewer, 'order-step.complete');
  if (!grant.ok) return access.refuse('order-step.complete', { subjectId: input.orderId });
  const credentials = input.credentials ? credentialsOf('input.credentials', input.credentials) : null;
  const order = await orders.find(grant.value, input.orderId, access);
  if (!order) return notPermitted();
  if (order.version !== input.version) return changedMeanwhile();
  const step = waitingStep(order, input.stepId);
  if (!step) return stateRefuses(order);
  const executor = executorOf(grant.value.viewer, order);
  if (!executor || !step.executors.includes(executor)) {
    return access.refuse('order-step.complete', { subjectId: order.id });
  }
  if (credentials && step.message === null) {
    throw new BadInput(
      'input.credentials',
      'NO_CREDENTIALS_HERE',
      'Steget ger inga inloggningsuppgifter. Ta bort dem.',
    );
  }
  const saved = await orders.completeStep(grant.value, order, step.id, credentials, access, context.now());
  return saved ? { __typename: 'CompleteAccessOrderStepOk', order: saved } : changedMeanwhile();
};
