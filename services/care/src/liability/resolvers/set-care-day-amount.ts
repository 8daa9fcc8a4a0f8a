import { text } from '@samplan/kit/graphql/input';
import { changedMeanwhile } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { yearOf } from '../amount.ts';
import { amountSek, wholeNumber } from '../input.ts';

/** The act holds since 2018. */
const FIRST_YEAR = 2018;
const MAX_SOURCE = 200;

export const setCareDayAmount: NonNullable<MutationResolvers['setCareDayAmount']> = async (_, { input }, context) => {
  const { viewer, liabilityTerms, access } = context;
  const grant = permit(viewer, 'liability-terms.edit');
  if (!grant.ok) return access.refuse('liability-terms.edit');
  const now = context.now();
  const amount = {
    year: wholeNumber('input.year', input.year, FIRST_YEAR, yearOf(stockholmDay(now)) + 1),
    amountSek: amountSek('input.amountSek', input.amountSek),
    source: text('input.source', input.source, MAX_SOURCE),
    version: input.version ?? 0,
  };
  if (!(await liabilityTerms.setAmount(grant.value, amount, access, now))) return changedMeanwhile();
  return { __typename: 'SetCareDayAmountOk', careDayAmount: { ...amount, version: amount.version + 1 } };
};
