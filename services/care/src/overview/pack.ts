import { csvLine } from '@samplan/kit/csv';
import { htmlText } from '@samplan/kit/html';
import { stockholmDay, swedishTime } from '@samplan/kit/time';
import { STATE_NAMES } from '../episode/problems.ts';
import type { OverviewCell, OverviewRow } from './domain.ts';

/** A case as the file shows it. */
export interface PackedCase {
  readonly row: OverviewRow;
  /** Null when the patient may not be shown to the viewer. */
  readonly patient: {
    readonly personalIdentityNumber: string;
    readonly givenName: string;
    readonly familyName: string;
  } | null;
  readonly wardName: string;
}

/** What stands above the list (f.6 112). */
export interface PackMark {
  readonly unitName: string;
  readonly createdAt: Date;
  readonly purpose: string;
}

/** Headings of F-069, with what one needs to work by hand. */
const HEADINGS = [
  'Personnummer',
  'Namn',
  'Avdelning',
  'Tillstånd',
  'Inskriven',
  'Beräknad utskrivning',
  'Vårdr.',
  'Inskrivning',
  'Kallelse',
  'Vårdplan',
  'Extra',
  'Ut klar',
  'Utskrivning',
  'Okvitterade',
] as const;

const MARKS = { RED: 'att göra', BLUE: 'väntar på andra', GREEN: 'klart' } as const;

/** The cells of one case, in the order of the headings. */
export function cellsOf({ row, patient, wardName }: PackedCase): readonly string[] {
  const { episode } = row;
  return [
    patient?.personalIdentityNumber ?? '',
    patient ? `${patient.givenName} ${patient.familyName}` : '',
    wardName,
    STATE_NAMES[episode.state],
    swedishTime(episode.admittedAt),
    stockholmDay(episode.estimatedDischargeAt),
    shown(row.careReport),
    shown(row.admission),
    shown(row.invitation),
    shown(row.planningBasis),
    shown(row.extra),
    shown(row.dischargeReady),
    shown(row.discharge),
    String(episode.outstanding),
  ];
}

function shown(cell: OverviewCell | null): string {
  return cell ? `${stockholmDay(cell.at)} (${MARKS[cell.mark]})` : '';
}

/** The file for spreadsheets. */
export function packAsCsv(mark: PackMark, cases: readonly PackedCase[]): string {
  const lines = [[title(mark)], [...HEADINGS], ...cases.map(cellsOf)].map(csvLine);
  return `\uFEFF${lines.join('')}`;
}

/** The page to print, with a column for notes by hand. */
export function packAsHtml(mark: PackMark, cases: readonly PackedCase[]): string {
  const cell = (tag: 'th' | 'td') => (text: string) => `<${tag}>${htmlText(text)}</${tag}>`;
  const lines = cases.map((one) => `<tr>${cellsOf(one).map(cell('td')).join('')}<td class="notes"></td></tr>`);
  return `<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<title>${htmlText(title(mark))}</title>
<style>
@page { size: A4 landscape; margin: 10mm }
body { font: 9pt sans-serif }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #555; padding: 2px 4px; text-align: left; vertical-align: top }
thead { display: table-header-group }
tr { break-inside: avoid }
.notes { min-width: 40mm }
</style>
</head>
<body>
<h1>Öppna vårdtillfällen</h1>
<p>${htmlText(title(mark))}</p>
<table>
<thead><tr>${HEADINGS.map(cell('th')).join('')}<th class="notes">Anteckningar</th></tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function title({ unitName, createdAt, purpose }: PackMark): string {
  return `${unitName}, ${swedishTime(createdAt)}. Ändamål: ${purpose}. Innehåller patientuppgifter.`;
}
