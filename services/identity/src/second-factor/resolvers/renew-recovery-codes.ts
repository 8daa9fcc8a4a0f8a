import { isFresh } from '@samplan/kit/access/assurance';
import { freshAuthenticationRequired, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { FRESH_MINUTES } from '../domain.ts';

export const renewRecoveryCodes: NonNullable<MutationResolvers['renewRecoveryCodes']> = async (_, _args, context) => {
  const { viewer, secondFactors, access } = context;
  const now = context.now();
  if (!viewer || (await secondFactors.own(viewer.userId)).factors.length === 0) return notPermitted();
  if (!isFresh(viewer.proof, now, FRESH_MINUTES)) return freshAuthenticationRequired();
  const recoveryCodes = await secondFactors.renewRecoveryCodes(viewer.userId, now, access);
  return { __typename: 'RenewRecoveryCodesOk', recoveryCodes: [...recoveryCodes] };
};
