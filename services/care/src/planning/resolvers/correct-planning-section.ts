import { text } from '@samplan/kit/graphql/input';
import { correct } from '../../care-plan/part/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { checkAsked, givenAnswers } from './given-answers.ts';
import { changeOwnPart } from './own-part.ts';

export const correctPlanningSection: NonNullable<MutationResolvers['correctPlanningSection']> = async (
  _,
  { input },
  context,
) => {
  const answers = givenAnswers(input.answers);
  const reason = text('input.reason', input.reason);
  const changed = await changeOwnPart(
    'planning-basis.sign',
    input,
    context,
    (plan, { own }) => correct(plan, own, input.version, answers, reason, input.confirmFinal ?? false),
    ({ section }) => checkAsked(answers, section.questionSetId, context),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'CorrectPlanningSectionOk', ...changed };
};
