import { notPermitted } from '@samplan/kit/problem';
import type { LiabilitySettlementResolvers, MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import { firstOf, monthOf } from '../month.ts';
import { careDayAmountMissing, liabilityMonthRefuses } from '../problems.ts';

export const settleLiabilityMonth: NonNullable<MutationResolvers['settleLiabilityMonth']> = async (
  _,
  { input },
  { viewer, liabilityTerms, liabilityBases, liabilitySettlements, ongoingSettlings, access, now: clock },
) => {
  const grant = permit(viewer, 'liability-month.settle');
  if (!grant.ok) return access.refuse('liability-month.settle');
  const code = codeOf('input.municipalityCode', input.municipalityCode);
  const scope = await liabilityBases.scope(grant.value, code, monthOf(input.monthOn), null);
  if (!scope) {
    access.denied('liability-month.settle', 'NOT_IN_REACH');
    return notPermitted();
  }
  const now = clock();
  const ask = () =>
    ongoingSettlings.ask([scope.regionId, scope.municipalityCode, scope.month].join(' '), (progress) =>
      liabilitySettlements.settle(grant.value, scope, access, now, progress),
    );
  let outcome = await ask();
  if (outcome.kind === 'AMOUNT_MISSING' && outcome.isLate) {
    const isThereNow = byYear(await liabilityTerms.amounts(scope.regionId)).has(outcome.year);
    if (isThereNow) outcome = await ask();
  }
  switch (outcome.kind) {
    case 'DONE':
      return { __typename: 'SettleLiabilityMonthOk', settlement: outcome.settlement };
    case 'REFUSED':
      return liabilityMonthRefuses(outcome.refusal, outcome.due);
    case 'ONGOING':
      return liabilityMonthRefuses(outcome, null, outcome.episodeCount);
    case 'AMOUNT_MISSING':
      return careDayAmountMissing(outcome.year);
  }
};

export const LiabilitySettlement: LiabilitySettlementResolvers = {
  monthOn: ({ month }) => firstOf(month),
  settledBy: ({ settledByUserId: id }) => ({ id }),
  careDayCount: ({ sum }) => sum.careDayCount,
  totalSek: ({ sum }) => sum.totalSek,
};
