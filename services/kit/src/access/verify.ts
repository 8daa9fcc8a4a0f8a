import type pg from 'pg';
import { ENTRY_COLUMNS, GENESIS, link, type StoredEntry } from './chain.ts';

/** What the check of a chain found. */
export type ChainReport =
  | {
      readonly holds: true;
      readonly sealed: number;
      /** Entries that wait to be sealed; more than some moments old means that the sealer does not run. */
      readonly waiting: number;
      /** Last link in hex. Kept elsewhere, it proves later that nothing was cut off. */
      readonly head: string;
    }
  | { readonly holds: false; readonly seal: number | null; readonly fault: ChainFault };

/** How a chain can be broken. */
export type ChainFault =
  /** An entry or a link was changed, or entries changed places. */
  | 'ALTERED'
  /** A link is missing in the middle, or an entry is. */
  | 'REMOVED'
  /** An entry neither sealed nor waiting: it was taken out of the queue. */
  | 'UNSEALED_ENTRY'
  /** The chain does not hold the anchor: entries were cut off at the end, or the chain was made anew. */
  | 'ANCHOR_MISSING';

/** A place in the chain that was noted elsewhere earlier. */
export interface Anchor {
  readonly seal: number;
  readonly hash: string;
}

/** A pool, or one connection and what its transaction sees. */
type Queryable = Pick<pg.ClientBase, 'query'>;

const BATCH = 1000;

/** A link and its entry; the entry's columns are null where it was removed. */
export type ChainLink = { readonly seal: string; readonly hash: Buffer; readonly sealed_at: string } & (
  | StoredEntry
  | { readonly entry: null }
);

/**
 * Checks the chain of a subgraph's access log from the first entry to the last, in bounded memory.
 * @param anchor - from an earlier report; finds entries cut off at the end, which the chain itself cannot show.
 */
export async function verifyChain(db: Queryable, anchor?: Anchor): Promise<ChainReport> {
  const walked = await walkChain(async (after, limit) => {
    // The first page begins wherever the links do: one that was put before the first is no less false.
    const { rows } = await db.query<ChainLink>(
      `SELECT s.seal, s.hash, extract(epoch FROM s.sealed_at)::text AS sealed_at, ${ENTRY_COLUMNS} FROM kit.access_log_seal s LEFT JOIN kit.access_log l USING (entry)
       WHERE $1 = 0 OR s.seal > $1 ORDER BY s.seal LIMIT $2`,
      [after, limit],
    );
    return rows;
  }, anchor);
  return walked.holds ? await verifyUnsealed(db, walked) : walked;
}

/** A chain that holds, as far as it goes. */
export interface WalkedChain {
  readonly holds: true;
  readonly last: number;
  readonly head: Buffer;
}

/** Reads the links after a place, in order; from wherever they begin when the place is 0. */
export type LinkPage = (after: number, limit: number) => Promise<readonly ChainLink[]>;

/**
 * Goes along a chain page by page, in bounded memory.
 * @param anchor - must be in it.
 */
export async function walkChain(
  page: LinkPage,
  anchor?: Anchor,
): Promise<WalkedChain | Extract<ChainReport, { holds: false }>> {
  const walk = new Walk(anchor);
  for (;;) {
    const rows = await page(walk.last, BATCH);
    for (const row of rows) {
      const fault = walk.step(row);
      if (fault) return { holds: false, seal: walk.last + 1, fault };
    }
    if (rows.length < BATCH) break;
  }
  if (!walk.isAnchorSeen) return { holds: false, seal: anchor?.seal ?? null, fault: 'ANCHOR_MISSING' };
  return { holds: true, last: walk.last, head: walk.head };
}

/** Goes along the chain link by link. */
class Walk {
  last = 0;
  head: Buffer = GENESIS;
  isAnchorSeen: boolean;
  private readonly anchor: Anchor | undefined;

  constructor(anchor: Anchor | undefined) {
    this.anchor = anchor;
    this.isAnchorSeen = anchor === undefined || anchor.seal === 0;
  }

  step(row: ChainLink): ChainFault | undefined {
    const seal = Number(row.seal);
    if (seal !== this.last + 1 || row.entry === null) return 'REMOVED';
    const hash = link(this.head, row.sealed_at, row);
    if (!hash.equals(row.hash)) return 'ALTERED';
    if (this.anchor?.seal === seal) {
      if (this.anchor.hash !== hash.toString('hex')) return 'ANCHOR_MISSING';
      this.isAnchorSeen = true;
    }
    this.head = hash;
    this.last = seal;
    return undefined;
  }
}

async function verifyUnsealed(db: Queryable, { last, head }: WalkedChain): Promise<ChainReport> {
  const { rows } = await db.query<{ waiting: string; loose: string }>(
    `SELECT (SELECT count(*) FROM kit.access_log_unsealed) AS waiting,
            (SELECT count(*) FROM kit.access_log l
             WHERE NOT EXISTS (SELECT 1 FROM kit.access_log_seal s WHERE s.entry = l.entry)
               AND NOT EXISTS (SELECT 1 FROM kit.access_log_unsealed u WHERE u.entry = l.entry)) AS loose`,
  );
  const row = rows[0];
  if (Number(row?.loose) > 0) return { holds: false, seal: null, fault: 'UNSEALED_ENTRY' };
  return { holds: true, sealed: last, waiting: Number(row?.waiting), head: head.toString('hex') };
}
