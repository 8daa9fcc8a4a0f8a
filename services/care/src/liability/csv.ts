import { csvLine } from '@samplan/kit/csv';
import { swedishTime } from '@samplan/kit/time';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import { explain } from './explanation.ts';
import type { BasisCorrection, Sum } from './settlement.ts';
import type { Agreement } from './terms.ts';

/** What stands above the rows: who made the file, when and for what (f.6 112). */
export interface BasisMark extends Pick<BasisScope, 'municipalityCode' | 'month'> {
  readonly madeByUserId: string;
  readonly madeAt: Date;
  readonly purpose: string;
}

const HEADINGS = [
  'Vårdtillfälle',
  'Underrättelse',
  'Avslutat',
  'Första betalningsdag',
  'Dagar',
  'Vårddygn',
  'Belopp SEK',
  'Skäl',
  'Överenskommelse',
  'Rättat',
];

/** What stands above the rows of a settled month: who settled it and when, whoever reads it. */
export interface SettledMark extends Pick<BasisScope, 'municipalityCode' | 'month'> {
  readonly settledByUserId: string;
  readonly settledAt: Date;
}

/** The lines above the rows of a settled month. */
export function settledHead({ municipalityCode, month, settledByUserId, settledAt }: SettledMark): string {
  return headOf([
    ['Underlag för betalningsansvar', month],
    ['Kommun', municipalityCode],
    ['Fastställt av', settledByUserId],
    ['Fastställt', swedishTime(settledAt)],
  ]);
}

/** The lines above the rows of an open month. */
export function csvHead({ municipalityCode, month, madeByUserId, madeAt, purpose }: BasisMark): string {
  return headOf([
    ['Underlag för betalningsansvar', month],
    ['Kommun', municipalityCode],
    ['Framtaget av', madeByUserId],
    ['Framtaget', swedishTime(madeAt)],
    ['Ändamål', purpose],
  ]);
}

function headOf(mark: readonly (readonly string[])[]): string {
  return `\ufeff${[...mark, [], HEADINGS].map(csvLine).join('')}`;
}

/** A row as a line; the amount is empty where none is known for the year. */
export function csvRow({ cost, ...row }: BasisRow): string {
  const sum = cost.__typename === 'LiabilitySum' ? cost : null;
  return csvLine([
    row.episodeId,
    row.noticeAt ? swedishTime(row.noticeAt) : '',
    row.endedOn,
    row.firstLiableOn ?? '',
    row.waitedDays,
    sum ? sum.careDayCount : '',
    sum ? sum.totalSek : '',
    row.reasons.map(explain).join(' '),
    agreementCell(row),
    row.resultVersion > 0 ? 'Ja' : 'Nej',
  ]);
}

/** What the average of an agreement comes to, as a line. */
export function averageLine({ id, version }: Pick<Agreement, 'id' | 'version'>, totalDays: number, sum: Sum): string {
  return csvLine(['Genomsnitt', '', '', '', totalDays, ...cellsOf(sum), '', `${id} version ${version}`, 'Nej']);
}

/** What has changed in a month that was settled before, as a line: the difference. */
export function correctionLine({ ofMonth, subjectId, isOfAverage, difference, row }: BasisCorrection): string {
  const why = `Ändring av ${ofMonth}.${row ? ` ${row.reasons.map(explain).join(' ')}`.trimEnd() : ''}`;
  const agreement = row ? agreementCell(row) : isOfAverage ? subjectId : '';
  const name = isOfAverage ? 'Genomsnitt' : subjectId;
  return csvLine([
    name,
    row?.noticeAt ? swedishTime(row.noticeAt) : '',
    row?.endedOn ?? '',
    row?.firstLiableOn ?? '',
    row ? row.waitedDays : '',
    ...cellsOf(difference),
    why,
    agreement,
    'Ja',
  ]);
}

/** The line below the rows that tells what is left out because an older system invoices it (F-216); none when nothing is. */
export function invoicedInSourceLine(count: number): string {
  return count === 0 ? '' : csvLine(['Faktureras i det tidigare systemet', count]);
}

function cellsOf({ careDayCount, totalSek }: Sum): readonly number[] {
  return [careDayCount, totalSek];
}

function agreementCell({ agreement }: Pick<BasisRow, 'agreement'>): string {
  return agreement ? `${agreement.id} version ${agreement.version}` : 'Lag (2017:612)';
}
