import type {
  CareContactEndingResolvers,
  CareContactResolvers,
  CareContactStepResolvers,
} from '../../generated/resolvers.ts';
import { contactStateOf } from '../domain.ts';

/** The most steps in the history of a contact in one answer. */
const MAX_STEPS = 100;

export const CareContact: CareContactResolvers = {
  state: (contact) => contactStateOf(contact),
  unit: ({ unitId }) => ({ id: unitId }),
  personName: ({ person }) => person?.name ?? null,
  personRole: ({ person }) => person?.role ?? null,
  confirmedBy: ({ confirmedByUserId: id }) => (id ? { id } : null),
  history: async ({ patientId, unitId }, { first }, { careContactHistoryOf }) => {
    const most = Math.min(Math.max(first ?? MAX_STEPS, 0), MAX_STEPS);
    return (await careContactHistoryOf.load(patientId)).filter((step) => step.unitId === unitId).slice(0, most);
  },
};

export const CareContactEnding: CareContactEndingResolvers = { by: ({ byUserId }) => ({ id: byUserId }) };

export const CareContactStep: CareContactStepResolvers = {
  kind: ({ endedReason }) => (endedReason === null ? 'APPOINTED' : 'ENDED'),
  personName: ({ person }) => person.name,
  personRole: ({ person }) => person.role,
  by: ({ byUserId }) => ({ id: byUserId }),
  reason: ({ endedReason }) => endedReason,
};
