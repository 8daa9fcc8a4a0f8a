import { z } from 'zod';
import { sealedLogOf } from './access-log.ts';
import { event } from './contract.ts';

/** A unit was created, changed or ended. */
export const unitChanged = event({
  type: 'UnitChanged',
  producer: 'organisation',
  consumers: ['identity', 'care', 'sip'],
  description: 'A unit was created, changed or ended.',
  data: z.object({
    unitId: z.string(),
    /** Of the unit. Left out in events that were told before it was part of them. */
    name: z.string().optional(),
    /** Of the unit (G-130). Left out in events that were told before it was part of them. */
    hsaId: z.string().optional(),
    kind: z.string(),
    administrationId: z.string(),
    administrationKind: z.enum(['REGION', 'VOF', 'SOC', 'BIF']),
    principalId: z.string(),
    /** Statistics Sweden's code: four digits for a municipality, two for a region. */
    principalCode: z.string(),
    /** Short name used at sign-in. */
    principalSlug: z.string(),
    /** The region that the principal is or lies in. */
    regionId: z.string(),
    isActive: z.boolean(),
    version: z.int().positive(),
  }),
  example: {
    unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8g',
    name: 'Avd 2 Kirurgi, Sundsvall',
    hsaId: 'SE2321000180-K2',
    kind: 'INPATIENT_SOMATIC',
    administrationId: 'adm_01kahm5x7hfy0a0j9v6w4q2n8h',
    administrationKind: 'REGION',
    principalId: 'prn_01kahm5x7hfy0a0j9v6w4q2n8j',
    principalCode: '22',
    principalSlug: 'region-vasternorrland',
    regionId: 'prn_01kahm5x7hfy0a0j9v6w4q2n8j',
    isActive: true,
    version: 1,
  },
});

/** The units that a patient is linked to changed. */
export const patientAddressingChanged = event({
  type: 'PatientAddressingChanged',
  producer: 'organisation',
  consumers: ['care'],
  description: 'The units that a patient is linked to changed.',
  data: z.object({
    patientId: z.string(),
    housingUnitId: z.string().nullable(),
    homeHealthUnitId: z.string().nullable(),
    listedHealthCentreId: z.string().nullable(),
    psychiatricOutpatientUnitId: z.string().nullable(),
    version: z.int().positive(),
  }),
  example: {
    patientId: 'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
    housingUnitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8m',
    homeHealthUnitId: null,
    listedHealthCentreId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8n',
    psychiatricOutpatientUnitId: null,
    version: 3,
  },
});

/** Entries were added to the sealed access log. */
export const accessLogSealed = sealedLogOf('organisation', 'OrganisationAccessLogSealed');
