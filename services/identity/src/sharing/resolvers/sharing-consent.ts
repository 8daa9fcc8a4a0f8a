import type { SharingConsentResolvers } from '../../generated/resolvers.ts';

export const SharingConsent: SharingConsentResolvers = {
  beginsAt: ({ validFrom }) => validFrom,
  administration: ({ administrationId }) => ({ id: administrationId }),
  registeredByUnit: ({ registeredByUnitId }) => ({ id: registeredByUnitId }),
  registeredBy: async ({ registeredByUserId }, _args, { userById }) => await userById.load(registeredByUserId),
};
