import { z } from 'zod';
import { event } from './contract.ts';

const EVERYONE = ['organisation', 'care', 'sip'] as const;
const patientId = 'pat_01kahm5x7hfy0a0j9v6w4q2n8k';
const unitId = 'unt_01kahm5x7hfy0a0j9v6w4q2n8g';
const userId = 'usr_01kahm5x7hfy0a0j9v6w4q2n8f';

/** A patient's data was blocked, or a block ended. */
export const blockChanged = event({
  type: 'BlockChanged',
  producer: 'identity',
  consumers: EVERYONE,
  description: "A patient's data at a unit, an administration or a care giver was blocked, or the block ended (G-077).",
  data: z.object({
    blockId: z.string(),
    patientId: z.string(),
    /** Unit, administration or principal whose data is closed. */
    sourceId: z.string(),
    /** The care giver: region or municipality of the source. */
    principalId: z.string(),
    /** Closed to other care givers; else to the rest of the same care giver. */
    isOuter: z.boolean(),
    /** Also what the source has sent to others. */
    coversSent: z.boolean(),
    isActive: z.boolean(),
    version: z.int().positive(),
  }),
  example: {
    blockId: 'blk_01kahm5x7hfy0a0j9v6w4q2n8s',
    patientId,
    sourceId: unitId,
    principalId: 'prn_01kahm5x7hfy0a0j9v6w4q2n8t',
    isOuter: false,
    coversSent: false,
    isActive: true,
    version: 1,
  },
});

/** A block was lifted for a unit for a time. */
export const blockLifted = event({
  type: 'BlockLifted',
  producer: 'identity',
  consumers: EVERYONE,
  description: 'A block was lifted for the staff of a unit for a time, or the time was cut short (G-078).',
  data: z.object({
    liftId: z.string(),
    blockId: z.string(),
    unitId: z.string(),
    until: z.iso.datetime(),
    version: z.int().positive(),
  }),
  example: {
    liftId: 'lft_01kahm5x7hfy0a0j9v6w4q2n8u',
    blockId: 'blk_01kahm5x7hfy0a0j9v6w4q2n8s',
    unitId,
    until: '2026-11-21T10:30:00.000Z',
    version: 1,
  },
});

/** A patient was opened by somebody for a time, or the time was cut short. */
export const patientOpened = event({
  type: 'PatientOpened',
  producer: 'identity',
  consumers: EVERYONE,
  description:
    'Somebody opened a patient for a time, in an emergency or within shared documentation, or the time was cut short (G-080, G-083).',
  data: z.object({
    openingId: z.string(),
    patientId: z.string(),
    userId: z.string(),
    unitId: z.string(),
    /** The care giver whose data is opened, within shared documentation; null in an emergency, which opens everybody's. */
    sourceId: z.string().nullable().default(null),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    version: z.int().positive(),
  }),
  example: {
    openingId: 'opn_01kahm5x7hfy0a0j9v6w4q2n8v',
    patientId,
    userId,
    unitId,
    sourceId: null,
    since: '2026-11-21T09:30:00.000Z',
    until: '2026-11-21T10:30:00.000Z',
    version: 1,
  },
});

/** A patient's identity was protected, or is so no more. */
export const identityProtectionChanged = event({
  type: 'IdentityProtectionChanged',
  producer: 'identity',
  consumers: EVERYONE,
  description: "A patient's identity was marked as protected, or the mark was changed or removed (G-090).",
  data: z.object({
    patientId: z.string(),
    level: z.enum(['CONFIDENTIALITY_MARKING', 'PROTECTED_REGISTRATION']),
    isActive: z.boolean(),
    version: z.int().positive(),
  }),
  example: { patientId, level: 'CONFIDENTIALITY_MARKING' as const, isActive: true, version: 1 },
});

/** A unit's manager named who may open a protected patient. */
export const protectedStaffNamed = event({
  type: 'ProtectedStaffNamed',
  producer: 'identity',
  consumers: EVERYONE,
  description: 'The manager of a unit named the staff who may open a patient with a protected identity (G-090).',
  data: z.object({
    patientId: z.string(),
    unitId: z.string(),
    /** All of them; nobody when it is empty. */
    userIds: z.array(z.string()),
    version: z.int().positive(),
  }),
  example: { patientId, unitId, userIds: [userId], version: 1 },
});

/** A region's people can only read from now on, or can do everything again. */
export const readModeChanged = event({
  type: 'ReadModeChanged',
  producer: 'identity',
  consumers: EVERYONE,
  description: "A region's people can only read from now on (sv. läsläge), or can do everything again (F-206).",
  data: z.object({
    regionId: z.string(),
    /** The region and its municipalities. */
    principalIds: z.array(z.string()),
    isOn: z.boolean(),
    version: z.int().positive(),
  }),
  example: {
    regionId: 'prn_01kahm5x7hfy0a0j9v6w4q2n8t',
    principalIds: ['prn_01kahm5x7hfy0a0j9v6w4q2n8t', 'prn_01kahm5x7hfy0a0j9v6w4q2n8w'],
    isOn: true,
    version: 1,
  },
});
