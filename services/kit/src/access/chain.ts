import { createHash } from 'node:crypto';

/** An entry of the access log as stored; see the kit migration for the columns. */
export interface StoredEntry {
  readonly entry: string;
  /** Seconds since 1970 with every decimal that PostgreSQL keeps: a Date would lose the last three. */
  readonly at: string;
  readonly kind: string;
  readonly action: string;
  readonly patient_id: string | null;
  readonly subject_id: string | null;
  readonly reason: string | null;
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly assignment_id: string | null;
  readonly role: string | null;
  readonly unit_id: string | null;
  readonly administration_id: string | null;
  readonly principal_id: string | null;
  readonly request_id: string;
}

/** The columns of {@link StoredEntry}, for SELECT. */
export const ENTRY_COLUMNS = `l.entry::text AS entry, extract(epoch FROM l.at)::text AS at, l.kind, l.action, l.patient_id, l.subject_id, l.reason, l.user_id,
  l.session_id, l.assignment_id, l.role, l.unit_id, l.administration_id, l.principal_id, l.request_id`;

/** What the chain of an empty log ends with. */
export const GENESIS: Buffer = createHash('sha256').update('samplan access log').digest();

/**
 * The next link: SHA-256 of the link before, the time of sealing and every column of the entry. They stand as one JSON array, so
 * that no value can pass for two.
 * @param sealedAt - seconds since 1970, as `at` of the entry.
 */
export function link(before: Buffer, sealedAt: string, entry: StoredEntry): Buffer {
  const content = JSON.stringify([
    sealedAt,
    entry.entry,
    entry.at,
    entry.kind,
    entry.action,
    entry.patient_id,
    entry.subject_id,
    entry.reason,
    entry.user_id,
    entry.session_id,
    entry.assignment_id,
    entry.role,
    entry.unit_id,
    entry.administration_id,
    entry.principal_id,
    entry.request_id,
  ]);
  return createHash('sha256').update(before).update(content).digest();
}
