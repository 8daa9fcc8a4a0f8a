import { scalars } from '@samplan/kit/graphql/scalars';
import { linkPatient } from './addressing/resolvers/link-patient.ts';
import { Patient, PatientAddressing } from './addressing/resolvers/patient.ts';
import { previewRecipients } from './addressing/resolvers/preview-recipients.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { Administration, Principal, principals, Unit, unit, units } from './tree/resolvers/tree.ts';

/** Every resolver of organisation. */
export const resolvers = {
  ...scalars,
  Query: { principals, unit, units, previewRecipients },
  Mutation: { linkPatient },
  Principal,
  Administration,
  Unit,
  Patient,
  PatientAddressing,
} satisfies Resolvers;
