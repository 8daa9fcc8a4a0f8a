import type { Secrets } from '@samplan/kit/auth/secrets';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import type { Environment } from '@samplan/kit/server/subgraph';
import { dateOf, type Ended } from '../assignment/change.prisma.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AccessOrderState } from '../generated/resolvers.ts';
import { type AccessOrder, issuedStep, waitingOwnStep, waitingStep } from './domain.ts';
import { executeWithin } from './execute.prisma.ts';
import { readFacts } from './facts.prisma.ts';
import { tellOfPlaced, tellOfStep } from './mails.prisma.ts';
import { reissueWithin } from './reissue.prisma.ts';
import { inReach, moveOn, note, type Tx, takeOrder, toOrder, WHOLE } from './rows.prisma.ts';
import type { NewOrder, OrderStore, PlaceGrant, SeeGrant, StepOutcome } from './store.ts';

interface Done {
  readonly order: AccessOrder;
  readonly executed: Ended;
}

interface Reissued {
  readonly order: AccessOrder;
  readonly ended: Ended;
}

/**
 * Orders of access in PostgreSQL.
 * @param secrets - encrypt credentials and identity numbers.
 * @param environment - where the accounts that are made belong.
 * @param noteEnded - tells this process at once what has ended.
 * @param sendsMail - are confirmations and notices mailed? Without a mail server none are written.
 */
export function prismaOrders(
  db: PrismaClient,
  secrets: Secrets,
  environment: Environment,
  noteEnded: (ended: Ended) => void,
  sendsMail: boolean,
): OrderStore {
  /** Marks a step as done within a change of the order, and moves the order on. */
  async function markDone(
    tx: Tx,
    grant: SeeGrant,
    order: AccessOrder,
    stepId: string,
    { credentials, tokens }: StepOutcome,
    more: Prisma.AccessOrderUncheckedUpdateInput,
    now: Date,
  ): Promise<AccessOrder> {
    await tx.accessOrderStep.update({
      where: { id: stepId },
      data: {
        doneAt: now,
        doneById: grant.viewer.userId,
        tokens,
        hasCredentials: credentials !== null,
        sealedCredentials: credentials && secrets.seal(JSON.stringify(credentials)),
      },
    });
    const moved = await moveOn(tx, grant, order.id, { event: 'STEP_DONE', stepId }, more, now);
    if (sendsMail) await tellOfStep(tx, moved, stepId, now);
    return moved;
  }

  return {
    async find(grant, id, access) {
      const row = await db.accessOrder.findFirst({ where: { AND: [{ id }, inReach(grant)] }, include: WHOLE });
      if (!row) access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
      return row && toOrder(row);
    },
    async list(grant, states, { first, after }) {
      const rows = await db.accessOrder.findMany({
        where: {
          AND: [inReach(grant), states ? { OR: states.map(stateWhere) } : {}, after ? { id: { lt: after } } : {}],
        },
        include: WHOLE,
        orderBy: { id: 'desc' },
        take: first + 1,
      });
      return rows.map(toOrder);
    },
    async historyOf(orderId) {
      const rows = await db.accessOrderHistory.findMany({ where: { orderId }, orderBy: { id: 'asc' } });
      // Only our own code writes the column.
      return rows.map(({ at, event, state, userId }) => ({ at, event, state: state as AccessOrder['state'], userId }));
    },
    async identityNumberOf(grant, { id }, access) {
      const row = await db.accessOrder.findFirst({
        where: { AND: [{ id }, inReach(grant)] },
        select: { sealedIdentityNumber: true },
      });
      if (!row?.sealedIdentityNumber) return null;
      access.read(grant, [{ subjectId: id }]);
      return secrets.open(row.sealedIdentityNumber);
    },
    async facts(grant, draft, now) {
      return await readFacts(db, grant, draft, now);
    },
    async place(grant, order, request, access, now) {
      return await transact(db, async (tx) => {
        const first = await firstOrRepeated(tx, request, order.id);
        if (first.kind !== 'FIRST') return first;
        await tx.accessOrder.create({ data: newRow(grant, order, secrets, now) });
        await note(tx, grant, { orderId: order.id, event: 'PLACED', state: 'PLACED' }, now);
        if (sendsMail) await tellOfPlaced(tx, grant.reach, order, now);
        await access.write(tx, grant, { subjectId: order.id });
        return first;
      });
    },
    async execute(grant, before, first, access, now) {
      const done = await transact(db, async (tx): Promise<Done | 'HSA_ID_TAKEN' | null> => {
        const order = await takeOrder(tx, before);
        const step = order && waitingOwnStep(order);
        if (!order || !step) throw new Undone(null);
        if (await isTaken(tx, order.hsaId)) throw new Undone('HSA_ID_TAKEN');
        const executed = await executeWithin(tx, order, environment, step.action, first, now);
        const { username, personId } = executed;
        const credentials = username === null ? null : { username, password: found(first).password };
        const saved = await markDone(tx, grant, order, step.id, { credentials, tokens: null }, { personId }, now);
        await access.write(tx, grant, { subjectId: order.id });
        return { order: saved, executed };
      });
      if (done === null || done === 'HSA_ID_TAKEN') return done;
      noteEnded(done.executed);
      return { order: done.order, events: done.executed.events };
    },
    async completeStep(grant, before, stepId, outcome, access, now) {
      return await transact(db, async (tx) => {
        const order = await takeOrder(tx, before);
        if (!order || !waitingStep(order, stepId)) throw new Undone(null);
        const saved = await markDone(tx, grant, order, stepId, outcome, {}, now);
        await access.write(tx, grant, { subjectId: order.id });
        return saved;
      });
    },
    async reissue(grant, before, stepId, fresh, access, now) {
      const done = await transact(db, async (tx): Promise<Reissued | 'IN_USE' | null> => {
        const order = await takeOrder(tx, before);
        const step = order && issuedStep(order, stepId);
        if (!order || !step) throw new Undone(null);
        const reissued = await reissueWithin(tx, order, step, fresh, secrets, now);
        if (!reissued) throw new Undone('IN_USE');
        const what = { event: 'CREDENTIALS_REISSUED', stepId };
        const saved = await moveOn(tx, grant, order.id, what, {}, now);
        if (sendsMail) await tellOfStep(tx, saved, stepId, now);
        await access.write(tx, grant, { subjectId: order.id });
        return { order: saved, ended: reissued };
      });
      if (done === null || done === 'IN_USE') return done;
      noteEnded(done.ended);
      return { order: done.order, events: done.ended.events };
    },
    async close(grant, before, state, reason, access, now) {
      return await transact(db, async (tx) => {
        const order = await takeOrder(tx, before);
        if (!order) return null;
        const row = await tx.accessOrder.update({
          where: { id: order.id },
          data: { state, ...(reason !== null && { reason }) },
          include: WHOLE,
        });
        await note(tx, grant, { orderId: order.id, event: state, state }, now);
        await access.write(tx, grant, { subjectId: order.id });
        return toOrder(row);
      });
    },
    async collect(grant, before, message, access, now) {
      return await transact(db, async (tx) => {
        // One at a time: who comes second finds nothing.
        await tx.$queryRawUnsafe('SELECT 1 FROM access_order WHERE id = $1 FOR UPDATE', before.id);
        const steps = await tx.accessOrderStep.findMany({
          where: { orderId: before.id, message, collectedAt: null, sealedCredentials: { not: null } },
          orderBy: { position: 'asc' },
        });
        if (steps.length === 0) return null;
        await tx.accessOrderStep.updateMany({
          where: { id: { in: steps.map(({ id }) => id) } },
          data: { collectedAt: now, sealedCredentials: null },
        });
        const more = { version: { increment: 1 } };
        const order = await moveOn(tx, grant, before.id, { event: 'CREDENTIALS_COLLECTED' }, more, now);
        await access.write(tx, grant, { subjectId: before.id });
        const credentials = steps.map(({ system, sealedCredentials }) => ({
          // What was sealed here.
          ...(JSON.parse(secrets.open(found(sealedCredentials))) as { username: string; password: string }),
          system,
        }));
        return { order, credentials };
      });
    },
  };
}

