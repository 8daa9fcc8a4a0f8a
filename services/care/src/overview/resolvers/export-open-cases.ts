import { text } from '@samplan/kit/graphql/input';
import { MAX_PAGE } from '@samplan/kit/page';
import { stockholmDay } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { type OverviewRow, rowOf } from '../domain.ts';
import { type PackedCase, packAsCsv, packAsHtml } from '../pack.ts';

/** The most cases in one file. */
const MAX_CASES = 2000;
const MAX_PURPOSE = 200;

export const exportOpenCases: NonNullable<MutationResolvers['exportOpenCases']> = async (_, { input }, context) => {
  const { viewer, access, facts } = context;
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) return access.refuse('episode.read');
  const purpose = text('input.purpose', input.purpose, MAX_PURPOSE);
  const { unitId } = grant.value.reach;
  const rows: OverviewRow[] = [];
  let after: string | null = null;
  let isComplete = false;
  while (!isComplete && rows.length < MAX_CASES) {
    const { cases } = await context.overviews.page(
      grant.value,
      { unacknowledgedOnly: false, states: null, wardId: null, municipalityCode: null },
      { by: 'ADMITTED_AT', direction: 'ASCENDING' },
      { first: MAX_PAGE, after },
      access,
    );
    const page = cases.slice(0, MAX_PAGE);
    rows.push(...page.map((one) => rowOf(unitId, one)));
    after = page.at(-1)?.episode.id ?? null;
    isComplete = cases.length <= MAX_PAGE;
  }
  const names = await facts.unitNames([...new Set([unitId, ...rows.map(({ episode }) => episode.wardUnitId)])]);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const cases = await Promise.all(rows.map((row) => packed(row, nameOf, context)));
  const createdAt = context.now();
  const mark = { unitName: nameOf(unitId), createdAt, purpose };
  return {
    __typename: 'ExportOpenCasesOk',
    pack: {
      fileName: `oppna-vardtillfallen-${stockholmDay(createdAt)}`,
      createdAt,
      caseCount: cases.length,
      isComplete,
      html: packAsHtml(mark, cases),
      csv: packAsCsv(mark, cases),
    },
  };
};

async function packed(row: OverviewRow, nameOf: (id: string) => string, { patientById }: Context): Promise<PackedCase> {
  return { row, patient: await patientById.load(row.episode.patientId), wardName: nameOf(row.episode.wardUnitId) };
}
