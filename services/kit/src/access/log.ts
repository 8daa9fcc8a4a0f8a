import type { Sql } from '../db/sql.ts';
import { isId } from '../id.ts';
import { type NotPermitted, notPermitted } from '../problem.ts';
import type { Grant } from './policy.ts';
import type { Viewer } from './viewer.ts';

/** Why something was denied, as a stable code. */
export type DenialReason =
  /** The role has no such right. */
  | 'NO_CAPABILITY'
  /** The viewer's unit has no relation to the patient or case, or there is none with that id. */
  | 'NOT_IN_REACH'
  /** A block closes the data to the viewer (G-077). */
  | 'BLOCKED'
  /** The patient's identity is protected, and the viewer is not among those whom the unit's manager named (G-090). */
  | 'PROTECTED'
  /** No consent to shared documentation covers the viewer, and nothing stands in its place (G-080, G-082). */
  | 'CONSENT_MISSING'
  /** A step towards shared documentation was left out, or its condition is not met (G-081). */
  | 'STEP_MISSING'
  /** Organisation, username and password do not fit together. */
  | 'CREDENTIALS_REFUSED'
  /** The region's people can only read for now (F-206). */
  | 'READ_MODE'
  /** A reviewer's own accesses (B-15). */
  | 'OWN_ACCESSES'
  /** A refresh token came a second time: somebody else may hold it. */
  | 'TOKEN_USED_BEFORE'
  /** The account is of another environment (f.2 27). */
  | 'WRONG_ENVIRONMENT'
  /** Production has not begun for the region or municipality (F-278). */
  | 'PRODUCTION_NOT_STARTED'
  /** The session began by another entry than the role's (F-059). */
  | 'WRONG_ENTRY'
  /** A one-time code is wrong, used or too old. */
  | 'CODE_REFUSED'
  /** The account is bound to a card (F-061). */
  | 'CARD_SIGN_IN_REQUIRED'
  /** The account was bound to a card before. */
  | 'ALREADY_CONVERTED'
  /** Card and account belong to different people. */
  | 'CARD_OF_ANOTHER'
  /** The identity provider's answer proves nobody that may sign in. */
  | 'PROVIDER_REFUSED'
  /** No open account is bound to the card. */
  | 'CARD_NOT_CONVERTED'
  /** What is signed needs a fresher proof of who the user is (G-146). */
  | 'PROOF_TOO_OLD'
  /** It was tried too often in a short time. */
  | 'TOO_MANY_ATTEMPTS';

/** One entry of the access log. Ids and codes only: never a name, an identity number or free text. */
interface Entry {
  readonly kind: 'READ' | 'WRITE' | 'DENIED';
  /** Action of the policy: `discharge-ready.report`. */
  readonly action: string;
  readonly patient_id: string | null;
  /** The case, message or the like. */
  readonly subject_id: string | null;
  readonly reason: string | null;
}

/** What was touched. */
export interface Subject {
  readonly patientId?: string | null;
  readonly subjectId?: string | null;
}

/** Whom an entry names. */
export type Actor = Pick<Viewer, 'userId' | 'assignment'> & { readonly sessionId: string | null };

/** Notes, for one request, who does what with which patient's data. */
export interface AccessLog {
  /** Patients whose data was read. The entry is written before the answer leaves. */
  read(grant: Grant<string>, subjects: readonly Subject[]): void;
  /** Something that was tried and denied. */
  denied(action: string, reason: DenialReason, subject?: Subject): void;
  /** Notes that the viewer may not, and gives the answer to return: `return access.refuse(action)`. */
  refuse(action: string, subject?: Subject): NotPermitted;
  /** A change, in the transaction that makes it. */
  write(tx: Sql, grant: Grant<string>, subject: Subject): Promise<void>;
  /**
   * A change outside any grant: a session.
   * @param by - who proved to be who, where the request came without a token.
   */
  writeOwn(tx: Sql, action: string, subject: Subject, by?: Actor): Promise<void>;
  /** Writes what was noted. The answer must not leave when it throws. */
  flush(): Promise<void>;
}

/** Makes the log of one request. */
export function createAccessLog(o: {
  readonly sql: Sql;
  readonly viewer: Viewer | null;
  readonly requestId: string;
  readonly now: () => Date;
}): AccessLog {
  // One entry per patient and request, however many fields read; the first says why the data was opened.
  let noted = new Map<string, Entry>();

  function note(entry: Entry): void {
    const isOfPatient = entry.kind === 'READ' && entry.patient_id !== null;
    const about = isOfPatient ? entry.patient_id : `${entry.action} ${entry.patient_id} ${entry.subject_id}`;
    const key = `${entry.kind} ${about}`;
    if (!noted.has(key)) noted.set(key, entry);
  }

  async function insert(sql: Sql, entries: readonly Entry[], by: Actor | null = o.viewer): Promise<void> {
    if (entries.length === 0) return;
    const assignment = by?.assignment;
    await sql.$executeRawUnsafe(
      `INSERT INTO kit.access_log (at, kind, action, patient_id, subject_id, reason, user_id, session_id,
         assignment_id, role, unit_id, administration_id, principal_id, request_id)
       SELECT $2::timestamptz, kind, action, patient_id, subject_id, reason, $3, $4, $5, $6, $7, $8, $9, $10
       FROM jsonb_to_recordset($1::jsonb)
         AS e(kind text, action text, patient_id text, subject_id text, reason text)`,
      JSON.stringify(entries),
      o.now(),
      by?.userId ?? null,
      by?.sessionId ?? null,
      assignment?.id ?? null,
      assignment?.role ?? null,
      assignment?.unitId ?? null,
      assignment?.administrationId ?? null,
      assignment?.principalId ?? null,
      o.requestId,
    );
  }

  function denied(action: string, reason: DenialReason, subject: Subject = {}): void {
    note({ kind: 'DENIED', action, reason, ...columns(subject) });
  }

  return {
    read(grant, subjects) {
      for (const subject of subjects) note({ kind: 'READ', action: grant.action, reason: null, ...columns(subject) });
    },
    denied,
    refuse(action, subject) {
      denied(action, 'NO_CAPABILITY', subject);
      return notPermitted();
    },
    async write(tx, grant, subject) {
      await insert(tx, [{ kind: 'WRITE', action: grant.action, reason: null, ...columns(subject) }]);
    },
    async writeOwn(tx, action, subject, by) {
      await insert(tx, [{ kind: 'WRITE', action, reason: null, ...columns(subject) }], by);
    },
    async flush() {
      const entries = [...noted.values()];
      noted = new Map();
      await insert(o.sql, entries);
    },
  };
}

function columns({ patientId, subjectId }: Subject) {
  return { patient_id: idOrNull(patientId), subject_id: idOrNull(subjectId) };
}

/** An id as it came from a client may be anything, an identity number too; only what looks like one of ours is kept. */
function idOrNull(id: string | null | undefined): string | null {
  return id && isId(id) ? id : null;
}
