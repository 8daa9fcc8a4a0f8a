import type { CareEpisodeResolvers, PlanningBasisResolvers } from '../../generated/resolvers.ts';
import { partitionOf, shownOf } from '../domain.ts';
import type { Partition } from '../questions.ts';
import { asShown, type PlanningBasis as Basis, type PlanningSection as Section, unanswered } from '../store.ts';

export const planningBasis: NonNullable<CareEpisodeResolvers['planningBasis']> = async (
  { id: episodeId, regionId },
  _args,
  { viewer, sectionsOf, questionsHeldIn, partiesOf },
) => {
  const [sections, held, parties] = await Promise.all([
    sectionsOf.load(episodeId),
    questionsHeldIn.load(regionId),
    partiesOf.load(episodeId),
  ]);
  const assignment = viewer?.assignment;
  const partition = assignment ? partitionOf(assignment) : null;
  const isParty = parties.some(({ unitId }) => unitId === assignment?.unitId);
  const own = assignment && partition && isParty ? { unitId: assignment.unitId, partition } : null;
  return { episodeId, sections, held, own };
};

/** A part of a basis, also when nobody has begun it. */
function part(partition: Partition): (basis: Basis) => Section {
  return ({ episodeId, sections, held, own }) => {
    const ownUnitId = own?.partition === partition ? own.unitId : null;
    const shown = shownOf(sections, partition, ownUnitId);
    return shown ? asShown(shown, held) : unanswered(episodeId, partition, ownUnitId, held);
  };
}

export const PlanningBasis: PlanningBasisResolvers = {
  sections: ({ sections, held }) => sections.map((section) => asShown(section, held)),
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
