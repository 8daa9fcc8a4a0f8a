import type { MutationResolvers, PlanningQuestionSetResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import type { Partition } from '../questions.ts';
import { publish, versionsOf } from './publish.ts';

export const planningQuestionSets: NonNullable<QueryResolvers['planningQuestionSets']> = async (
  _,
  { partition, first },
  context,
) => await versionsOf(partition, first, context);

export const publishPlanningQuestions: NonNullable<MutationResolvers['publishPlanningQuestions']> = async (
  _,
  { input: { partition: topic, version: after, validFromOn, questions } },
  context,
) => {
  const step = await publish({ topic, after, validFromOn, field: 'input.questions', questions }, context);
  return 'problem' in step ? step.problem : { __typename: 'PublishPlanningQuestionsOk', questionSet: step.published };
};

export const PlanningQuestionSet: PlanningQuestionSetResolvers = {
  partition: ({ topic }) => topic as Partition, // one that is shown as questions is of a part
  validFromOn: ({ validFrom }) => validFrom,
  isStandard: ({ regionId }) => regionId === null,
  questions: ({ questions }) => [...questions],
  publishedBy: ({ publishedByUserId: id }) => (id ? { id } : null),
};
