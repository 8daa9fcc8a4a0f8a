import type { Sql } from '@samplan/kit/db/sql';
import { careReaderSql } from '../reader.ts';
import type { OverviewParty, OverviewSection } from './domain.ts';

const READER = careReaderSql(2);

/** A party of a case. */
export interface CaseParty extends OverviewParty {
  readonly episodeId: string;
}

/** A part of the planning basis of a case. */
export interface CaseSection extends OverviewSection {
  readonly episodeId: string;
}

/** The parties of cases, the ward first. */
export async function partiesOfCases(sql: Sql, episodeIds: readonly string[]): Promise<readonly CaseParty[]> {
  return await sql.$queryRawUnsafe<CaseParty[]>(
    `SELECT p.episode_id AS "episodeId", p.unit_id AS "unitId", u.kind, EXISTS (SELECT 1 FROM care_plan_step c
              WHERE c.episode_id = p.episode_id AND c.unit_id = p.unit_id AND c.kind = 'RELEASED') AS "isReleased"
     FROM episode_party p JOIN kit.unit u USING (unit_id) WHERE p.episode_id = ANY($1) AND p.left_at IS NULL
     ORDER BY p.is_ward DESC, p.since, p.unit_id`,
    episodeIds,
  );
}

/**
 * The parts of the planning basis of cases that are not void, latest first.
 * @param reader - to whom nothing of them may be blocked; null for all parts.
 */
export async function sectionsOfCases(
  sql: Sql,
  episodeIds: readonly string[],
  reader: readonly string[] | null,
): Promise<readonly CaseSection[]> {
  return await sql.$queryRawUnsafe<CaseSection[]>(
    `SELECT s.episode_id AS "episodeId", s.saved_by_unit_id AS "savedByUnitId", s.saved_at AS "savedAt", s.state = 'SIGNED' AS "isSigned"
     FROM planning_section s JOIN care_episode e ON e.id = s.episode_id
     WHERE s.episode_id = ANY($1) AND s.state <> 'VOIDED'
       AND ($2::text[] IS NULL OR NOT ${READER.isBlocked('e.patient_id', 's.saved_by_unit_id')})
     ORDER BY s.saved_at DESC`,
    episodeIds,
    reader,
  );
}
