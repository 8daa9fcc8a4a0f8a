import type { PatientAddressingResolvers, PatientResolvers } from '../../generated/resolvers.ts';

export const Patient: PatientResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  addressing: async ({ id }, _args, { addressingOf }) => await addressingOf.load(id),
};

export const PatientAddressing: PatientAddressingResolvers = {
  housingUnit: async ({ housingUnitId: id }, _args, { unitById }) => (id ? await unitById.load(id) : null),
  homeHealthUnit: async ({ homeHealthUnitId: id }, _args, { unitById }) => (id ? await unitById.load(id) : null),
  listedHealthCentre: async ({ listedHealthCentreId: id }, _args, { unitById }) =>
    id ? await unitById.load(id) : null,
  psychiatricOutpatientUnit: async ({ psychiatricOutpatientUnitId: id }, _args, { unitById }) =>
    id ? await unitById.load(id) : null,
  decidingMunicipality: async ({ decidingMunicipalityId: id }, _args, { principalById }) =>
    id ? await principalById.load(id) : null,
};
