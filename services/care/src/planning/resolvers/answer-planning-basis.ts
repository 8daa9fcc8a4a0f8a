import { save } from '../../care-plan/part/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { checkAsked, givenAnswers } from './given-answers.ts';
import { changeOwnPart } from './own-part.ts';

export const answerPlanningBasis: NonNullable<MutationResolvers['answerPlanningBasis']> = async (
  _,
  { input },
  context,
) => {
  const answers = givenAnswers(input.answers);
  const changed = await changeOwnPart(
    'planning-basis.answer',
    input,
    context,
    (plan, { own, section }) => save(plan, own, input.version, answers, section.questionSetId),
    ({ section }) => checkAsked(answers, section.questionSetId, context),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'AnswerPlanningBasisOk', ...changed };
};
