import { loadConnectedSystems } from '@samplan/identity/connected/file';
import type { PrismaClient } from '@samplan/identity/generated/prisma/client';
import type { PlaceAccessOrderInput } from '@samplan/identity/generated/resolvers';
import { type AccessOrder, close, finish } from '@samplan/identity/order/domain';
import { draftOf } from '@samplan/identity/order/draft';
import { usernameOf } from '@samplan/identity/order/first-credentials';
import { newOrder } from '@samplan/identity/order/new-order';
import { permit } from '@samplan/identity/order/policy';
import { prismaOrders } from '@samplan/identity/order/store.prisma';
import type { Secrets } from '@samplan/kit/auth/secrets';
import type { Environment } from '@samplan/kit/server/subgraph';
import { stockholmDay } from '@samplan/kit/time';
import { chanceOf } from '../chance.ts';
import { allowed, present } from '../rule.ts';
import { logOf, type Office, type Place, unitAt, whoMay } from './desk.ts';

/** What is done with orders, each at an instant. */
export interface OrderDesk {
  /** The manager of a place orders. */
  place(place: Place, input: Partial<PlaceAccessOrderInput>, at: Date): Promise<AccessOrder>;
  /** The administrator at a place does Samplan's own step. */
  execute(order: AccessOrder, place: Place, at: Date): Promise<AccessOrder>;
  /** The orderer at a place fetches the credentials. */
  collect(order: AccessOrder, place: Place, at: Date): Promise<AccessOrder>;
  /** The orderer has handed the credentials over. */
  finish(order: AccessOrder, place: Place, at: Date): Promise<AccessOrder>;
  /** The administrator refuses, or the orderer withdraws. */
  close(order: AccessOrder, place: Place, as: 'REFUSED' | 'WITHDRAWN', reason: string, at: Date): Promise<AccessOrder>;
}

/** Orders by the rules and the store of identity. No mail is written. */
export function orderDesk(o: {
  readonly office: Office;
  readonly db: PrismaClient;
  readonly secrets: Secrets;
  readonly environment: Environment;
  /** First password of the accounts that are made, with its hash. */
  readonly first: { readonly password: string; readonly passwordHash: string };
}): OrderDesk {
  const { office, db } = o;
  const orders = prismaOrders(db, o.secrets, o.environment, () => {}, false); // nobody has signed in yet
  const connected = loadConnectedSystems();
  const chance = chanceOf('orders');

  const orderer = (place: Place) => whoMay(office, place, 'access.order', 'UNIT_MANAGER', 'SCHOOL_PRINCIPAL');
  const administrator = (place: Place) => whoMay(office, place, 'access.grant', 'ADMINISTRATOR');

  return {
    async place(place, given, at) {
      const viewer = orderer(place);
      const grant = allowed(permit(viewer, 'order.place'));
      const input = {
        kind: 'NEW_EMPLOYMENT' as const,
        confirmationEmail: 'chef@example.org',
        unitId: unitAt(office, place).unitId,
        ...given,
      };
      const today = stockholmDay(at);
      const draft = draftOf(input, today);
      const facts = { ...(await orders.facts(grant, draft, at)), today, connected };
      const id = chance.id('ord', at);
      const order = allowed(newOrder(id, draft, grant.reach, facts));
      const { userId, unitId } = grant.reach;
      const access = logOf(db, viewer, at);
      await orders.place(grant, order, { userId, unitId, key: id, action: 'order.place', input }, access, at);
      return present(await orders.find(grant, id, access), `order ${id}`);
    },
    async execute(order, place, at) {
      const viewer = administrator(place);
      const grant = allowed(permit(viewer, 'order.execute'));
      const { givenName, familyName } = order;
      const first = familyName === null ? null : { ...o.first, username: usernameOf(givenName ?? '', familyName) };
      const executed = await orders.execute(grant, order, first, logOf(db, viewer, at), at);
      return present(executed === 'HSA_ID_TAKEN' ? null : executed, `step of ours in ${order.id}`).order;
    },
    async collect(order, place, at) {
      const viewer = orderer(place);
      const grant = allowed(permit(viewer, 'order.follow'));
      const message = present(order.steps.find(({ hasCredentials }) => hasCredentials)?.message, 'credentials');
      const collected = await orders.collect(grant, order, message, logOf(db, viewer, at), at);
      return present(collected, `credentials of ${order.id}`).order;
    },
    async finish(order, place, at) {
      const viewer = orderer(place);
      const grant = allowed(permit(viewer, 'order.follow'));
      const done = await orders.close(grant, order, allowed(finish(order)), null, logOf(db, viewer, at), at);
      return present(done, `order ${order.id}`);
    },
    async close(order, place, as, reason, at) {
      const viewer = as === 'REFUSED' ? administrator(place) : orderer(place);
      const grant = allowed(permit(viewer, as === 'REFUSED' ? 'order.execute' : 'order.follow'));
      const closed = await orders.close(grant, order, allowed(close(order, as)), reason, logOf(db, viewer, at), at);
      return present(closed, `order ${order.id}`);
    },
  };
}
