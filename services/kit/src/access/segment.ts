import { type LogSegment, SEGMENT_ENTRIES, type SegmentEntry } from '@samplan/schema/events/access-log';
import type pg from 'pg';
import { ENTRY_COLUMNS, GENESIS, link, type StoredEntry } from './chain.ts';

/** An entry with its place in a chain. */
export interface LinkedEntry {
  readonly seal: number;
  readonly hash: Buffer;
  /** Seconds since 1970. */
  readonly sealedAt: string;
  readonly entry: StoredEntry;
}

interface Row extends StoredEntry {
  readonly seal: string;
  readonly hash: Buffer;
  readonly sealed_at: string;
}

/**
 * The next piece of the sealed log: what follows a place in the chain, or nothing but the place, when nothing follows. Where
 * the chain is shorter than that, the piece says so by its tip.
 * @param after - place of the last entry that was taken.
 */
export async function nextSegment(pool: pg.Pool, after: number): Promise<LogSegment> {
  const { rows: links } = await pool.query<{ seal: string; hash: Buffer; tip: string }>(
    `SELECT s.seal, s.hash, t.tip FROM (SELECT max(seal) AS tip FROM kit.access_log_seal) t
     JOIN kit.access_log_seal s ON s.seal = least($1::bigint, t.tip)`,
    [after],
  );
  const { rows: tips } =
    links.length > 0
      ? { rows: [] }
      : await pool.query<{ tip: string | null }>('SELECT max(seal) AS tip FROM kit.access_log_seal');
  const tip = Number(links[0]?.tip ?? tips[0]?.tip ?? 0);
  const from = Number(links[0]?.seal ?? 0);
  const before = links[0]?.hash ?? GENESIS;
  const { rows } = await pool.query<Row>(
    `SELECT s.seal, s.hash, extract(epoch FROM s.sealed_at)::text AS sealed_at, ${ENTRY_COLUMNS}
     FROM kit.access_log_seal s JOIN kit.access_log l USING (entry) WHERE s.seal > $1 ORDER BY s.seal LIMIT $2`,
    [from, SEGMENT_ENTRIES],
  );
  return {
    first: from + 1,
    before: before.toString('hex'),
    hash: (rows.at(-1)?.hash ?? before).toString('hex'),
    tip,
    entries: rows.map(packed),
  };
}

function packed(row: Row): SegmentEntry {
  return [
    row.sealed_at,
    row.entry,
    row.at,
    row.kind,
    row.action,
    row.patient_id,
    row.subject_id,
    row.reason,
    row.user_id,
    row.session_id,
    row.assignment_id,
    row.role,
    row.unit_id,
    row.administration_id,
    row.principal_id,
    row.request_id,
  ];
}

function unpacked([, entry, at, kind, action, patient, subject, reason, ...who]: SegmentEntry): StoredEntry {
  const [user, session, assignment, role, unit, administration, principal, request] = who;
  return {
    entry,
    at,
    kind,
    action,
    patient_id: patient,
    subject_id: subject,
    reason,
    user_id: user,
    session_id: session,
    assignment_id: assignment,
    role,
    unit_id: unit,
    administration_id: administration,
    principal_id: principal,
    request_id: request,
  };
}

/**
 * The entries of a segment, each with its link, computed anew.
 * @returns null when the last link is not the one that the segment names: something in it was changed.
 */
export function linkedEntries({ first, before, hash, entries }: LogSegment): readonly LinkedEntry[] | null {
  let last: Buffer = Buffer.from(before, 'hex');
  const linked = entries.map((given, i): LinkedEntry => {
    const [sealedAt] = given;
    const entry = unpacked(given);
    last = link(last, sealedAt, entry);
    return { seal: first + i, hash: last, sealedAt, entry };
  });
  return last.toString('hex') === hash ? linked : null;
}
