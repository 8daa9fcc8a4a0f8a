import { ENTRY_COLUMNS } from '@samplan/kit/access/chain';
import { type Anchor, type ChainLink, UNPURGED, walkChain } from '@samplan/kit/access/verify';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { CentralReport } from './store.ts';

/** Whatever sends a statement: a pool, or one connection. */
interface Asked {
  query(statement: string, values: unknown[]): Promise<{ rows: ChainLink[] }>;
}

/**
 * Checks a subgraph's chain in the central log from the first entry to the last, in bounded memory.
 * @param anchor - from an earlier report; finds what was cut off at the end of both.
 */
export async function verifyCentral(db: Asked, subgraph: SubgraphName, anchor?: Anchor): Promise<CentralReport> {
  const walked = await walkChain({
    start: async () => UNPURGED,
    async page(after, limit) {
      const { rows } = await db.query(
        `SELECT l.seal, l.hash, extract(epoch FROM l.sealed_at)::text AS sealed_at, ${ENTRY_COLUMNS} FROM log_entry l
         WHERE l.subgraph = $1 AND l.seal > $2 ORDER BY l.seal LIMIT $3`,
        [subgraph, after, limit],
      );
      return rows;
    },
    anchor,
  });
  return walked.holds ? { holds: true, sealed: walked.last, head: walked.head.toString('hex') } : walked;
}
