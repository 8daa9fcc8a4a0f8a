import { csvLine } from '@samplan/kit/csv';
import { swedishTime } from '@samplan/kit/time';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import { explain } from './explanation.ts';

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

/** The lines above the rows. */
export function csvHead({ municipalityCode, month, madeByUserId, madeAt, purpose }: BasisMark): string {
  const mark = [
    ['Underlag för betalningsansvar', month],
    ['Kommun', municipalityCode],
    ['Framtaget av', madeByUserId],
    ['Framtaget', swedishTime(madeAt)],
    ['Ändamål', purpose],
    [],
    HEADINGS,
  ];
  return `\ufeff${mark.map(csvLine).join('')}`;
}

/** A row as a line; the amount is empty where none is known for the year. */
export function csvRow({ cost, agreement, ...row }: BasisRow): string {
  const sum = cost.__typename === 'LiabilitySum' ? cost : null;
  return csvLine([
    row.episodeId,
    row.noticeAt ? swedishTime(row.noticeAt) : '',
    row.endedOn,
    row.firstLiableOn ?? '',
    String(row.waitedDays),
    sum ? String(sum.careDayCount) : '',
    sum ? String(sum.totalSek) : '',
    row.reasons.map(explain).join(' '),
    agreement ? `${agreement.id} version ${agreement.version}` : 'Lag (2017:612)',
    row.resultVersion > 0 ? 'Ja' : 'Nej',
  ]);
}
