import { text } from '@samplan/kit/graphql/input';
import { voidPart } from '../../care-plan/part/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeOwnPart } from './own-part.ts';

export const voidPlanningSection: NonNullable<MutationResolvers['voidPlanningSection']> = async (
  _,
  { input },
  context,
) => {
  const reason = text('input.reason', input.reason);
  const changed = await changeOwnPart('planning-basis.void', input, context, (plan, { own }) =>
    voidPart(plan, own, input.version, reason),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'VoidPlanningSectionOk', ...changed };
};
