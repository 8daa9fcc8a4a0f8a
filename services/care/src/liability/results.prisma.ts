import type { Sql } from '@samplan/kit/db/sql';
import { z } from 'zod';
import type { LiabilityReason } from './conditions.ts';
import type { StoredResult } from './store.ts';

interface Row extends Omit<StoredResult, 'days' | 'agreement' | 'reasons'> {
  readonly days: unknown;
  readonly reasons: readonly string[];
  readonly agreementId: string | null;
  readonly agreementVersion: number | null;
}

const days = z.array(z.object({ on: z.string(), amountSek: z.int() }));

/** What stands for episodes, latest first. */
export async function resultsOf(sql: Sql, episodeIds: readonly string[]): Promise<readonly StoredResult[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(
    `SELECT episode_id AS "episodeId", version, municipality_code AS "municipalityCode", ended_on::text AS "endedOn", kind,
       reasons, days, agreement_id AS "agreementId", agreement_version AS "agreementVersion", reason,
       recorded_at AS "recordedAt", recorded_by_user_id AS "recordedByUserId"
     FROM liability_result WHERE episode_id = ANY($1) ORDER BY episode_id, version DESC`,
    episodeIds,
  );
  return rows.map(({ agreementId: id, agreementVersion: version, ...row }) => ({
    ...row,
    days: days.parse(row.days),
    // The column holds only what our own rules wrote.
    reasons: row.reasons as readonly LiabilityReason[],
    agreement: id !== null && version !== null ? { id, version } : null,
  }));
}