function stateWhere(state: AccessOrderState): Prisma.AccessOrderWhereInput {
  if (state === 'CONFIRMED') return { state: 'PLACED', confirmedAt: { not: null } };
  return state === 'PLACED' ? { state, confirmedAt: null } : { state };
}

function newRow(
  { viewer, reach }: PlaceGrant,
  order: NewOrder,
  secrets: Secrets,
  now: Date,
): Prisma.AccessOrderCreateInput {
  const {
    userId,
    personalIdentityNumber,
    entitlements: _wanted,
    assignmentId: _one,
    validTo,
    endsOn,
    ...draft
  } = order.draft;
  return {
    ...draft,
    id: order.id,
    principalId: reach.principalId,
    administrationId: reach.administrationId,
    state: 'PLACED',
    orderedById: viewer.userId,
    ordererUnitId: reach.unitId,
    placedAt: now,
    unitId: order.unitId,
    personId: userId,
    validTo: dateOf(validTo),
    endsOn: dateOf(endsOn),
    assignmentIds: [...order.assignmentIds],
    sealedIdentityNumber: personalIdentityNumber && secrets.seal(personalIdentityNumber),
    steps: {
      create: order.steps.map(({ executors, ...step }, position) => ({
        ...step,
        id: newId('stp'),
        position,
        executors: [...executors],
      })),
    },
  };
}

/** Has another account the holder's HSA-id? Two orders of one holder are executed one after the other. */
async function isTaken(tx: Tx, hsaId: string | null): Promise<boolean> {
  if (hsaId === null) return false;
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('hsa-id:' || $1, 0))`, hsaId);
  return (await tx.user.count({ where: { hsaId } })) > 0;
}
