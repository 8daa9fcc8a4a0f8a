import { found } from '@samplan/kit/found';
import { pageRequest } from '@samplan/kit/page';
import { isLocked, type Own } from '../../care-plan/domain.ts';
import { possibleWithPart } from '../../care-plan/part/domain.ts';
import type { Context } from '../../context.ts';
import { isOpenForMessages } from '../../episode/domain.ts';
import type {
  PatientDisagreementResolvers,
  PlanningMarkResolvers,
  PlanningSectionAction,
  PlanningSectionResolvers,
  PlanningSectionVersionResolvers,
  PlanningSignatureResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import type { Action } from '../../reach.ts';
import { type Answers, partitionOf } from '../domain.ts';
import type { Mark, PlanningSection as Section, Signature } from '../store.ts';

export const PlanningSection: PlanningSectionResolvers = {
  unit: ({ unitId: id }) => (id ? { id } : null),
  questionSet: async ({ questionSetId }, _args, { questionSetById }) =>
    found(await questionSetById.load(questionSetId)),
  questions: async ({ questionSetId, answers }, _args, context) => await answered(questionSetId, answers, context),
  savedBy: ({ savedByUserId: id }) => (id ? { id } : null),
  signed: (section) => (section.state === 'SIGNED' ? markOf(section) : null),
  correction: (section) => (section.state === 'SIGNED' ? reasonedMarkOf(section) : null),
  voiding: (section) => (section.state === 'VOIDED' ? reasonedMarkOf(section) : null),
  disagreements: async (section, _args, { disagreementsOf }) =>
    (await disagreementsOf.load(section.episodeId)).filter(isOf(section)),
  history: async (section, { first }, { versionsOf }) => {
    const request = pageRequest({ first });
    return (await versionsOf.load(section.episodeId)).filter(isOf(section)).slice(0, request.first);
  },
  viewerCan: async (section, _args, context) => {
    const { viewer, episodeById, carePlanOf, partiesOf } = context;
    const assignment = viewer?.assignment;
    const isOwn = assignment?.unitId === section.unitId && partitionOf(assignment) === section.partition;
    if (!isOwn) return [];
    const [episode, plan, parties] = await Promise.all([
      episodeById.load(section.episodeId),
      carePlanOf.load(section.episodeId),
      partiesOf.load(section.episodeId),
    ]);
    // Who has opened the patient reads, and has no part to act in.
    if (!episode || !parties.some(({ unitId }) => unitId === section.unitId)) return [];
    const isOpen = isOpenForMessages(episode);
    const own = { unitId: assignment.unitId, partition: section.partition };
    return possibleWithPart(plan.state, section.state, isLocked(plan, own))
      .filter((name) => isOpen || name === 'NOTE_DISAGREEMENT')
      .filter((name) => permit(viewer, ACTIONS[name]).ok);
  },
};

const ACTIONS = {
  ANSWER: 'planning-basis.answer',
  SIGN: 'planning-basis.sign',
  CORRECT: 'planning-basis.sign',
  VOID: 'planning-basis.void',
  NOTE_DISAGREEMENT: 'planning-basis.note-disagreement',
} as const satisfies Readonly<Record<PlanningSectionAction, Action>>;

export const PlanningSignature: PlanningSignatureResolvers = { by: ({ byUserId }) => ({ id: byUserId }) };

export const PlanningMark: PlanningMarkResolvers = { by: ({ byUserId }) => ({ id: byUserId }) };

export const PlanningSectionVersion: PlanningSectionVersionResolvers = {
  isCorrection: ({ state, reason }) => state === 'SIGNED' && reason !== null,
  questionSet: async ({ questionSetId }, _args, { questionSetById }) =>
    found(await questionSetById.load(questionSetId)),
  questions: async ({ questionSetId, answers }, _args, context) => await answered(questionSetId, answers, context),
  by: ({ byUserId }) => ({ id: byUserId }),
  unit: ({ unitId }) => ({ id: unitId }),
};

export const PatientDisagreement: PatientDisagreementResolvers = {
  notedBy: ({ notedByUserId }) => ({ id: notedByUserId }),
};

/** Every question of a version with its answer. */
async function answered(id: string, answers: Answers, { questionSetById }: Pick<Context, 'questionSetById'>) {
  const { questions } = found(await questionSetById.load(id));
  return questions.map(({ key, text }) => ({ key, text, answer: answers[key] ?? null }));
}

/** Does something belong to the part, which has been found in reach? */
function isOf(section: Section): (other: Own) => boolean {
  return ({ unitId, partition }) => unitId === section.unitId && partition === section.partition;
}

function markOf({ savedAt, savedByUserId }: Section): Signature {
  return { at: found(savedAt), byUserId: found(savedByUserId) };
}

function reasonedMarkOf(section: Section): Mark | null {
  return section.reason === null ? null : { ...markOf(section), reason: section.reason };
}
