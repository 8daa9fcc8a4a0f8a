import { found } from '@samplan/kit/found';
import type { PlanningBasisResolvers, PlanningSectionResolvers } from '../../generated/resolvers.ts';
import { partitionOf } from '../domain.ts';
import type { Partition } from '../questions.ts';
import { type PlanningBasis as Basis, type PlanningSection as Section, unanswered } from '../store.ts';

/** A part of a basis, also when nobody has answered. */
function part(partition: Partition): (basis: Basis) => Section {
  return ({ sections, held }) =>
    sections.find((section) => section.partition === partition) ?? unanswered(partition, held);
}

export const PlanningBasis: PlanningBasisResolvers = {
  viewerPartition: (_basis, _args, { viewer }) => (viewer?.assignment ? partitionOf(viewer.assignment) : null),
  inpatientCare: part('INPATIENT_CARE'),
  primaryCare: part('PRIMARY_CARE'),
  psychiatricOutpatient: part('PSYCHIATRIC_OUTPATIENT'),
  needsAssessment: part('NEEDS_ASSESSMENT'),
  nursing: part('NURSING'),
  occupationalTherapy: part('OCCUPATIONAL_THERAPY'),
  physiotherapy: part('PHYSIOTHERAPY'),
  socialServices: part('SOCIAL_SERVICES'),
};

export const PlanningSection: PlanningSectionResolvers = {
  questionSet: async ({ questionSetId }, _args, { questionSetById }) =>
    found(await questionSetById.load(questionSetId)),
  questions: async ({ questionSetId, answers }, _args, { questionSetById }) => {
    const { questions } = found(await questionSetById.load(questionSetId));
    return questions.map(({ key, text }) => ({ key, text, answer: answers[key] ?? null }));
  },
  savedBy: ({ savedByUserId: id }) => (id ? { id } : null),
};
