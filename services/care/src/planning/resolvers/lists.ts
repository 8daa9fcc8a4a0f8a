import type { MutationResolvers, PlanningListResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import type { ListKind } from '../questions.ts';
import { publish, versionsOf } from './publish.ts';

export const planningLists: NonNullable<QueryResolvers['planningLists']> = async (_, { kind, first }, context) =>
  await versionsOf(kind, first, context);

export const publishPlanningList: NonNullable<MutationResolvers['publishPlanningList']> = async (
  _,
  { input: { kind, version: after, validFromOn, items } },
  context,
) => {
  const step = await publish({ topic: kind, after, validFromOn, field: 'input.items', questions: items }, context);
  return 'problem' in step ? step.problem : { __typename: 'PublishPlanningListOk', list: step.published };
};

export const PlanningList: PlanningListResolvers = {
  kind: ({ topic }) => topic as ListKind, // one that is shown as a list is no part
  validFromOn: ({ validFrom }) => validFrom,
  isStandard: ({ regionId }) => regionId === null,
  items: ({ questions }) => [...questions],
  publishedBy: ({ publishedByUserId: id }) => (id ? { id } : null),
};
