import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import { type BasisRow, MAX_ROWS } from '../basis.ts';
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
  const after = input.after == null ? null : placeOf(input.after);
  const scope = await liabilityBases.scope(grant.value, code, monthOf(input.monthOn), ofRegion);
  if (!scope) {
    access.denied('liability-basis.read', 'NOT_IN_REACH');
    return notPermitted();
  }
  const file = (await liabilitySettlements.find(grant.value, scope))
    ? await liabilitySettlements.part(grant.value, scope, after, MAX_ROWS)
    : after === null
      ? await openFile(grant.value, scope, purpose, context)
      : unknownPart();
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
    next: file.next === null ? null : Buffer.from(String(file.next)).toString('base64url'),
  };
};

/** The place that `next` named. @throws BadInput when it is none of ours. */
function placeOf(after: string): number {
  const place = Buffer.from(after, 'base64url').toString();
  return /^[1-9]\d{0,8}$/.test(place) ? Number(place) : unknownPart();
}

function unknownPart(): never {
  throw new BadInput(
    'input.after',
    'UNKNOWN_CURSOR',
    'Fältet input.after är inte next i en tidigare del. Börja om från första delen.',
  );
}

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
    if (episodes.length === MAX_ROWS) return liabilityBasisTooLarge(MAX_ROWS);
    lines.push(csvRow(row));
    episodes.push(row);
  }
  lines.push(invoicedInSourceLine(await liabilityBases.countInvoicedInSource(grant, scope, amounts, now)));
  return { content: lines.join(''), episodes, next: null };
}
