import { pageOf, pageRequest } from '@samplan/kit/page';
import type {
  AccessOrderAction,
  AccessOrderOccurrenceResolvers,
  AccessOrderPersonResolvers,
  AccessOrderResolvers,
  AccessOrderStepResolvers,
  QueryResolvers,
} from '../../generated/resolvers.ts';
import { issuedStep, isUntouched, SAMPLAN, shownState, waitingOwnStep, waitingStep } from '../domain.ts';
import { executorOf, mayComplete, mayReissue, permit } from '../policy.ts';

export const accessOrders: NonNullable<QueryResolvers['accessOrders']> = async (_, args, context) => {
  const { viewer, orders, access } = context;
  const page = pageRequest(args);
  const grant = permit(viewer, 'order.read');
  if (!grant.ok) {
    access.denied('order.read', 'NO_CAPABILITY');
    return null;
  }
  const { edges, pageInfo } = pageOf(
    await orders.list(grant.value, args.states ?? null, page, access),
    page,
    ({ id }) => id,
  );
  return { edges: [...edges], pageInfo };
};

export const accessOrder: NonNullable<QueryResolvers['accessOrder']> = async (_, { id }, context) => {
  const { viewer, orders, access } = context;
  const grant = permit(viewer, 'order.read');
  if (grant.ok) return await orders.find(grant.value, id, access);
  access.denied('order.read', 'NO_CAPABILITY', { subjectId: id });
  return null;
};

export const AccessOrder: AccessOrderResolvers = {
  state: shownState,
  orderedBy: async ({ orderedById }, _args, { userById }) => await userById.load(orderedById),
  unit: ({ unitId }) => ({ id: unitId }),
  toUnit: ({ toUnitId }) => (toUnitId === null ? null : { id: toUnitId }),
  person: (order) => (order.personId === null && order.familyName === null ? null : order),
  steps: (order) => order.steps.map((step) => ({ order, step })),
  history: async ({ id }, _args, { orders }) => [...(await orders.historyOf(id))],
  viewerCan: (order, _args, { viewer }) => {
    const executes = permit(viewer, 'order.execute').ok;
    const follows = permit(viewer, 'order.follow').ok && order.orderedById === viewer?.userId;
    const actions: readonly (readonly [AccessOrderAction, boolean])[] = [
      ['EXECUTE', executes && waitingOwnStep(order) !== null && order.personId !== viewer?.userId],
      ['REFUSE', executes && isUntouched(order)],
      ['WITHDRAW', follows && isUntouched(order)],
      ['COLLECT', follows && order.steps.some((step) => step.hasCredentials && !step.collectedAt)],
      ['FINISH', follows && order.state === 'DELIVERED'],
    ];
    return actions.flatMap(([action, isAllowed]) => (isAllowed ? [action] : []));
  },
};

export const AccessOrderPerson: AccessOrderPersonResolvers = {
  user: async ({ personId }, _args, { userById }) => (personId === null ? null : await userById.load(personId)),
  personalIdentityNumber: async (order, _args, { viewer, orders, connected, access }) => {
    const grant = permit(viewer, 'order-step.complete');
    if (!grant.ok || !order.hasIdentityNumber) return null;
    const executor = executorOf(grant.value.viewer, order);
    const systems = connected.systems.filter(({ userIdIsIdentityNumber }) => userIdIsIdentityNumber);
    const needsIt = order.steps.some(
      ({ system, executors }) =>
        executor !== null && executors.includes(executor) && systems.some(({ code }) => code === system),
    );
    return needsIt ? await orders.identityNumberOf(grant.value, order, access) : null;
  },
};

export const AccessOrderStep: AccessOrderStepResolvers = {
  id: ({ step }) => step.id,
  system: ({ step }) => step.system,
  entitlement: ({ step }) => step.entitlement,
  action: ({ step }) => step.action,
  executors: ({ step }) => [...step.executors],
  doneAt: ({ step }) => step.doneAt,
  doneBy: async ({ step }, _args, { userById }) => (step.doneById === null ? null : await userById.load(step.doneById)),
  credentialsMessage: ({ step }) => (step.hasCredentials ? step.message : null),
  collectedAt: ({ step }) => step.collectedAt,
  tokens: ({ step }) => step.tokens,
  viewerCanReissue: ({ order, step }, _args, { viewer }) => {
    const grant = permit(viewer, 'order-step.complete');
    if (!grant.ok || order.personId === grant.value.viewer.userId || !issuedStep(order, step.id)) return false;
    return mayReissue(grant.value.viewer, order, { isOwn: step.system === SAMPLAN, executors: step.executors });
  },
  viewerCanComplete: ({ order, step }, _args, { viewer }) => {
    const grant = permit(viewer, 'order-step.complete');
    return grant.ok && mayComplete(grant.value.viewer, order, step) && waitingStep(order, step.id) !== null;
  },
};

export const AccessOrderOccurrence: AccessOrderOccurrenceResolvers = {
  by: async ({ userId }, _args, { userById }) => (userId === null ? null : await userById.load(userId)),
};
