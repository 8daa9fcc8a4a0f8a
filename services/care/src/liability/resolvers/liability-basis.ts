import { pageOf, pageRequest } from '@samplan/kit/page';
import type {
  LiabilityBasisConnectionResolvers,
  LiabilityBasisRowResolvers,
  LiabilitySummaryResolvers,
  QueryResolvers,
} from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { byYear } from '../amount.ts';
import type { BasisRow } from '../basis.ts';
import { monthOf } from '../month.ts';
import { summariesOf } from '../summaries.ts';

export const liabilityBasis: NonNullable<QueryResolvers['liabilityBasis']> = async (
  _,
  { municipalityCode, monthOn, ...page },
  context,
) => {
  const { viewer, liabilityTerms, liabilityBases, access, now } = context;
  const request = pageRequest(page);
  const code = codeOf('municipalityCode', municipalityCode);
  const grant = permit(viewer, 'liability-basis.read');
  if (!grant.ok) {
    access.denied('liability-basis.read', 'NO_CAPABILITY');
    return null;
  }
  const scope = await liabilityBases.scope(grant.value, code, monthOf(monthOn));
  if (!scope) {
    access.denied('liability-basis.read', 'NOT_IN_REACH');
    return null;
  }
  const amounts = byYear(await liabilityTerms.amounts(scope.regionId));
  const rows: BasisRow[] = [];
  for await (const row of liabilityBases.rows(grant.value, scope, amounts, now(), request.after)) {
    rows.push(row);
    if (rows.length > request.first) break;
  }
  const shown = rows.slice(0, request.first);
  access.read(
    grant.value,
    shown.map(({ patientId, episodeId }) => ({ patientId, subjectId: episodeId })),
  );
  return { ...pageOf(rows, request, ({ episodeId }) => episodeId), grant: grant.value, scope, amounts };
};

export const LiabilityBasisConnection: LiabilityBasisConnectionResolvers = {
  edges: ({ edges }) => [...edges],
  summaries: async ({ grant, scope, amounts }, _args, { liabilityBases, now }) => {
    const at = now();
    return [...(await summariesOf((of) => liabilityBases.rows(grant, of, amounts, at), scope, amounts))];
  },
};

export const LiabilityBasisRow: LiabilityBasisRowResolvers = {
  reasons: ({ reasons }) => [...reasons],
};

export const LiabilitySummary: LiabilitySummaryResolvers = {
  countingModel: ({ terms }) => terms.countingModel,
};
