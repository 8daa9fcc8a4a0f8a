import { sign } from '../../care-plan/part/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeOwnPart } from './own-part.ts';

export const signPlanningSection: NonNullable<MutationResolvers['signPlanningSection']> = async (
  _,
  { input },
  context,
) => {
  const changed = await changeOwnPart('planning-basis.sign', input, context, (plan, { own }) =>
    sign(plan, own, input.version, input.confirmFinal ?? false),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'SignPlanningSectionOk', ...changed };
};
