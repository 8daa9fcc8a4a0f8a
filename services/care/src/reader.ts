import { type ReaderSql, readerSql } from '@samplan/kit/access/reader';

/** The conditions of reach in care, which has the care relations themselves: it decides them. */
export function careReaderSql(place: number): ReaderSql {
  return readerSql(place, { relations: 'care_relation' });
}
