import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const endServiceAccount: NonNullable<MutationResolvers['endServiceAccount']> = async (_, { input }, context) => {
  const { viewer, serviceAccounts, access, now, untilHeard } = context;
  const { serviceAccountId: subjectId } = input;
  const grant = permit(viewer, 'service-account.end');
  if (!grant.ok) return access.refuse('service-account.end', { subjectId });
  const ended = await serviceAccounts.end(grant.value, subjectId, access, now());
  if (!ended) {
    access.denied('service-account.end', 'NOT_IN_REACH', { subjectId });
    return notPermitted();
  }
  await Promise.all(ended.events.map(untilHeard));
  return { __typename: 'EndServiceAccountOk', serviceAccount: ended.account };
};
