import type { Result } from '@samplan/kit/result';

/** One row of an older system's file, before anything of it is checked (docs/transition.md). */
export interface RawRow {
  /** Where it begins in the file; the first line is 1. */
  readonly line: number;
  readonly record: 'EPISODE' | 'MESSAGE';
  /** By name as in the format. A message names its episode in `episode`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A file of an older system's open episodes. */
export interface SourceFile {
  /** Name of the older system. */
  readonly system: string;
  readonly rows: readonly RawRow[];
}

/** Why a file cannot be read at all. */
export interface FileFault {
  readonly line: number;
  readonly code: FileFaultCode;
}

/** One of the codes of {@link FileFault}. */
export type FileFaultCode =
  /** Bytes that are not UTF-8. */
  | 'NOT_UTF8'
  | 'NOT_JSON'
  /** JSON of another form than the format's. */
  | 'NOT_THE_FORMAT'
  /** An object names a member twice. */
  | 'MEMBER_TWICE'
  /** The header lacks a column that every file has. */
  | 'COLUMN_MISSING'
  /** The header names a column that the format has not, or one twice. */
  | 'COLUMN_UNKNOWN'
  /** A line has more or fewer cells than the header. */
  | 'CELL_COUNT'
  /** A quotation mark is never closed. */
  | 'QUOTE_OPEN'
  /** A quotation mark stands within a cell that has none around it, or text follows the last one. */
  | 'QUOTE_WITHIN'
  /** `record` is neither EPISODE nor MESSAGE. */
  | 'RECORD_UNKNOWN'
  /** Rows of several systems, or a name that is no system's. */
  | 'SYSTEM';

/** What reading a file comes to. */
export type FileRead = Result<SourceFile, FileFault>;

/** Name of an older system, as it stands in files: `PRATOR`. */
export function isSystemName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Z][A-Z0-9-]{1,19}$/.test(name);
}
