import { type ReaderSql, readerSql } from '@samplan/kit/access/reader';

/** The conditions of reach in care, which has the care relations themselves: it decides them. */
export function careReaderSql(place: number): ReaderSql {
  return readerSql(place, { relations: 'care_relation' });
}

/**
 * Does what a unit wrote in an episode `e` stay closed to the reader? To parties by the unit's block, to others unless they have
 * opened it. Asked only of episodes that were found in reach.
 * @param place - parameter of the reader; see `readerOf`.
 * @param writer - column of the unit.
 */
export function isClosedSql(place: number, writer: string): string {
  const reader = careReaderSql(place);
  return `CASE WHEN EXISTS (SELECT 1 FROM episode_party y
      WHERE y.episode_id = e.id AND y.unit_id = ($${place}::text[])[2] AND y.left_at IS NULL)
    THEN ${reader.isBlocked('e.patient_id', writer)} ELSE NOT ${reader.isOpenToOthers('e.patient_id', writer)} END`;
}
