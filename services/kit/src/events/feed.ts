import type { EventContract, EventData } from '@samplan/schema/events/contract';
import type { Sql } from '../db/sql.ts';
import { BadInput } from '../server/errors.ts';

/** A place between the events of a feed: what was committed before it has been told. */
interface Place {
  /** Number of a transaction. */
  readonly transaction: string;
  /** Position within it. */
  readonly position: string;
}

/** An event in a feed. */
export interface FeedEvent<C extends EventContract> {
  /** Give it as `after` to go on after this event. */
  readonly cursor: string;
  readonly data: EventData<C>;
  readonly occurredAt: Date;
}

/** A piece of a feed. */
export interface FeedPage<C extends EventContract> {
  /** In the order in which they were committed. */
  readonly events: readonly FeedEvent<C>[];
  /** Where to go on, also when there was no event. */
  readonly endCursor: string;
  /** Is there more already? */
  readonly hasMore: boolean;
}

/** Events that one call looks at, whoever may see them: who comes after a long time catches up in several. */
const WINDOW = 5000;

/** In this order: what changes while the overview is read is then told. */
const BEGIN_ANEW = 'Fråga om utan after och läs sedan om översikten.';

const HEAD = 'pg_snapshot_xmin(pg_current_snapshot())';

/**
 * Follows the events of a contract from a place on, none left out and none twice, in a subgraph's own outbox. Without a place it
 * tells only where the feed stands now.
 *
 * What is still being committed is told next time: the feed ends before the oldest transaction that runs. Events that were purged
 * (see `purge.ts`) are told to nobody: who has come no further than before one of them must begin anew.
 *
 * @param inReach - condition in SQL on the event `o`, with the parameters from $5 on: which events the reader may see.
 * @throws BadInput for a cursor that is none of ours, or of a database that was there before this one (`UNKNOWN_CURSOR`), and for
 *   one after which events were purged (`CURSOR_TOO_OLD`).
 */
export async function readFeed<C extends EventContract>(
  sql: Sql,
  contract: C,
  { first, after }: { readonly first: number; readonly after: string | null },
  inReach: string,
  parameters: readonly unknown[],
): Promise<FeedPage<C>> {
  const place = after === null ? null : placeOf(after);
  // The type stands in the text, so that an index of its events can be used.
  const following = `kit.outbox o WHERE o.type = '${contract.type}' AND (o.written_in, o.position) > ($1::xid8, $2::bigint)`;
  const bounds = await sql.$queryRawUnsafe<readonly [Bounds]>(
    `SELECT ${HEAD}::text AS head, $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) AS "isAhead", w.*
     FROM (SELECT) AS one LEFT JOIN LATERAL (
       SELECT o.written_in::text AS "windowTransaction", o.position::text AS "windowPosition" FROM ${following} AND o.written_in < ${HEAD}
       ORDER BY o.written_in, o.position OFFSET ${WINDOW - 1} LIMIT 1) AS w ON $1::text IS NOT NULL`,
    place?.transaction ?? null,
    place?.position ?? null,
  );
  const { head, isAhead, windowTransaction, windowPosition } = bounds[0];
  if (isAhead) throw unknownCursor();
  const now = cursorOf({ transaction: head, position: '0' });
  if (!place) return { events: [], endCursor: now, hasMore: false };

  const end = windowTransaction && windowPosition ? { transaction: windowTransaction, position: windowPosition } : null;
  // One statement, so that what is purged meanwhile is either told or known to be missed.
  const rows = await sql.$queryRawUnsafe<readonly (Row | Nothing)[]>(
    `SELECT missed.*, told.* FROM (
       SELECT EXISTS (SELECT FROM kit.outbox_purged p WHERE p.type = '${contract.type}'
         AND (p.written_in, p.position) > ($1::xid8, $2::bigint) AND p.written_in < pg_snapshot_xmax(pg_current_snapshot())
       ) AS "isPurged") AS missed
     LEFT JOIN LATERAL (
       SELECT o.written_in::text AS transaction, o.position::text, o.data, o.occurred_at AS "occurredAt"
       FROM ${following} AND (o.written_in, o.position) <= ($3::xid8, $4::bigint) AND ${inReach}
       ORDER BY o.written_in, o.position LIMIT ${first + 1}) AS told ON true
     ORDER BY told.transaction::xid8, told.position::bigint`,
    place.transaction,
    place.position,
    end?.transaction ?? head,
    end?.position ?? '0',
    ...parameters,
  );
  if (rows[0]?.isPurged) throw cursorTooOld();
  const found = rows.filter((row) => row.transaction !== null);
  const events = found.slice(0, first).map((row) => ({
    cursor: cursorOf(row),
    // What is in the outbox was parsed with its contract when it was written.
    data: row.data as EventData<C>,
    occurredAt: row.occurredAt,
  }));
  const isFull = found.length > first;
  const last = isFull ? events.at(-1)?.cursor : end && cursorOf(end);
  return { events, endCursor: last ?? now, hasMore: isFull || end !== null };
}

interface Bounds {
  readonly head: string;
  /** Is the place later than everything that has begun here? Then it is of another database. */
  readonly isAhead: boolean | null;
  readonly windowTransaction: string | null;
  readonly windowPosition: string | null;
}

interface Row extends Place {
  /** Was an event after the reader's place purged? */
  readonly isPurged: boolean;
  readonly data: unknown;
  readonly occurredAt: Date;
}

/** The one row that comes when there is no event. */
interface Nothing {
  readonly isPurged: boolean;
  readonly transaction: null;
}

function cursorOf({ transaction, position }: Place): string {
  return Buffer.from(`${transaction}.${position}`).toString('base64url');
}

function placeOf(cursor: string): Place {
  const [, transaction, position] = /^(\d{1,18})\.(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (transaction === undefined || position === undefined) throw unknownCursor();
  return { transaction, position };
}

function unknownCursor(): BadInput {
  return new BadInput('after', 'UNKNOWN_CURSOR', `Fältet after är ingen giltig markör. ${BEGIN_ANEW}`);
}

function cursorTooOld(): BadInput {
  return new BadInput(
    'after',
    'CURSOR_TOO_OLD',
    `Fältet after är för gammalt: senare ändringar har gallrats. ${BEGIN_ANEW}`,
  );
}
