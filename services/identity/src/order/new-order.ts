import { ok, type Result } from '@samplan/kit/result';
import type { AccessOrderIncomplete, OrderOutOfScope } from '../generated/resolvers.ts';
import { checkDraft, concerned, type Draft, isOfNewPerson, type PlacingFacts } from './placing.ts';
import type { OrdererReach } from './policy.ts';
import { stepsOf } from './steps.ts';
import type { FoundFacts, NewOrder } from './store.ts';

/**
 * The order that a draft comes to, with its steps.
 * @returns the order; or every fault of the draft; or the field that is out of scope.
 */
export function newOrder(
  id: string,
  draft: Draft,
  reach: OrdererReach,
  facts: FoundFacts & Pick<PlacingFacts, 'today' | 'connected'>,
): Result<NewOrder, AccessOrderIncomplete | OrderOutOfScope> {
  const checked = checkDraft(draft, reach, facts);
  if (!checked.ok) return checked;
  const assignmentIds = concerned(draft, reach, facts);
  const steps = stepsOf(
    {
      kind: draft.kind,
      isPerson: isOfNewPerson(draft) || draft.userId !== null,
      changesAssignment: draft.role !== null || (assignmentIds.length > 0 && draft.validTo !== null),
      wanted: draft.entitlements,
      held: facts.heldSystems,
    },
    facts.connected,
  );
  return ok({ id, draft, unitId: checked.value.unitId, assignmentIds, steps });
}
