import { notPermitted } from '@samplan/kit/problem';
import type { CredentialsNotThere, MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const collectCredentials: NonNullable<MutationResolvers['collectCredentials']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, orders, access } = context;
  const grant = permit(viewer, 'order.follow');
  if (!grant.ok) return access.refuse('order.follow', { subjectId: input.orderId });
  const order = await orders.find(grant.value, input.orderId, access);
  if (!order) return notPermitted();
  const collected = await orders.collect(grant.value, order, input.message, access, context.now());
  if (!collected) return notThere();
  return { __typename: 'CollectCredentialsOk', credentials: [...collected.credentials], order: collected.order };
};

function notThere(): CredentialsNotThere {
  return {
    __typename: 'CredentialsNotThere',
    code: 'CREDENTIALS_NOT_THERE',
    message:
      'Det finns inga inloggningsuppgifter att hämta: de är redan hämtade eller inte klara. Kontakta administratören om du aldrig fick dem.',
  };
}
