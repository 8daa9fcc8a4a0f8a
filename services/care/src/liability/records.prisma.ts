import type { Sql } from '@samplan/kit/db/sql';
import type { RecordedDecision, RecordedException } from './store.ts';

/** Exceptions that hold: neither replaced nor withdrawn. By first day. */
export async function exceptionsOf(
  sql: Sql,
  episodeIds: readonly string[],
): Promise<readonly (RecordedException & { readonly episodeId: string })[]> {
  return await sql.$queryRawUnsafe(
    `SELECT x.id, x.episode_id AS "episodeId", x.kind, x.from_on::text AS "fromOn", x.to_on::text AS "toOn", x.reason,
       x.recorded_at AS "recordedAt", x.recorded_by_user_id AS "recordedByUserId"
     FROM liability_exception x WHERE x.episode_id = ANY($1) AND NOT x.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM liability_exception later WHERE later.replaces_id = x.id)
     ORDER BY x.from_on, x.id`,
    episodeIds,
  );
}

/** The latest word on who decided on the housing, for each episode with one. */
export async function decisionsOf(
  sql: Sql,
  episodeIds: readonly string[],
): Promise<readonly (RecordedDecision & { readonly episodeId: string })[]> {
  return await sql.$queryRawUnsafe(
    `SELECT DISTINCT ON (d.episode_id) d.episode_id AS "episodeId", d.version, d.municipality_code AS "municipalityCode",
       d.decided_on::text AS "decidedOn", d.recorded_at AS "recordedAt", d.recorded_by_user_id AS "recordedByUserId"
     FROM deciding_municipality d WHERE d.episode_id = ANY($1) ORDER BY d.episode_id, d.version DESC`,
    episodeIds,
  );
}
