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
      /** Place up to which entries were purged (G-073); absent where none were. */
      readonly purged?: number;
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
  | 'ANCHOR_MISSING'
  /** The anchor lies in what was purged; only a later one says something. */
  | 'ANCHOR_PURGED';

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

/** Where what is left of a chain begins: after the last link that was purged, or at its very beginning. */
export interface ChainStart {
  readonly seal: number;
  readonly hash: Buffer;
}

/** The start of a chain of which nothing was purged. */
export const UNPURGED: ChainStart = { seal: 0, hash: GENESIS };

/**
 * Checks the chain of a subgraph's access log from the first entry that is left to the last, in bounded memory.
 * @param anchor - from an earlier report; finds entries cut off at the end, which the chain itself cannot show.
 */
export async function verifyChain(db: Queryable, anchor?: Anchor): Promise<ChainReport> {
  const walked = await walkChain({
    async start() {
      const { rows } = await db.query<{ seal: string; hash: Buffer }>(
        'SELECT up_to_seal AS seal, hash FROM kit.access_log_purge ORDER BY up_to_seal DESC LIMIT 1',
      );
      return rows[0] ? { seal: Number(rows[0].seal), hash: rows[0].hash } : UNPURGED;
    },
    async page(after, limit) {
      // The first page begins wherever the links do: one that was put before the first is no less false.
      const { rows } = await db.query<ChainLink>(
        `SELECT s.seal, s.hash, extract(epoch FROM s.sealed_at)::text AS sealed_at, ${ENTRY_COLUMNS} FROM kit.access_log_seal s LEFT JOIN kit.access_log l USING (entry)
         WHERE $1 = 0 OR s.seal > $1 ORDER BY s.seal LIMIT $2`,
        [after, limit],
      );
      return rows;
    },
    anchor,
  });
  return walked.holds ? await verifyUnsealed(db, walked) : walked;
}

/** A chain that holds, as far as it goes. */
export interface WalkedChain {
  readonly holds: true;
  readonly last: number;
  readonly head: Buffer;
  /** As in {@link ChainReport}. */
  readonly purged?: number;
}

/** A chain to go along. */
export interface WalkedLinks {
  /** Where it begins now. */
  start(): Promise<ChainStart>;
  /** Reads the links after a place, in order; from wherever they begin when the place is 0. */
  page(after: number, limit: number): Promise<readonly ChainLink[]>;
  /** Must be in it. */
  readonly anchor?: Anchor | undefined;
}

type Walked = WalkedChain | Extract<ChainReport, { holds: false }>;

/** Goes along a chain page by page, in bounded memory. */
export async function walkChain(links: WalkedLinks): Promise<Walked> {
  for (;;) {
    const start = await links.start();
    const walked = await walkFrom(start, links);
    // A purge while it was walked takes links away that were still to be read.
    if (walked.holds || (await links.start()).seal === start.seal) return walked;
  }
}

async function walkFrom(start: ChainStart, { page, anchor }: WalkedLinks): Promise<Walked> {
  if (anchor && anchor.seal > 0 && anchor.seal < start.seal) {
    return { holds: false, seal: anchor.seal, fault: 'ANCHOR_PURGED' };
  }
  const walk = new Walk(start, anchor);
  let after = 0;
  for (;;) {
    const rows = await page(after, BATCH);
    for (const row of rows) {
      const fault = walk.step(row);
      if (fault) return { holds: false, seal: walk.last + 1, fault };
    }
    if (rows.length < BATCH) break;
    after = walk.last;
  }
  if (!walk.isAnchorSeen) return { holds: false, seal: anchor?.seal ?? null, fault: 'ANCHOR_MISSING' };
  return { holds: true, last: walk.last, head: walk.head, ...(start.seal > 0 && { purged: start.seal }) };
}

/** Goes along the chain link by link. */
class Walk {
  last: number;
  head: Buffer;
  isAnchorSeen: boolean;
  private readonly anchor: Anchor | undefined;

  constructor(start: ChainStart, anchor: Anchor | undefined) {
    this.last = start.seal;
    this.head = start.hash;
    this.anchor = anchor;
    const isStart = anchor?.seal === start.seal && anchor.hash === start.hash.toString('hex');
    this.isAnchorSeen = anchor === undefined || anchor.seal === 0 || isStart;
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

async function verifyUnsealed(db: Queryable, { last, head, purged }: WalkedChain): Promise<ChainReport> {
  const { rows } = await db.query<{ waiting: string; loose: string }>(
    `SELECT (SELECT count(*) FROM kit.access_log_unsealed) AS waiting,
            (SELECT count(*) FROM kit.access_log l
             WHERE NOT EXISTS (SELECT 1 FROM kit.access_log_seal s WHERE s.entry = l.entry)
               AND NOT EXISTS (SELECT 1 FROM kit.access_log_unsealed u WHERE u.entry = l.entry)) AS loose`,
  );
  const row = rows[0];
  if (Number(row?.loose) > 0) return { holds: false, seal: null, fault: 'UNSEALED_ENTRY' };
  return {
    holds: true,
    sealed: last,
    waiting: Number(row?.waiting),
    head: head.toString('hex'),
    ...(purged && { purged }),
  };
}
