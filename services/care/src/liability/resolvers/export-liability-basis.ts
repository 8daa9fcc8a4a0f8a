import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import { type BasisRow, MAX_EPISODES } from '../basis.ts';
import type { BasisGrant, BasisScope } from '../basis-store.ts';
import { csvHead, csvRow, invoicedInSourceLine } from '../csv.ts';
import { regionCode as regionCodeOf } from '../input.ts';
import { monthOf } from '../month.ts';
import { liabilityBasisTooLarge } from '../problems.ts';

const MAX_PURPOSE = 200;

export const exportLiabilityBasis: NonNullable<MutationResolvers['exportLiabilityBasis']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, liabilityBases, liabilitySettlements, access } = context;
  const grant = permit(viewer, 'liability-basis.read');
  if (!grant.ok) return access.refuse('liability-basis.read');
  const code = codeOf('input.municipalityCode', input.municipalityCode);
  const ofRegion = regionCodeOf('input.regionCode', input.regionCode);
  const purpose = freeText('input.purpose', input.purpose, MAX_PURPOSE);
  const scope = await liabilityBases.scope(grant.value, code, monthOf(input.monthOn), ofRegion);
  if (!scope) {
    access.denied('liability-basis.read', 'NOT_IN_REACH');
    return notPermitted();
  }
  const file = (await liabilitySettlements.find(grant.value, scope))
    ? await liabilitySettlements.file(grant.value, scope)
    : await openFile(grant.value, scope, purpose, context);
  if ('__typename' in file) return file;
  access.read(
    grant.value,
    file.episodes.map(({ patientId, episodeId }) => ({ patientId, subjectId: episodeId })),
  );
  return {
    __typename: 'ExportLiabilityBasisOk',
    fileName: `betalningsansvar-${scope.municipalityCode}-${scope.month}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    content: file.content,
    episodeCount: file.episodes.length,
  };
};

/** The file of an open month, or why there is none. */
async function openFile(
  grant: BasisGrant,
  scope: BasisScope,
  purpose: string,
  { liabilityTerms, liabilityBases, now: clock }: Context,
) {
  const now = clock();
  const amounts = byYear(await liabilityTerms.amounts(scope.regionId));
  const lines = [csvHead({ ...scope, madeByUserId: grant.viewer.userId, madeAt: now, purpose })];
  const episodes: BasisRow[] = [];
  for await (const row of liabilityBases.rows(grant, scope, amounts, now)) {
    if (row.cost.__typename === 'CareDayAmountMissing') return row.cost;
    if (episodes.length === MAX_EPISODES) return liabilityBasisTooLarge(MAX_EPISODES);
    lines.push(csvRow(row));
    episodes.push(row);
  }
  lines.push(invoicedInSourceLine(await liabilityBases.countInvoicedInSource(grant, scope, amounts, now)));
  return { content: lines.join(''), episodes };
}
