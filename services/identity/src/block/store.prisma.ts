import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import { hindrances, withinReach } from '@samplan/kit/copies/care-relation';
import { storeBlocks, storeLifts } from '@samplan/kit/copies/reach';
import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import { groupsInOrder } from '@samplan/kit/ordered';
import { blockChanged, blockLifted } from '@samplan/schema/events/reach';
import type { Prisma, PrismaClient, Block as Row } from '../generated/prisma/client.ts';
import type { Block, BlockScope } from './domain.ts';
import { patientFactsOf } from './facts.prisma.ts';
import type { BlockStore, LiftRequest, Registration } from './store.ts';

type Tx = Prisma.TransactionClient;

/** Blocks in PostgreSQL. What is decided and the event that tells it are stored together. */
export function prismaBlocks(db: PrismaClient): BlockStore {
  return {
    async inForce(grant, patientIds, access, now) {
      const related = await withinReach(db, grant, patientIds, access, now, { orOpened: true });
      const rows = await db.block.findMany({
        where: { patientId: { in: [...related] }, endedAt: null },
        orderBy: [{ registeredAt: 'asc' }, { id: 'asc' }],
      });
      access.read(
        grant,
        related.map((patientId) => ({ patientId })),
      );
      const groups = groupsInOrder(patientIds, rows.map(toBlock), (block) => block.patientId);
      return groups.map((blocks, i) => (related.includes(patientIds[i] ?? '') ? blocks : null));
    },
    patientFacts: (grant, patientId, access, now) => patientFactsOf(db, grant, patientId, access, now),
    async register(grant, block, access, now) {
      try {
        return await transact(db, async (tx): Promise<Registration> => {
          const by = { registeredByUserId: grant.viewer.userId, registeredByUnitId: grant.reach.unitId };
          await tx.block.create({ data: { ...block, ...by } });
          const eventId = await tell(tx, block, true, now);
          await access.write(tx, grant, { patientId: block.patientId, subjectId: block.id });
          return { kind: 'REGISTERED', eventId };
        });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const { patientId, sourceId, scope } = block;
        const inForce = await db.block.findFirst({ where: { patientId, sourceId, scope, endedAt: null } });
        if (!inForce) throw error; // it ended this very moment: the caller tries again
        return { kind: 'IN_FORCE', block: toBlock(inForce) };
      }
    },
    async end(grant, blockId, access, now) {
      const block = await db.block.findFirst({ where: { id: blockId, sourceId: { in: ownSources(grant) } } });
      const hindering = block && (await hindrances(db, grant, [block.patientId], now, { orOpened: false }));
      if (!block || hindering?.get(block.patientId) !== null) {
        access.denied(grant.action, 'NOT_IN_REACH', { patientId: block?.patientId ?? null, subjectId: blockId });
        return null;
      }
      return await transact(db, async (tx) => {
        const [row] = await tx.block.updateManyAndReturn({
          where: { id: blockId, endedAt: null },
          data: { endedAt: now, endedByUserId: grant.viewer.userId, version: { increment: 1 } },
        });
        if (!row) return null;
        const eventId = await tell(tx, toBlock(row), false, now);
        await access.write(tx, grant, { patientId: row.patientId, subjectId: row.id });
        return { value: now, eventId };
      });
    },
    async noteRevealed(grant, patientId, ground, access, now) {
      await transact(db, async (tx) => {
        await noteRevealed(tx, grant, patientId, ground, now);
        await access.write(tx, grant, { patientId });
      });
    },
    async findRevealed(grant, blockId, access) {
      const row = await db.block.findFirst({ where: { id: blockId, endedAt: null } });
      if (!row) {
        access.denied(grant.action, 'NOT_IN_REACH', { subjectId: blockId });
        return null;
      }
      const latest = await db.blockReveal.findFirst({
        where: { userId: grant.viewer.userId, patientId: row.patientId, unitId: grant.reach.unitId },
        orderBy: { at: 'desc' },
      });
      // An id that was guessed is answered like one that does not exist.
      if (!latest) {
        access.denied(grant.action, 'BLOCKED', { patientId: row.patientId, subjectId: blockId });
        return null;
      }
      return { block: toBlock(row), revealedAt: latest.at };
    },
    async lift(grant, block, { ground, reason, until }, access, now) {
      return await transact(db, async (tx) => {
        const { unitId } = grant.reach;
        const by = { userId: grant.viewer.userId, unitId };
        const { eventId } = await lift(tx, block, unitId, by, { ground, reason, until }, now);
        await access.write(tx, grant, { patientId: block.patientId, subjectId: block.id });
        return eventId;
      });
    },
    async request(grant, block, reason, access, now) {
      return await transact(db, async (tx) => {
        const row = await tx.liftRequest.create({
          data: {
            id: newId('lrq'),
            blockId: block.id,
            principalId: block.principalId,
            reason,
            requestedAt: now,
            requestedByUserId: grant.viewer.userId,
            requestedByUnitId: grant.reach.unitId,
          },
          include: { block: true },
        });
        await access.write(tx, grant, { patientId: block.patientId, subjectId: row.id });
        return toRequest(row);
      });
    },
    async requests(grant, first, access) {
      const rows = await db.liftRequest.findMany({
        where: { id: { in: await requestIdsInReach(db, grant, null) } },
        orderBy: [{ answeredAt: { sort: 'asc', nulls: 'first' } }, { requestedAt: 'desc' }],
        take: first,
        include: { block: true },
      });
      access.read(
        grant,
        rows.map(({ id, block }) => ({ patientId: block.patientId, subjectId: id })),
      );
      return rows.map(toRequest);
    },
    async answer(grant, requestId, isGranted, until, access, now) {
      const answered = await transact(db, async (tx) => {
        const [id] = await requestIdsInReach(tx, grant, requestId);
        const before = id ? await tx.liftRequest.findUnique({ where: { id }, include: { block: true } }) : null;
        if (!before) return null;
        const { count } = await tx.liftRequest.updateMany({
          where: { id: requestId, answeredAt: null },
          data: { isGranted, answeredAt: now, answeredByUserId: grant.viewer.userId },
        });
        if (count === 0) return 'ANSWERED' as const;
        const block = toBlock(before.block);
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const isInForce = before.block.endedAt === null;
        const lifted =
          isGranted && isInForce
            ? await lift(
                tx,
                block,
                before.requestedByUnitId,
                by,
                { ground: 'REQUEST', reason: before.reason, until },
                now,
              )
            : { eventId: '' };
        await access.write(tx, grant, { patientId: block.patientId, subjectId: requestId });
        return { value: { ...toRequest(before), isGranted, answeredAt: now }, eventId: lifted.eventId };
      });
      if (!answered) access.denied(grant.action, 'NOT_IN_REACH', { subjectId: requestId });
      return answered;
    },
  };
}

