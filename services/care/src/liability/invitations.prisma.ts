import type { Sql } from '@samplan/kit/db/sql';
import { OUTPATIENT_KINDS } from '../reach.ts';
import type { Invitation } from './facts.ts';

interface Row extends Pick<Invitation, 'planId' | 'sentAt' | 'invitedByUnitId'> {
  readonly episodeId: string;
  readonly contactId: string | null;
  readonly confirmedAt: Date | null;
}

/**
 * The first invitation in each episode that has one, with the fixed care contact at the unit that invited: the one appointed then, or
 * first after it, since what is agreed on is often noted later.
 */
export async function invitationsOf(
  sql: Sql,
  episodeIds: readonly string[],
): Promise<readonly (Invitation & { readonly episodeId: string })[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(
    `SELECT DISTINCT ON (s.episode_id) s.episode_id AS "episodeId", s.sip_id AS "planId", s.first_invited_at AS "sentAt",
       s.first_invited_by_unit_id AS "invitedByUnitId", c.id AS "contactId", c.confirmed_at AS "confirmedAt"
     FROM sip_copy s JOIN care_episode e ON e.id = s.episode_id
     LEFT JOIN kit.unit u ON u.unit_id = s.first_invited_by_unit_id AND u.kind = ANY($2)
     LEFT JOIN LATERAL (SELECT id, confirmed_at FROM care_contact a
       WHERE a.patient_id = e.patient_id AND a.unit_id = u.unit_id AND a.ended_reason IS NULL AND (
         a.confirmed_at > s.first_invited_at OR NOT EXISTS (SELECT 1 FROM care_contact later WHERE later.patient_id = a.patient_id
           AND later.unit_id = a.unit_id AND later.version > a.version AND later.confirmed_at <= s.first_invited_at))
       ORDER BY a.version LIMIT 1) c ON true
     WHERE s.episode_id = ANY($1) AND s.first_invited_at IS NOT NULL
     ORDER BY s.episode_id, s.first_invited_at, s.sip_id`,
    episodeIds,
    OUTPATIENT_KINDS,
  );
  return rows.map(({ contactId: id, confirmedAt, ...row }) => ({
    ...row,
    careContact: id !== null && confirmedAt !== null ? { id, confirmedAt } : null,
  }));
}
