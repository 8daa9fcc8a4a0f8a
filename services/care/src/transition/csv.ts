import { ok, type Result, refused } from '@samplan/kit/result';
import { type FileFault, type FileFaultCode, type FileRead, isSystemName, type RawRow } from './file.ts';

/** Columns that every file has. */
const NEEDED = ['record', 'system', 'id'] as const;
/** The others; a file may leave out those that none of its rows fills. */
const OTHERS = [
  ...['patient', 'ward', 'state', 'admittedAt', 'estimatedDischargeAt', 'assessedAt', 'needs', 'parties'],
  ...['dischargeReadyAt', 'dischargedAt', 'agreedOn', 'agreementReason', 'episode', 'type', 'sender', 'sentAt', 'text'],
  ...['recipients', 'author'],
];

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads a file in the CSV form (docs/transition.md). What is in the cells is not checked. */
export function readCsv(text: string): FileRead {
  const lines = readLines(text.replace(/^\uFEFF/, ''));
  if (!lines.ok) return lines;
  const [header, ...body] = lines.value;
  const columns = header?.cells ?? [];
  const fault = headerFault(columns);
  if (fault) return refused({ line: 1, code: fault });
  const rows: RawRow[] = [];
  const systems = new Set<string | undefined>();
  for (const { line, cells } of body) {
    if (cells.length !== columns.length) return refused({ line, code: 'CELL_COUNT' });
    const filled = columns.flatMap((column, i) => (cells[i] ? [[column, cells[i]] as const] : []));
    const { record, system, ...fields } = Object.fromEntries(filled);
    if (record !== 'EPISODE' && record !== 'MESSAGE') return refused({ line, code: 'RECORD_UNKNOWN' });
    if (systems.add(system).size > 1) return refused({ line, code: 'SYSTEM' });
    rows.push({ line, record, fields: record === 'EPISODE' ? episodeFields(fields) : messageFields(fields) });
  }
  const [system] = systems;
  return isSystemName(system) ? ok({ system, rows }) : refused({ line: 1, code: 'SYSTEM' });
}

function headerFault(columns: readonly string[]): FileFaultCode | null {
  const isKnown = (column: string) => [...NEEDED, ...OTHERS].includes(column);
  if (!columns.every(isKnown) || new Set(columns).size !== columns.length) return 'COLUMN_UNKNOWN';
  return NEEDED.every((column) => columns.includes(column)) ? null : 'COLUMN_MISSING';
}

function episodeFields({ needs, parties, ...fields }: Readonly<Record<string, string>>) {
  return {
    ...fields,
    ...(needs !== undefined && { needs: listOf(needs) }),
    ...(parties !== undefined && { parties: listOf(parties) }),
  };
}

function messageFields({ recipients, ...fields }: Readonly<Record<string, string>>) {
  return { ...fields, ...(recipients !== undefined && { recipients: listOf(recipients).map(recipientOf) }) };
}

function listOf(cell: string): readonly string[] {
  return cell.split('|').map((item) => item.trim());
}

/** `unit=UNREAD`, `unit=READ instant` or `unit=ACKNOWLEDGED instant`. */
function recipientOf(text: string): Readonly<Record<string, string>> {
  const split = text.lastIndexOf('=');
  const [state = '', at] = text.slice(split + 1).split(' ');
  const unit = split < 0 ? '' : text.slice(0, split);
  return { unit, state, ...(at !== undefined && { [state === 'READ' ? 'readAt' : 'acknowledgedAt']: at }) };
}

/** A cell: in quotation marks any sign, a quotation mark as two; or bare. And what ends it. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^";\r\n]*))(;|\r?\n|$)/gy;

/** Cells between semicolons (RFC 4180). Empty lines are left out. */
function readLines(text: string): Result<readonly Line[], FileFault> {
  const lines: Line[] = [];
  let cells: string[] = [];
  let line = 1;
  let begins = 1;
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const from = CELL.lastIndex;
    const [all, quoted, bare = '', end] = CELL.exec(text) ?? [];
    if (all === undefined) return refused({ line: begins, code: text[from] === '"' ? 'QUOTE_OPEN' : 'QUOTE_WITHIN' });
    cells.push(quoted?.replaceAll('""', '"') ?? bare);
    line += all.split('\n').length - 1;
    if (end === ';' && CELL.lastIndex < text.length) continue;
    if (end === ';') cells.push('');
    if (cells.some((cell) => cell !== '')) lines.push({ line: begins, cells });
    cells = [];
    begins = line;
  }
  return ok(lines);
}
