import { pageRequest } from '@samplan/kit/page';
import { changedMeanwhile } from '@samplan/kit/problem';
import type { MutationResolvers, PlanningQuestionSetResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { firstDay, questionsToPublish } from '../input.ts';
import type { Partition } from '../questions.ts';

export const planningQuestionSets: NonNullable<QueryResolvers['planningQuestionSets']> = async (
  _,
  { partition, first },
  { viewer, questions, access },
) => {
  const grant = permit(viewer, 'planning-questions.publish');
  const request = pageRequest({ first });
  if (grant.ok) return [...(await questions.history(grant.value, partition, request.first))];
  access.denied('planning-questions.publish', 'NO_CAPABILITY');
  return null;
};

export const publishPlanningQuestions: NonNullable<MutationResolvers['publishPlanningQuestions']> = async (
  _,
  { input: { partition, version: after, ...input } },
  { viewer, questions, access, now },
) => {
  const grant = permit(viewer, 'planning-questions.publish');
  if (!grant.ok) return access.refuse('planning-questions.publish');
  const at = now();
  const version = {
    topic: partition,
    after,
    validFrom: firstDay(input.validFromOn, at),
    questions: questionsToPublish('input.questions', input.questions),
  };
  const questionSet = await questions.publish(grant.value, version, access, at);
  return questionSet ? { __typename: 'PublishPlanningQuestionsOk', questionSet } : changedMeanwhile();
};

export const PlanningQuestionSet: PlanningQuestionSetResolvers = {
  partition: ({ topic }) => topic as Partition, // one that is shown as questions is of a part
  validFromOn: ({ validFrom }) => validFrom,
  isStandard: ({ regionId }) => regionId === null,
  questions: ({ questions }) => [...questions],
  publishedBy: ({ publishedByUserId: id }) => (id ? { id } : null),
};
