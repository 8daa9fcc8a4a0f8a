import type { CoordinatingPrincipal, SipStatistics } from '../generated/resolvers.ts';
import type { SipCount } from './store.ts';

/** Rows of the table, in its order. */
const PRINCIPALS: readonly CoordinatingPrincipal[] = [
  'MUNICIPALITY',
  'PRIMARY_CARE',
  'INPATIENT_CARE',
  'PSYCHIATRIC_OUTPATIENT_CARE',
];

/**
 * The table of ongoing plans (F-212). Cells without plans are zero and every total is the sum of its cells; nothing that was
 * typed is trusted (K1, B-11).
 */
export function tableOf(municipalityCodes: readonly string[], counts: readonly SipCount[], asOf: Date): SipStatistics {
  const cells = PRINCIPALS.flatMap((coordinatingPrincipal) =>
    municipalityCodes.map((municipalityCode) => ({
      municipalityCode,
      coordinatingPrincipal,
      ongoing:
        counts.find((c) => c.municipalityCode === municipalityCode && c.coordinatingPrincipal === coordinatingPrincipal)
          ?.ongoing ?? 0,
    })),
  );
  const sum = (of: readonly { readonly ongoing: number }[]): number =>
    of.reduce((total, { ongoing }) => total + ongoing, 0);
  return {
    asOf,
    cells,
    byMunicipality: municipalityCodes.map((municipalityCode) => ({
      municipalityCode,
      ongoing: sum(cells.filter((cell) => cell.municipalityCode === municipalityCode)),
    })),
    byPrincipal: PRINCIPALS.map((coordinatingPrincipal) => ({
      coordinatingPrincipal,
      ongoing: sum(cells.filter((cell) => cell.coordinatingPrincipal === coordinatingPrincipal)),
    })),
    total: sum(cells),
  };
}
