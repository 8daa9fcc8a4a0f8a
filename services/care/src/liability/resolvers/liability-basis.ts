import { type PageRequest, pageOf, pageRequest } from '@samplan/kit/page';
import { ok } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type {
  LiabilityBasisConnectionResolvers,
  LiabilityBasisCorrectionResolvers,
  LiabilityBasisRowResolvers,
  LiabilitySummaryResolvers,
  QueryResolvers,
} from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import type { BasisRow } from '../basis.ts';
import type { Basis } from '../basis-store.ts';
import { regionCode as regionCodeOf } from '../input.ts';
import { firstOf, monthOf } from '../month.ts';
import { summariesOf } from '../summaries.ts';

export const liabilityBasis: NonNullable<QueryResolvers['liabilityBasis']> = async (
  _,
  { municipalityCode, monthOn, regionCode, ...page },
  context,
) => {
  const { viewer, liabilityTerms, liabilitySettlements, access } = context;
  const request = pageRequest(page);
  const code = codeOf('municipalityCode', municipalityCode);
  const ofRegion = regionCodeOf('regionCode', regionCode);
  const grant = permit(viewer, 'liability-basis.read');
  if (!grant.ok) {
    access.denied('liability-basis.read', 'NO_CAPABILITY');
    return null;
  }
  const scope = await context.liabilityBases.scope(grant.value, code, monthOf(monthOn), ofRegion);
  if (!scope) {
    access.denied('liability-basis.read', 'NOT_IN_REACH');
    return null;
  }
  const amounts = byYear(await liabilityTerms.amounts(scope.regionId));
  const basis = { grant: grant.value, scope, amounts, settlement: await liabilitySettlements.find(grant.value, scope) };
  const rows = basis.settlement
    ? await liabilitySettlements.rows(grant.value, scope, request)
    : await openRows(basis, request, context);
  access.read(
    grant.value,
    rows.slice(0, request.first).map(({ patientId, episodeId }) => ({ patientId, subjectId: episodeId })),
  );
  return { ...pageOf(rows, request, ({ episodeId }) => episodeId), ...basis };
};

/** The rows of an open month, with one more than was asked for. */
async function openRows(
  { grant, scope, amounts }: Basis,
  { first, after }: PageRequest,
  { liabilityBases, now }: Context,
): Promise<readonly BasisRow[]> {
  const rows: BasisRow[] = [];
  for await (const row of liabilityBases.rows(grant, scope, amounts, now(), after)) {
    rows.push(row);
    if (rows.length > first) break;
  }
  return rows;
}

export const LiabilityBasisConnection: LiabilityBasisConnectionResolvers = {
  edges: ({ edges }) => [...edges],
  summaries: async ({ grant, scope, amounts, settlement }, _args, { liabilityBases, now }) => {
    if (settlement) return [...settlement.summaries];
    const at = now();
    return [...(await summariesOf((of) => liabilityBases.rows(grant, of, amounts, at), scope, amounts))];
  },
  corrections: async ({ grant, scope, amounts, settlement }, args, { liabilitySettlements, access, now }) => {
    const { first } = pageRequest(args);
    const found = settlement
      ? ok(await liabilitySettlements.corrections(grant, scope, first))
      : await liabilitySettlements.pending(grant, scope, first, amounts, now());
    if (!found.ok) return null;
    access.read(
      grant,
      found.value.flatMap(({ row }) => (row ? { patientId: row.patientId, subjectId: row.episodeId } : [])),
    );
    return [...found.value];
  },
  invoicedInSourceCount: async ({ grant, scope, amounts, settlement }, _args, { liabilityBases, now }) =>
    settlement?.invoicedInSourceCount ?? (await liabilityBases.countInvoicedInSource(grant, scope, amounts, now())),
};

export const LiabilityBasisCorrection: LiabilityBasisCorrectionResolvers = {
  settledMonthOn: ({ ofMonth }) => firstOf(ofMonth),
  episodeId: ({ subjectId, isOfAverage }) => (isOfAverage ? null : subjectId),
  agreementId: ({ subjectId, isOfAverage }) => (isOfAverage ? subjectId : null),
  careDayCount: ({ difference }) => difference.careDayCount,
  totalSek: ({ difference }) => difference.totalSek,
};

export const LiabilityBasisRow: LiabilityBasisRowResolvers = {
  reasons: ({ reasons }) => [...reasons],
  conditions: ({ conditions }) => [...conditions],
};

export const LiabilitySummary: LiabilitySummaryResolvers = {
  countingModel: ({ terms }) => terms.countingModel,
};