/** Notes, in a transaction, that somebody was shown who has blocked. */
export async function noteRevealed(
  tx: Tx,
  grant: Grant<string, UnitReach>,
  patientId: string,
  ground: string,
  now: Date,
): Promise<void> {
  const { userId } = grant.viewer;
  await tx.blockReveal.create({
    data: { id: newId('rvl'), patientId, userId, unitId: grant.reach.unitId, ground, at: now },
  });
}

async function lift(
  tx: Tx,
  block: Block,
  unitId: string,
  by: { readonly userId: string; readonly unitId: string },
  { ground, reason, until }: { readonly ground: string; readonly reason: string; readonly until: Date },
  now: Date,
): Promise<{ readonly eventId: string }> {
  const id = newId('lft');
  await tx.blockLift.create({
    data: {
      id,
      blockId: block.id,
      unitId,
      ground,
      reason,
      liftedAt: now,
      until,
      liftedByUserId: by.userId,
      liftedByUnitId: by.unitId,
    },
  });
  const data = { liftId: id, blockId: block.id, unitId, until: until.toISOString(), version: 1 };
  await storeLifts(tx, [data]);
  const [eventId] = await writeEvents(tx, [newEvent(blockLifted, block.id, data)], now);
  return { eventId: found(eventId) };
}

/** Tells everyone, and this subgraph's own copy, of a block. */
async function tell(tx: Tx, block: Block, isActive: boolean, now: Date): Promise<string> {
  const { id: blockId, patientId, sourceId, principalId, coversSent, version } = block;
  const isOuter = block.scope === 'CARE_GIVER';
  const data = { blockId, patientId, sourceId, principalId, isOuter, coversSent, isActive, version };
  await storeBlocks(tx, [data]);
  const [eventId] = await writeEvents(tx, [newEvent(blockChanged, blockId, data)], now);
  return found(eventId);
}

/**
 * Ids of the requests that the viewer may answer: about what the viewer's unit or administration has blocked; about the care
 * giver's, where the unit has or had to do with the patient.
 */
async function requestIdsInReach(tx: Sql, grant: Grant<string>, id: string | null): Promise<string[]> {
  const { assignment } = grant.viewer;
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT q.id FROM lift_request q JOIN block b ON b.id = q.block_id
     WHERE q.principal_id = $1 AND b.source_id = ANY($2) AND ($3::text IS NULL OR q.id = $3)
       AND (b.scope <> 'CARE_GIVER'
         OR EXISTS (SELECT 1 FROM kit.care_relation r WHERE r.unit_id = $4 AND r.patient_id = b.patient_id))`,
    assignment.principalId,
    ownSources(grant),
    id,
    assignment.unitId,
  );
  return rows.map((row) => row.id);
}

function ownSources({ viewer: { assignment } }: Grant<string>): string[] {
  return [assignment.unitId, assignment.administrationId, assignment.principalId];
}

function toBlock(row: Row): Block {
  const { id, patientId, scope, sourceId, principalId, coversSent, registeredAt, version } = row;
  // The column holds only what our own rule wrote.
  return { id, patientId, scope: scope as BlockScope, sourceId, principalId, coversSent, registeredAt, version };
}

type RequestRow = Prisma.LiftRequestGetPayload<{ include: { block: true } }>;

function toRequest({ block, ...row }: RequestRow): LiftRequest {
  const { id, reason, requestedAt, requestedByUserId, requestedByUnitId, isGranted, answeredAt } = row;
  return {
    id,
    block: toBlock(block),
    reason,
    requestedAt,
    requestedByUserId,
    requestedByUnitId,
    isGranted,
    answeredAt,
  };
}

/** The blocks in force of a patient. */
export async function blocksOf(tx: Tx, patientId: string): Promise<readonly Block[]> {
  const rows = await tx.block.findMany({ where: { patientId, endedAt: null }, orderBy: { registeredAt: 'asc' } });
  return rows.map(toBlock);
}
