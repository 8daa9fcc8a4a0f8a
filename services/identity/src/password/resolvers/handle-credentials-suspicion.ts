import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

const ACTION = 'credentials.handle-suspicion';

export const handleCredentialsSuspicion: NonNullable<MutationResolvers['handleCredentialsSuspicion']> = async (
  _,
  { input },
  { viewer, passwords, access, now },
) => {
  const { suspicionId, version } = input;
  const grant = permit(viewer, ACTION);
  if (!grant.ok) return access.refuse(ACTION, { subjectId: suspicionId });
  const note = freeText('input.note', input.note);
  const suspicion = await passwords.handle(grant.value, { suspicionId, version, note }, now(), access);
  if (suspicion === null) {
    access.denied(ACTION, 'NOT_IN_REACH', { subjectId: suspicionId });
    return notPermitted();
  }
  return suspicion === 'CHANGED' ? changedMeanwhile() : { __typename: 'HandleCredentialsSuspicionOk', suspicion };
};
