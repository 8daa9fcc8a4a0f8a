import { pageRequest } from '@samplan/kit/page';
import type { BackRegistrationResolvers, OutageAgreementResolvers, QueryResolvers } from '../../generated/resolvers.ts';

export const outageWindows: NonNullable<QueryResolvers['outageWindows']> = async (
  _,
  { first },
  { viewer, outages },
) => {
  if (!viewer?.assignment) return null;
  const windows = await outages.ofUnit(viewer.assignment.unitId);
  return windows.slice(0, pageRequest({ first }).first);
};

export const BackRegistration: BackRegistrationResolvers = {
  enteredBy: ({ enteredByUserId }) => ({ id: enteredByUserId }),
  agreements: ({ agreements }) => [...agreements],
};

export const OutageAgreement: OutageAgreementResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
};
