import { pageRequest } from '@samplan/kit/page';
import { changedMeanwhile } from '@samplan/kit/problem';
import type { MutationResolvers, PlanningListResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { firstDay, questionsToPublish } from '../input.ts';
import type { ListKind } from '../questions.ts';

export const planningLists: NonNullable<QueryResolvers['planningLists']> = async (
  _,
  { kind, first },
  { viewer, questions, access },
) => {
  const grant = permit(viewer, 'planning-questions.publish');
  const request = pageRequest({ first });
  if (grant.ok) return [...(await questions.history(grant.value, kind, request.first))];
  access.denied('planning-questions.publish', 'NO_CAPABILITY');
  return null;
};

export const publishPlanningList: NonNullable<MutationResolvers['publishPlanningList']> = async (
  _,
  { input: { kind, version: after, ...input } },
  { viewer, questions, access, now },
) => {
  const grant = permit(viewer, 'planning-questions.publish');
  if (!grant.ok) return access.refuse('planning-questions.publish');
  const at = now();
  const version = {
    topic: kind,
    after,
    validFrom: firstDay(input.validFromOn, at),
    questions: questionsToPublish('input.items', input.items),
  };
  const list = await questions.publish(grant.value, version, access, at);
  return list ? { __typename: 'PublishPlanningListOk', list } : changedMeanwhile();
};

export const PlanningList: PlanningListResolvers = {
  kind: ({ topic }) => topic as ListKind, // one that is shown as a list is no part
  validFromOn: ({ validFrom }) => validFrom,
  isStandard: ({ regionId }) => regionId === null,
  items: ({ questions }) => [...questions],
  publishedBy: ({ publishedByUserId: id }) => (id ? { id } : null),
};
