import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { markOf } from '../domain.ts';
import { permit } from '../policy.ts';

export const protectIdentity: NonNullable<MutationResolvers['protectIdentity']> = async (_, { input }, context) => {
  const { viewer, protections, access, untilHeard } = context;
  const { patientId } = input;
  const grant = permit(viewer, 'identity-protection.mark');
  if (!grant.ok) return access.refuse('identity-protection.mark', { patientId });
  const level = markOf(input.level);
  if (!level.ok) return level.problem;
  const now = context.now();
  const event = await protections.mark(grant.value, patientId, level.value, access, now);
  if (!event) return notPermitted();
  await untilHeard(event);
  return { __typename: 'ProtectIdentityOk', protectedAt: now };
};

export const endIdentityProtection: NonNullable<MutationResolvers['endIdentityProtection']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, protections, access, untilHeard } = context;
  const { patientId } = input;
  const grant = permit(viewer, 'identity-protection.mark');
  if (!grant.ok) return access.refuse('identity-protection.mark', { patientId });
  const now = context.now();
  const event = await protections.mark(grant.value, patientId, null, access, now);
  if (!event) return notPermitted();
  await untilHeard(event);
  return { __typename: 'EndIdentityProtectionOk', endedAt: now };
};
