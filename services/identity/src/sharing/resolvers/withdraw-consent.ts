import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const withdrawSharingConsent: NonNullable<MutationResolvers['withdrawSharingConsent']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sharing, access, untilHeard } = context;
  const { consentId } = input;
  const grant = permit(viewer, 'sharing-consent.withdraw');
  if (!grant.ok) return access.refuse('sharing-consent.withdraw', { subjectId: consentId });
  const now = context.now();
  const events = await sharing.withdraw(grant.value, consentId, access, now);
  if (!events) return notPermitted();
  await Promise.all(events.map(untilHeard));
  return { __typename: 'WithdrawSharingConsentOk', withdrawnAt: now };
};
