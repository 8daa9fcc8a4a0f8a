import { createHash } from 'node:crypto';
import { forgetRows } from './forget.ts';
import type { Sql } from './sql.ts';

/**
 * For how many days a request's key is known; after that it is as new. Longer than any draft is kept, in which a client has the key
 * of what it has not sent, and than an admission can be registered afterwards.
 */
export const KEY_KNOWN_DAYS = 400;

/** A request that may be repeated. */
export interface Repeatable {
  readonly userId: string;
  /** Where the user works: the same from another unit is another request. */
  readonly unitId: string;
  /** Chosen by the client. */
  readonly key: string;
  /** Action of the policy. */
  readonly action: string;
  /** Everything else in the input. */
  readonly input: unknown;
}

/** What is known of a request's key. */
export type FirstResult =
  /** Seen for the first time; go on. */
  | { readonly kind: 'FIRST' }
  /** The same request came before, with this result. */
  | { readonly kind: 'REPEATED'; readonly resultId: string }
  /** The key was used for something else. */
  | { readonly kind: 'REUSED' };

/**
 * Notes a request with its result, in the transaction that makes the result. Of requests with the same key that come at once,
 * one is first and the others wait for it.
 * @param resultId - id of what is about to be made.
 */
export async function firstOrRepeated(tx: Sql, request: Repeatable, resultId: string): Promise<FirstResult> {
  for (;;) {
    const noted = await tx.$executeRawUnsafe(
      `INSERT INTO kit.idempotency (user_id, key, action, fingerprint, result_id) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      request.userId,
      request.key,
      request.action,
      fingerprintOf(request),
      resultId,
    );
    if (noted === 1) return { kind: 'FIRST' };
    const before = await earlierResult(tx, request);
    if (before.kind !== 'FIRST') return before;
    // It was forgotten between the two statements, and is to be noted anew.
  }
}

/**
 * What came of a request with the key before. Asked before any rule is: a repeat gets the first result also when what it asks for
 * would be refused by now.
 */
export async function earlierResult(sql: Sql, request: Repeatable): Promise<FirstResult> {
  const [before] = await sql.$queryRawUnsafe<{ action: string; fingerprint: Uint8Array; result_id: string }[]>(
    'SELECT action, fingerprint, result_id FROM kit.idempotency WHERE user_id = $1 AND key = $2',
    request.userId,
    request.key,
  );
  if (!before) return { kind: 'FIRST' };
  const isSame = before.action === request.action && fingerprintOf(request).equals(before.fingerprint);
  return isSame ? { kind: 'REPEATED', resultId: before.result_id } : { kind: 'REUSED' };
}

/**
 * Forgets the keys that are no longer known, by the clock of the database, which noted them.
 * @param signal - see {@link forgetRows}.
 * @returns how many were forgotten.
 */
export async function forgetKeys(sql: Sql, signal?: AbortSignal): Promise<number> {
  const old = {
    table: 'kit.idempotency',
    where: 'at < now() - make_interval(days => $1::int)',
    inOrderOf: 'at',
  };
  return await forgetRows(sql, old, KEY_KNOWN_DAYS, signal);
}

function fingerprintOf({ unitId, input }: Repeatable): Buffer {
  return createHash('sha256')
    .update(canonical([unitId, input]))
    .digest();
}

/** JSON with the names of every object in order, so that equal inputs have equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
