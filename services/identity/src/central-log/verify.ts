import { ENTRY_COLUMNS } from '@samplan/kit/access/chain';
import { type Anchor, type ChainLink, UNPURGED, walkChain } from '@samplan/kit/access/verify';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { QueryResultRow } from 'pg';
import type { CentralReport } from './store.ts';

/** Whatever sends a statement: a pool, or one connection. */
interface Asked {
  query<T extends QueryResultRow>(statement: string, values: unknown[]): Promise<{ rows: T[] }>;
}

/**
 * Checks a subgraph's chain in the central log from the first entry that is left to the last, in bounded memory.
 * @param anchor - from an earlier report; finds what was cut off at the end of both.
 */
export async function verifyCentral(db: Asked, subgraph: SubgraphName, anchor?: Anchor): Promise<CentralReport> {
  const walked = await walkChain({
    async start() {
      const { rows } = await db.query<{ seal: string; hash: Buffer }>(
        'SELECT up_to_seal AS seal, hash FROM log_purge WHERE subgraph = $1 ORDER BY up_to_seal DESC LIMIT 1',
        [subgraph],
      );
      return rows[0] ? { seal: Number(rows[0].seal), hash: rows[0].hash } : UNPURGED;
    },
    async page(after, limit) {
      const { rows } = await db.query<ChainLink>(
        `SELECT l.seal, l.hash, extract(epoch FROM l.sealed_at)::text AS sealed_at, ${ENTRY_COLUMNS} FROM log_entry l
         WHERE l.subgraph = $1 AND l.seal > $2 ORDER BY l.seal LIMIT $3`,
        [subgraph, after, limit],
      );
      return rows;
    },
    anchor,
  });
  if (!walked.holds) return walked;
  const { last, head, purged } = walked;
  return { holds: true, sealed: last, head: head.toString('hex'), ...(purged && { purged }) };
}
