import { found } from '@samplan/kit/found';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { type Day, stockholmDay } from '@samplan/kit/time';
import { stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { correct } from '../correction.ts';
import { careDayAmountMissing } from '../problems.ts';

const MAX_CARE_DAYS = 1000;

export const correctLiability: NonNullable<MutationResolvers['correctLiability']> = async (_, { input }, context) => {
  const { viewer, liabilities, access } = context;
  const grant = permit(viewer, 'liability.correct');
  if (!grant.ok) return access.refuse('liability.correct');
  const now = context.now();
  const municipalityCode = codeOf('input.municipalityCode', input.municipalityCode);
  const reason = freeText('input.reason', input.reason);
  const episode = await liabilities.findForCorrection(grant.value, input.episodeId, access);
  if (!episode) return notPermitted();
  const { state, admittedAt, known } = episode;
  const endedAt = known.facts.dischargedAt ?? known.facts.diedAt;
  if (!endedAt) return stateRefuses(state);
  if ((known.results[0]?.version ?? 0) !== input.version) return changedMeanwhile();
  const careDays = daysWithin(input.payableOn, stockholmDay(admittedAt), stockholmDay(endedAt));
  const correction = { municipalityCode, careDays, reason, byUserId: grant.value.viewer.userId };
  const results = correct(known, correction, endedAt, now);
  if (!results.ok) return careDayAmountMissing(results.problem.year);
  if (!(await liabilities.addResults(grant.value, known, results.value, access, now))) return changedMeanwhile();
  return { __typename: 'CorrectLiabilityOk', result: found(results.value.at(-1)) };
};

/**
 * Days of a stay, earliest first.
 * @throws BadInput naming the day that does not fit.
 */
function daysWithin(days: readonly Day[], first: Day, end: Day): readonly Day[] {
  const field = 'input.payableOn';
  if (days.length > MAX_CARE_DAYS) {
    throw new BadInput(field, 'TOO_MANY', `Fältet ${field} får ha högst ${MAX_CARE_DAYS} dagar.`);
  }
  if (new Set(days).size !== days.length) {
    throw new BadInput(field, 'REPEATED', `Fältet ${field} har samma dag flera gånger.`);
  }
  for (const [i, day] of days.entries()) {
    if (day >= first && day < end) continue;
    const at = `${field}[${i}]`;
    throw new BadInput(
      at,
      'OUT_OF_RANGE',
      `Dagen i fältet ${at} ligger utanför vårdtillfället. Utskrivningsdagen räknas inte.`,
    );
  }
  return [...days].sort();
}
