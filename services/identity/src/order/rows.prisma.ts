import type { Role } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import { dayOf } from '../assignment/change.prisma.ts';
import type { Channel, Executor, Work } from '../connected/domain.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { type AccessOrder, type OrderKind, type OrderStep, type StoredState, stateAfter } from './domain.ts';
import type { SeeGrant } from './store.ts';

/** A transaction in identity's database. */
export type Tx = Prisma.TransactionClient;

/** An order with its steps. */
export const WHOLE = { steps: { orderBy: { position: 'asc' } } } as const satisfies Prisma.AccessOrderInclude;

type Row = Prisma.AccessOrderGetPayload<{ include: typeof WHOLE }>;

/** A row as an order. The columns hold only what our own code has written. */
export function toOrder({ sealedIdentityNumber, steps, validTo, endsOn, ...row }: Row): AccessOrder {
  return {
    ...row,
    kind: row.kind as OrderKind,
    channel: row.channel as Channel,
    state: row.state as StoredState,
    role: row.role as Role | null,
    employment: row.employment as AccessOrder['employment'],
    validTo: dayOf(validTo),
    endsOn: dayOf(endsOn),
    hasIdentityNumber: sealedIdentityNumber !== null,
    steps: steps.map(({ orderId: _order, position: _position, sealedCredentials: _sealed, ...step }) => ({
      ...step,
      work: step.work as Work,
      executors: step.executors as Executor[],
      tokens: step.tokens as OrderStep['tokens'],
    })),
  };
}

/** Orders that the grant reaches. */
export function inReach({ action, reach }: SeeGrant): Prisma.AccessOrderWhereInput {
  const { administrationId } = reach;
  if (reach.level === 'ADMINISTRATION') return { administrationId };
  const own = { orderedById: reach.userId };
  if (action === 'order.follow') return { administrationId, ...own };
  return {
    OR: [
      { administrationId, OR: [own, { unitId: reach.unitId }] },
      // Who takes over has duties of their own (F-174), wherever they belong.
      { kind: 'HAND_OVER', toUnitId: reach.unitId },
    ],
  };
}

/**
 * Takes the order for a change: nobody else changes it until the commit.
 * @returns the order as it is then; or null, when its version is another.
 */
export async function takeOrder(
  tx: Tx,
  { id, version }: Pick<AccessOrder, 'id' | 'version'>,
): Promise<AccessOrder | null> {
  const { count } = await tx.accessOrder.updateMany({ where: { id, version }, data: { version: { increment: 1 } } });
  return count === 0 ? null : toOrder(await tx.accessOrder.findUniqueOrThrow({ where: { id }, include: WHOLE }));
}

/** Adds to the history of an order. */
export async function note(
  tx: Tx,
  { viewer }: SeeGrant,
  occurrence: {
    readonly orderId: string;
    readonly event: string;
    readonly state: StoredState;
    readonly stepId?: string;
  },
  at: Date,
): Promise<void> {
  const { userId, assignment } = viewer;
  await tx.accessOrderHistory.create({
    data: { ...occurrence, id: newId('occ'), at, userId, assignmentId: assignment.id },
  });
}

/** Sets the state that follows from the steps, and notes what happened. */
export async function moveOn(
  tx: Tx,
  grant: SeeGrant,
  id: string,
  what: { readonly event: string; readonly stepId?: string },
  more: Prisma.AccessOrderUncheckedUpdateInput,
  now: Date,
): Promise<AccessOrder> {
  const state = stateAfter(toOrder(await tx.accessOrder.findUniqueOrThrow({ where: { id }, include: WHOLE })));
  const row = await tx.accessOrder.update({ where: { id }, data: { ...more, state }, include: WHOLE });
  await note(tx, grant, { orderId: id, state, ...what }, now);
  return toOrder(row);
}
