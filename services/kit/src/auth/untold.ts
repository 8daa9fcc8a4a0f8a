import type { SubgraphName } from '@samplan/schema/events/contract';
import { assignmentChanged, sessionEnded } from '@samplan/schema/events/identity';
import type pg from 'pg';
import { request } from 'undici';
import { z } from 'zod';
import { onReachChanged } from '../copies/reach.ts';

/** What a subgraph has not heard yet: ids of what has ended, which open nothing, and what was decided about reach, which is ids. */
const untoldEnds = z.object({
  sessions: z.array(z.string()),
  assignments: z.array(z.string()),
  reach: z.array(z.object({ type: z.string(), data: z.unknown() })),
});
/** See above. */
export type UntoldEnds = Readonly<z.infer<typeof untoldEnds>>;

const REACH_TYPES: readonly string[] = onReachChanged().map((handler) => handler.contract.type);

/** How long identity may take to answer. */
export const DEADLINE_MS = 500;

/** Asks identity. Throws when identity or its database cannot be reached. */
export type AskUntold = () => Promise<UntoldEnds>;

/**
 * What identity has not told a subgraph yet, whatever keeps it from hearing: it is dead, slow, or the event is parked.
 * @param since - sessions and assignments that ended before need no telling: no token lives that long.
 */
export async function untoldTo(pool: pg.Pool, consumer: SubgraphName, since: Date): Promise<UntoldEnds> {
  const { rows } = await pool.query<{ type: string; id: string; data: unknown }>(
    `SELECT o.type, o.data ->> CASE o.type WHEN $3 THEN 'sessionId' ELSE 'assignmentId' END AS id, o.data
     FROM kit.outbox_delivery d JOIN kit.outbox o USING (position)
     WHERE d.consumer = $1 AND (o.type = ANY ($5) OR (o.occurred_at > $2
       AND (o.type = $3 OR (o.type = $4 AND o.data @> '{"isActive": false}'))))
     ORDER BY position`,
    [consumer, since, sessionEnded.type, assignmentChanged.type, REACH_TYPES],
  );
  const idsOf = (type: string): string[] => rows.filter((row) => row.type === type).map((row) => row.id);
  const reach = rows.filter((row) => REACH_TYPES.includes(row.type)).map(({ type, data }) => ({ type, data }));
  return { sessions: idsOf(sessionEnded.type), assignments: idsOf(assignmentChanged.type), reach };
}

/** Path at identity where a subgraph asks; `:consumer` is its name. */
export const UNTOLD_PATH = '/untold-ends/:consumer';

/** Asks identity over HTTP. */
export function remoteUntold(identity: URL, consumer: SubgraphName): AskUntold {
  const url = new URL(UNTOLD_PATH.replace(':consumer', consumer), identity);
  return async () => {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const answer = await body.text();
    if (statusCode !== 200) throw new IdentitySilent();
    return untoldEnds.parse(JSON.parse(answer));
  };
}

/** Identity itself has nothing to be told. */
export const nothingUntold: AskUntold = async () => ({ sessions: [], assignments: [], reach: [] });

/** Identity does not say what has ended. */
export class IdentitySilent extends Error {
  override readonly name = 'IdentitySilent';
}
