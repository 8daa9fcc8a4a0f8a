import { found } from '@samplan/kit/found';
import { idempotencyKey } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { idempotencyKeyReused } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { draftOf } from '../draft.ts';
import { checkDraft, concerned, isOfNewPerson } from '../placing.ts';
import { permit } from '../policy.ts';
import { stepsOf } from '../steps.ts';

export const placeAccessOrder: NonNullable<MutationResolvers['placeAccessOrder']> = async (_, { input }, context) => {
  const { viewer, orders, connected, access } = context;
  const grant = permit(viewer, 'order.place');
  if (!grant.ok) return access.refuse('order.place');
  const { reach } = grant.value;
  const now = context.now();
  const { idempotencyKey: key, ...rest } = input;
  const { userId, unitId } = reach;
  const request = { userId, unitId, key: idempotencyKey(key), action: 'order.place', input: rest };
  const placed = async (id: string) => ({
    __typename: 'PlaceAccessOrderOk' as const,
    order: found(await orders.find(grant.value, id, access)),
  });
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REUSED') return idempotencyKeyReused();
  if (earlier.kind === 'REPEATED') return await placed(earlier.resultId);
  const draft = draftOf(rest, stockholmDay(now));
  const facts = { ...(await orders.facts(grant.value, draft, now)), today: stockholmDay(now), connected };
  const checked = checkDraft(draft, reach, facts);
  if (!checked.ok) {
    if (checked.problem.__typename === 'OrderOutOfScope') access.denied('order.place', 'NOT_IN_REACH');
    return checked.problem;
  }
  const assignmentIds = concerned(draft, reach, facts);
  const steps = stepsOf(
    {
      kind: draft.kind,
      isPerson: isOfNewPerson(draft) || draft.userId !== null,
      changesAssignment: draft.role !== null || (assignmentIds.length > 0 && draft.validTo !== null),
      wanted: draft.entitlements,
      held: facts.heldSystems,
    },
    connected,
  );
  const order = { id: newId('ord'), draft, unitId: checked.value.unitId, assignmentIds, steps };
  const first = await orders.place(grant.value, order, request, access, now);
  if (first.kind === 'REUSED') return idempotencyKeyReused();
  return await placed(first.kind === 'REPEATED' ? first.resultId : order.id);
};
