import { idempotencyKey } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { fitsEnvironment } from '@samplan/kit/person/test-numbers';
import { idempotencyKeyReused } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { lookUpRelationUntil } from '../domain.ts';
import { address, identityNumber, identityNumberRefused, municipalityCode, personName } from '../input.ts';

export const registerPatient: NonNullable<MutationResolvers['registerPatient']> = async (_, { input }, context) => {
  const { viewer, patients, patientById, access, environment } = context;
  const grant = permit(viewer, 'patient.register');
  if (!grant.ok) return access.refuse('patient.register');
  const now = context.now();
  const number = identityNumber(input.personalIdentityNumber, now);
  const patient = {
    id: newId('pat'),
    identityKind: number.kind,
    personalIdentityNumber: number.digits,
    givenName: personName('input.givenName', input.givenName),
    familyName: personName('input.familyName', input.familyName),
    registeredAddress: address('input.registeredAddress', input.registeredAddress),
    municipalityCode: municipalityCode('input.municipalityCode', input.municipalityCode),
  };
  if (!fitsEnvironment(number.digits, environment)) return identityNumberRefused(environment);
  const { idempotencyKey: key, ...rest } = input;
  const request = {
    userId: grant.value.viewer.userId,
    unitId: grant.value.viewer.assignment.unitId,
    key: idempotencyKey(key),
    action: grant.value.action,
    input: rest,
  };
  const outcome = await patients.register(grant.value, patient, request, lookUpRelationUntil(now), access, now);
  switch (outcome.kind) {
    case 'REGISTERED':
      return { __typename: 'RegisterPatientOk', patient: { ...patient, protection: null } };
    case 'REPEATED': {
      const first = await patientById.load(outcome.resultId);
      return first ? { __typename: 'RegisterPatientOk', patient: first } : access.refuse('patient.register');
    }
    case 'REUSED':
      return idempotencyKeyReused();
    case 'EXISTS':
      return {
        __typename: 'PatientAlreadyRegistered',
        code: 'PATIENT_ALREADY_REGISTERED',
        message: 'Patienten är redan registrerad. Sök upp patienten i stället.',
        field: 'input.personalIdentityNumber',
      };
  }
};
