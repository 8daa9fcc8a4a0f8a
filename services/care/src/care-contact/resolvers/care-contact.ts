import { pageRequest } from '@samplan/kit/page';
import type {
  CareContactEndingResolvers,
  CareContactResolvers,
  CareContactStepResolvers,
} from '../../generated/resolvers.ts';
import { contactStateOf } from '../domain.ts';

export const CareContact: CareContactResolvers = {
  state: (contact) => contactStateOf(contact),
  unit: ({ unitId }) => ({ id: unitId }),
  personName: ({ person }) => person?.name ?? null,
  personRole: ({ person }) => person?.role ?? null,
  confirmedBy: ({ confirmedByUserId: id }) => (id ? { id } : null),
  history: async ({ patientId, unitId }, { first }, { careContactHistoryOf }) => {
    const request = pageRequest({ first });
    return (await careContactHistoryOf.load(patientId))
      .filter((step) => step.unitId === unitId)
      .slice(0, request.first);
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
