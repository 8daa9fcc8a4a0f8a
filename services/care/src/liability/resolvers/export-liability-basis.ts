import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import { csvHead, csvRow } from '../csv.ts';
import { monthOf } from '../month.ts';
import { liabilityBasisTooLarge } from '../problems.ts';

/** The most episodes of one file. */
const MAX_EPISODES = 10_000;
const MAX_PURPOSE = 200;

export const exportLiabilityBasis: NonNullable<MutationResolvers['exportLiabilityBasis']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, liabilityTerms, liabilityBases, access } = context;
  const grant = permit(viewer, 'liability-basis.read');
  if (!grant.ok) return access.refuse('liability-basis.read');
  const code = codeOf('input.municipalityCode', input.municipalityCode);
  const purpose = freeText('input.purpose', input.purpose, MAX_PURPOSE);
  const scope = await liabilityBases.scope(grant.value, code, monthOf(input.monthOn));
  if (!scope) {
    access.denied('liability-basis.read', 'NOT_IN_REACH');
    return notPermitted();
  }
  const now = context.now();
  const amounts = byYear(await liabilityTerms.amounts(scope.regionId));
  const lines = [csvHead({ ...scope, madeByUserId: grant.value.viewer.userId, madeAt: now, purpose })];
  const subjects: { readonly patientId: string; readonly subjectId: string }[] = [];
  for await (const row of liabilityBases.rows(grant.value, scope, amounts, now)) {
    if (row.cost.__typename === 'CareDayAmountMissing') return row.cost;
    if (subjects.length === MAX_EPISODES) return liabilityBasisTooLarge(MAX_EPISODES);
    lines.push(csvRow(row));
    subjects.push({ patientId: row.patientId, subjectId: row.episodeId });
  }
  access.read(grant.value, subjects);
  return {
    __typename: 'ExportLiabilityBasisOk',
    fileName: `betalningsansvar-${scope.municipalityCode}-${scope.month}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    content: lines.join(''),
    episodeCount: subjects.length,
  };
};
