import type { Episode } from '../episode/domain.ts';
import type { AdmissionContent } from '../message/store.ts';
import type { Patient } from '../patient/store.ts';

/** The mandatory content of an admission notice about a patient (2 kap. 2 § lag 2017:612, G-003). */
export function admissionContent(patient: Omit<Patient, 'protection'>, episode: Episode): AdmissionContent {
  return {
    patientName: `${patient.givenName} ${patient.familyName}`,
    personalIdentityNumber: patient.personalIdentityNumber,
    registeredAddress: patient.registeredAddress,
    estimatedDischargeAt: episode.estimatedDischargeAt,
    needs: episode.needs,
    assessedByUserId: episode.assessedByUserId,
    assessedAt: episode.assessedAt,
  };
}
