import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { CredentialsInUse, CredentialsNotThere, MutationResolvers } from '../../generated/resolvers.ts';
import { hashPassword } from '../../user/password.ts';
import { credentialsOf } from '../credentials.ts';
import { issuedStep, SAMPLAN } from '../domain.ts';
import { randomPassword } from '../first-credentials.ts';
import { mayReissue, permit } from '../policy.ts';

export const reissueCredentials: NonNullable<MutationResolvers['reissueCredentials']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, orders, access, untilHeard } = context;
  const grant = permit(viewer, 'order-step.complete');
  if (!grant.ok) return access.refuse('order-step.complete', { subjectId: input.orderId });
  const given = input.credentials ? credentialsOf('input.credentials', input.credentials) : null;
  const order = await orders.find(grant.value, input.orderId, access);
  // Nobody gets at the credentials of their own account this way.
  if (!order || order.personId === grant.value.viewer.userId) return notPermitted();
  if (order.version !== input.version) return changedMeanwhile();
  const step = issuedStep(order, input.stepId);
  if (!step) return neverIssued();
  const isOwn = step.system === SAMPLAN;
  if (!mayReissue(grant.value.viewer, order, { isOwn, executors: step.executors }))
    return access.refuse('order-step.complete', { subjectId: order.id });
  if (isOwn !== (given === null)) throw isOwn ? madeHere() : neededHere();
  const reissued = await orders.reissue(
    grant.value,
    order,
    step.id,
    given ?? (await freshPassword()),
    access,
    context.now(),
  );
  if (reissued === 'IN_USE') return inUse();
  if (!reissued) return changedMeanwhile();
  await Promise.all(reissued.events.map(untilHeard));
  return { __typename: 'ReissueCredentialsOk', order: reissued.order };
};

async function freshPassword() {
  const password = randomPassword();
  return { password, passwordHash: await hashPassword(password) };
}

function madeHere(): BadInput {
  return new BadInput('input.credentials', 'NO_CREDENTIALS_HERE', 'Samplan gör lösenordet själv. Ta bort uppgifterna.');
}

function neededHere(): BadInput {
  return new BadInput('input.credentials', 'MISSING', 'Ange de nya inloggningsuppgifterna i systemet.');
}

function neverIssued(): CredentialsNotThere {
  return {
    __typename: 'CredentialsNotThere',
    code: 'CREDENTIALS_NOT_THERE',
    message: 'Steget har inga inloggningsuppgifter att ge på nytt, eller så är beställningen klar.',
  };
}

function inUse(): CredentialsInUse {
  return {
    __typename: 'CredentialsInUse',
    code: 'CREDENTIALS_IN_USE',
    message: 'Användaren har redan tagit kontot i bruk. Be användaren själv byta lösenord.',
  };
}
