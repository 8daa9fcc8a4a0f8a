import type { SubgraphName } from '@samplan/schema/events/contract';
import { assignmentChanged, sessionEnded } from '@samplan/schema/events/identity';
import type pg from 'pg';
import { request } from 'undici';
import { z } from 'zod';

/** What has ended and a subgraph has not heard yet: ids, which open nothing. */
const untoldEnds = z.object({ sessions: z.array(z.string()), assignments: z.array(z.string()) });
/** See above. */
export type UntoldEnds = Readonly<z.infer<typeof untoldEnds>>;

/** How long identity may take to answer. */
export const DEADLINE_MS = 500;

/** Asks identity. Throws when identity or its database cannot be reached. */
export type AskUntold = () => Promise<UntoldEnds>;

/**
 * What identity has not told a subgraph yet, whatever keeps it from hearing: it is dead, slow, or the event is parked.
 * @param since - what ended before needs no telling: no token lives that long.
 */
export async function untoldTo(pool: pg.Pool, consumer: SubgraphName, since: Date): Promise<UntoldEnds> {
  const { rows } = await pool.query<{ type: string; id: string }>(
    `SELECT o.type, o.data ->> CASE o.type WHEN $3 THEN 'sessionId' ELSE 'assignmentId' END AS id
     FROM kit.outbox_delivery d JOIN kit.outbox o USING (position)
     WHERE d.consumer = $1 AND o.occurred_at > $2
       AND (o.type = $3 OR (o.type = $4 AND o.data @> '{"isActive": false}'))`,
    [consumer, since, sessionEnded.type, assignmentChanged.type],
  );
  const idsOf = (type: string): string[] => rows.filter((row) => row.type === type).map((row) => row.id);
  return { sessions: idsOf(sessionEnded.type), assignments: idsOf(assignmentChanged.type) };
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
export const nothingUntold: AskUntold = async () => ({ sessions: [], assignments: [] });

/** Identity does not say what has ended. */
export class IdentitySilent extends Error {
  override readonly name = 'IdentitySilent';
}
