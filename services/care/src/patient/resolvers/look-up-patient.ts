import { fitsEnvironment } from '@samplan/kit/person/test-numbers';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { lookUpRelationUntil } from '../domain.ts';
import { identityNumber, identityNumberRefused } from '../input.ts';

export const lookUpPatient: NonNullable<MutationResolvers['lookUpPatient']> = async (_, { input }, context) => {
  const { viewer, patients, access, environment } = context;
  const grant = permit(viewer, 'patient.look-up');
  if (!grant.ok) return access.refuse('patient.look-up');
  const now = context.now();
  const number = identityNumber(input.personalIdentityNumber, now);
  if (!fitsEnvironment(number.digits, environment)) return identityNumberRefused(environment);
  const patient = await patients.lookUp(grant.value, number, lookUpRelationUntil(now), access, now);
  if (patient) return { __typename: 'LookUpPatientOk', patient };
  return {
    __typename: 'PatientNotRegistered',
    code: 'PATIENT_NOT_REGISTERED',
    message: 'Ingen patient är registrerad med personnumret. Registrera patienten först.',
  };
};
