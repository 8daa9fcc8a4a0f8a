import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { publicKeyOf } from '../keys.ts';
import { permit } from '../policy.ts';
import { keyTaken, tooManyKeys } from '../problems.ts';

export const addServiceAccountKey: NonNullable<MutationResolvers['addServiceAccountKey']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, serviceAccounts, access, now } = context;
  const { serviceAccountId: subjectId } = input;
  const grant = permit(viewer, 'service-account.change-keys');
  if (!grant.ok) return access.refuse('service-account.change-keys', { subjectId });
  const key = await publicKeyOf('input.publicKey', input.publicKey);
  const changed = await serviceAccounts.addKey(grant.value, subjectId, key, access, now());
  if (changed === 'KEY_TAKEN') return keyTaken();
  if (changed === 'TOO_MANY') return tooManyKeys();
  if (changed) return { __typename: 'AddServiceAccountKeyOk', serviceAccount: changed };
  access.denied('service-account.change-keys', 'NOT_IN_REACH', { subjectId });
  return notPermitted();
};

export const endServiceAccountKey: NonNullable<MutationResolvers['endServiceAccountKey']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, serviceAccounts, access, now, untilHeard } = context;
  const { serviceAccountId: subjectId, kid } = input;
  const grant = permit(viewer, 'service-account.change-keys');
  if (!grant.ok) return access.refuse('service-account.change-keys', { subjectId });
  const ended = await serviceAccounts.endKey(grant.value, subjectId, kid, access, now());
  if (!ended) {
    access.denied('service-account.change-keys', 'NOT_IN_REACH', { subjectId });
    return notPermitted();
  }
  await Promise.all(ended.events.map(untilHeard));
  return { __typename: 'EndServiceAccountKeyOk', serviceAccount: ended.account };
};
