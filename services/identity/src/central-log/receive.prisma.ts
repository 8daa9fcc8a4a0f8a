import { GENESIS } from '@samplan/kit/access/chain';
import { type LinkedEntry, linkedEntries } from '@samplan/kit/access/segment';
import type { ShipSegment } from '@samplan/kit/access/shipper';
import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { transact } from '@samplan/kit/db/transaction';
import { type Handler, on } from '@samplan/kit/events/inbox';
import type { LogSegment } from '@samplan/schema/events/access-log';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { SEALED_LOGS } from '@samplan/schema/events/index';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { SegmentRefused } from './store.ts';

type Tx = Prisma.TransactionClient;

/** What identity does with the sealed logs of the others. */
export function onLogSealed(db: PrismaClient): readonly Handler<Tx>[] {
  return SEALED_LOGS.map((contract) =>
    // Every contract of the list has a segment as its data.
    on(contract, (tx, segment) => receiveSegment(db, tx, contract.producer, segment as LogSegment)),
  );
}

/** Takes identity's own log, without a door between. */
export function takeOwnLog(db: PrismaClient): ShipSegment {
  return async (segment) => {
    try {
      await transact(db, (tx) => receiveSegment(db, tx, 'identity', segment));
      return null;
    } catch (error) {
      if (error instanceof SegmentRefused) return error.name;
      throw error;
    }
  };
}

/**
 * Adds a segment where it follows the last link. What is here already is passed over when it is the same.
 * @throws SegmentRefused; then the fault is noted, and nothing is added.
 */
async function receiveSegment(db: PrismaClient, tx: Tx, subgraph: SubgraphName, segment: LogSegment): Promise<void> {
  try {
    await addSegment(tx, subgraph, segment);
  } catch (error) {
    // Outside the transaction, which is about to be undone. A gap mends itself.
    if (error instanceof SegmentRefused && error.fault !== 'GAP') {
      await noteFault(db, subgraph, error.fault, segment.first);
    }
    throw error;
  }
}

async function addSegment(tx: Tx, subgraph: SubgraphName, segment: LogSegment): Promise<void> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('log_entry:' || $1, 0))`, subgraph);
  const head = await headOf(tx, subgraph);
  if (segment.tip < head.seal) throw new SegmentRefused('CUT', head.seal);
  if (segment.first > head.seal + 1) throw new SegmentRefused('GAP', head.seal);
  const before = segment.first === head.seal + 1 ? head.hash : await hashAt(tx, subgraph, segment.first - 1);
  if (before !== segment.before) throw new SegmentRefused('FORK', head.seal);
  const entries = linkedEntries(segment);
  if (!entries) throw new SegmentRefused('ALTERED', head.seal);
  const known = entries.filter(({ seal }) => seal <= head.seal).at(-1);
  if (known && known.hash.toString('hex') !== (await hashAt(tx, subgraph, known.seal))) {
    throw new SegmentRefused('FORK', head.seal);
  }
  const fresh = entries.filter(({ seal }) => seal > head.seal);
  await insertRows(
    tx,
    'log_entry',
    fresh.map((entry) => rowOf(subgraph, entry)),
  );
}

interface Head {
  readonly seal: number;
  readonly hash: string;
}

async function headOf(tx: Tx, subgraph: SubgraphName): Promise<Head> {
  const last = await tx.logEntry.findFirst({
    where: { subgraph },
    orderBy: { seal: 'desc' },
    select: { seal: true, hash: true },
  });
  return last
    ? { seal: Number(last.seal), hash: Buffer.from(last.hash).toString('hex') }
    : { seal: 0, hash: GENESIS.toString('hex') };
}

async function hashAt(tx: Tx, subgraph: SubgraphName, seal: number): Promise<string | null> {
  if (seal === 0) return GENESIS.toString('hex');
  const row = await tx.logEntry.findUnique({
    where: { subgraph_seal: { subgraph, seal } },
    select: { hash: true },
  });
  return row && Buffer.from(row.hash).toString('hex');
}

function rowOf(subgraph: SubgraphName, { seal, hash, sealedAt, entry }: LinkedEntry) {
  return {
    subgraph,
    seal,
    ...entry,
    at: instantOf(entry.at),
    sealed_at: instantOf(sealedAt),
    hash: `\\x${hash.toString('hex')}`,
  };
}

/** PostgreSQL's text for seconds since 1970, to the microsecond, which a Date would lose. */
function instantOf(seconds: string): string {
  const [whole = '0', decimals = '000000'] = seconds.split('.');
  return `${new Date(Number(whole) * 1000).toISOString().slice(0, 19)}.${decimals}Z`;
}

/** Notes a fault, once for each place. */
export async function noteFault(sql: Sql, subgraph: SubgraphName, fault: string, seal: number): Promise<void> {
  await sql.$executeRawUnsafe(
    'INSERT INTO log_fault (subgraph, fault, seal) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    subgraph,
    fault,
    seal,
  );
}
