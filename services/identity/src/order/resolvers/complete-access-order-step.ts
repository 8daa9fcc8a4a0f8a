import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers, TokensOutcome } from '../../generated/resolvers.ts';
import { credentialsOf } from '../credentials.ts';
import { HANDLE_TOKENS, stateRefuses, waitingStep } from '../domain.ts';
import { mayComplete, permit } from '../policy.ts';

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
  if (!mayComplete(grant.value.viewer, order, step)) {
    return access.refuse('order-step.complete', { subjectId: order.id });
  }
  if (credentials && step.message === null) {
    throw new BadInput(
      'input.credentials',
      'NO_CREDENTIALS_HERE',
      'Steget ger inga inloggningsuppgifter. Ta bort dem.',
    );
  }
  const tokens = tokensOf(step.action, input.tokens ?? null);
  const outcome = { credentials, tokens };
  const saved = await orders.completeStep(grant.value, order, step.id, outcome, access, context.now());
  return saved ? { __typename: 'CompleteAccessOrderStepOk', order: saved } : changedMeanwhile();
};

/** What happened to the tokens is told with the step that is about them, and there alone (F-125). */
function tokensOf(action: string, tokens: TokensOutcome | null): TokensOutcome | null {
  if (action === HANDLE_TOKENS && tokens === null) {
    throw new BadInput('input.tokens', 'MISSING', 'Ange om dosorna är återlämnade eller stannar på enheten.');
  }
  if (action !== HANDLE_TOKENS && tokens !== null) {
    throw new BadInput('input.tokens', 'NO_TOKENS_HERE', 'Steget handlar inte om dosor. Ta bort uppgiften.');
  }
  return tokens;
}
