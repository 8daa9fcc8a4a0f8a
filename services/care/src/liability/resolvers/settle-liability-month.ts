import { notPermitted } from '@samplan/kit/problem';
import type { LiabilitySettlementResolvers, MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { MAX_EPISODES } from '../basis.ts';
import { firstOf, monthOf } from '../month.ts';
import { careDayAmountMissing, liabilityBasisTooLarge, liabilityMonthRefuses } from '../problems.ts';

export const settleLiabilityMonth: NonNullable<MutationResolvers['settleLiabilityMonth']> = async (
  _,
  { input },
  { viewer, liabilityBases, liabilitySettlements, access, now },
) => {
  const grant = permit(viewer, 'liability-month.settle');
  if (!grant.ok) return access.refuse('liability-month.settle');
  const code = codeOf('input.municipalityCode', input.municipalityCode);
  const scope = await liabilityBases.scope(grant.value, code, monthOf(input.monthOn), null);
  if (!scope) {
    access.denied('liability-month.settle', 'NOT_IN_REACH');
    return notPermitted();
  }
  const outcome = await liabilitySettlements.settle(grant.value, scope, MAX_EPISODES, access, now());
  switch (outcome.kind) {
    case 'DONE':
      return { __typename: 'SettleLiabilityMonthOk', settlement: outcome.settlement };
    case 'REFUSED':
      return liabilityMonthRefuses(outcome.refusal, outcome.due);
    case 'AMOUNT_MISSING':
      return careDayAmountMissing(outcome.year);
    case 'TOO_LARGE':
      return liabilityBasisTooLarge(MAX_EPISODES);
  }
};

export const LiabilitySettlement: LiabilitySettlementResolvers = {
  monthOn: ({ month }) => firstOf(month),
  settledBy: ({ settledByUserId: id }) => ({ id }),
  careDayCount: ({ sum }) => sum.careDayCount,
  totalSek: ({ sum }) => sum.totalSek,
};
