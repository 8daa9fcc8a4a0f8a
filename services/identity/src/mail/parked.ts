import type { Database } from '@samplan/kit/db/database';

type Pool = Pick<Database['pool'], 'query'>;

/** A parked mail, for the operator: nothing of whom it goes to. */
export interface WaitingMail {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly parkedAt: Date;
  readonly attempts: number;
  readonly problem: string | null;
}

/** Every mail that was tried too often, the oldest first. */
export async function waitingMails(pool: Pool): Promise<readonly WaitingMail[]> {
  const { rows } = await pool.query<WaitingMail>(
    `SELECT id, kind, subject_id AS "subjectId", parked_at AS "parkedAt", attempts, problem
     FROM outgoing_mail WHERE parked_at IS NOT NULL ORDER BY parked_at, id`,
  );
  return rows;
}

/**
 * Lets parked mails be tried again: the one, or all.
 * @returns how many.
 */
export async function retryWaitingMails(pool: Pool, id: string | undefined, now: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE outgoing_mail SET parked_at = NULL, attempts = 0, due_at = $1
     WHERE parked_at IS NOT NULL AND ($2::text IS NULL OR id = $2)`,
    [now, id],
  );
  return rowCount ?? 0;
}
