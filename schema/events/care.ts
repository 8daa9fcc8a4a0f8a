import { z } from 'zod';
import { sealedLogOf } from './access-log.ts';
import { event } from './contract.ts';

/** A patient was registered or the registration changed. */
export const patientRegistered = event({
  type: 'PatientRegistered',
  producer: 'care',
  consumers: ['organisation', 'sip', 'identity'],
  description:
    'A patient was registered, or the registration changed. Holds what routing needs and nothing that names.',
  data: z.object({
    patientId: z.string(),
    /** Statistics Sweden's code of the municipality of registration. */
    municipalityCode: z.string(),
    /** Area of the address, five digits. */
    postalCode: z.string(),
    /** Of a child, the day of coming of age, as the identity number hints; null of adults (G-077). */
    minorUntil: z.iso.date().nullable(),
    version: z.int().positive(),
  }),
  example: {
    patientId: 'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
    municipalityCode: '2281',
    postalCode: '85230',
    minorUntil: null,
    version: 1,
  },
});

/** A unit's relation to a patient began, changed or ended. */
export const careRelationChanged = event({
  type: 'CareRelationChanged',
  producer: 'care',
  consumers: ['organisation', 'sip', 'identity'],
  description: "A unit's relation to a patient began, changed or ended (G-070).",
  data: z.object({
    relationId: z.string(),
    patientId: z.string(),
    unitId: z.string(),
    since: z.iso.datetime(),
    /** First instant without the relation; null while no end is known. */
    until: z.iso.datetime().nullable(),
    version: z.int().positive(),
  }),
  example: {
    relationId: 'rel_01kahm5x7hfy0a0j9v6w4q2n8p',
    patientId: 'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
    unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8g',
    since: '2026-11-21T09:30:00.000Z',
    until: null,
    version: 1,
  },
});

const episodeSnapshot = z.object({
  episodeId: z.string(),
  patientId: z.string(),
  wardUnitId: z.string(),
  state: z.enum([
    'ADMITTED',
    'DISCHARGE_READY',
    'DISCHARGE_READY_INTERRUPTED',
    'DISCHARGED',
    'CLOSED',
    'VOIDED',
    'DECEASED',
    'TRANSFERRED',
  ]),
  partyUnitIds: z.array(z.string()),
  /** The episode that goes on at another ward; null unless the patient was moved. */
  transferredToId: z.string().nullable().default(null),
  version: z.int().positive(),
});
const episodeExample = {
  episodeId: 'epi_01kahm5x7hfy0a0j9v6w4q2n8q',
  patientId: 'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
  wardUnitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8g',
  state: 'ADMITTED' as const,
  partyUnitIds: ['unt_01kahm5x7hfy0a0j9v6w4q2n8g', 'unt_01kahm5x7hfy0a0j9v6w4q2n8m'],
  transferredToId: null,
  version: 1,
};

/** A patient was admitted and the admission notice sent. */
export const patientAdmitted = event({
  type: 'PatientAdmitted',
  producer: 'care',
  consumers: ['sip', 'identity'],
  description: 'A patient was admitted and the admission notice sent (G-001).',
  data: episodeSnapshot,
  example: episodeExample,
});

/** The estimated time of discharge changed. */
export const dischargeEstimateChanged = event({
  type: 'DischargeEstimateChanged',
  producer: 'care',
  consumers: ['sip'],
  description: 'The estimated time of discharge changed (G-005).',
  data: episodeSnapshot,
  example: { ...episodeExample, version: 2 },
});

/** A unit became party of an episode. */
export const episodePartyJoined = event({
  type: 'EpisodePartyJoined',
  producer: 'care',
  consumers: ['sip'],
  description: 'A unit became party of an episode, because a message was handed on to it (F-224).',
  data: episodeSnapshot,
  example: { ...episodeExample, version: 3 },
});

/** A unit is party of an episode no more. */
export const episodePartyLeft = event({
  type: 'EpisodePartyLeft',
  producer: 'care',
  consumers: ['sip'],
  description: 'A unit is party of an episode no more, because it gave all its messages back (G-103).',
  data: episodeSnapshot,
  example: { ...episodeExample, version: 4 },
});

/** The physician judged that the patient no longer needs inpatient care. */
export const dischargeReadyReported = event({
  type: 'DischargeReadyReported',
  producer: 'care',
  consumers: ['sip'],
  description: 'The physician judged that the patient no longer needs inpatient care (G-009).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'DISCHARGE_READY' as const, version: 4 },
});

/** The patient needs inpatient care again. */
export const dischargeReadyInterrupted = event({
  type: 'DischargeReadyInterrupted',
  producer: 'care',
  consumers: ['sip'],
  description: 'The patient needs inpatient care again (G-043).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'DISCHARGE_READY_INTERRUPTED' as const, version: 5 },
});

/** An interruption was void. */
export const dischargeReadyRestored = event({
  type: 'DischargeReadyRestored',
  producer: 'care',
  consumers: ['sip'],
  description: 'An interruption was voided: the patient is discharge-ready since the notice before it (G-101).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'DISCHARGE_READY' as const, version: 6 },
});

/** The patient left the ward. */
export const patientDischarged = event({
  type: 'PatientDischarged',
  producer: 'care',
  consumers: ['sip'],
  description: 'The patient left the ward.',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'DISCHARGED' as const, version: 6 },
});

/** The ward ended the episode. */
export const episodeClosed = event({
  type: 'EpisodeClosed',
  producer: 'care',
  consumers: ['sip'],
  description: 'The ward ended the episode (F-250).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'CLOSED' as const, version: 7 },
});

/** An episode should never have been. */
export const episodeVoided = event({
  type: 'EpisodeVoided',
  producer: 'care',
  consumers: ['sip'],
  description: 'An episode was voided, because it should never have been (G-101).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'VOIDED' as const, version: 2 },
});

/** A patient died at the ward. */
export const patientDeceased = event({
  type: 'PatientDeceased',
  producer: 'care',
  consumers: ['sip'],
  description: 'The patient died at the ward: a planned meeting is not to be held (f.3 64).',
  data: episodeSnapshot,
  example: { ...episodeExample, state: 'DECEASED' as const, version: 4 },
});

/** A patient was moved to another ward. */
export const patientTransferred = event({
  type: 'PatientTransferred',
  producer: 'care',
  consumers: ['sip'],
  description: 'The patient was moved to another ward, where a new episode goes on.',
  data: episodeSnapshot,
  example: {
    ...episodeExample,
    state: 'TRANSFERRED' as const,
    transferredToId: 'epi_01kahm5x7hfy0a0j9v6w4q2n8s',
    version: 4,
  },
});

/** A case changed in the overview. */
export const overviewChanged = event({
  type: 'OverviewChanged',
  producer: 'care',
  consumers: [],
  followedBy: 'overviewChanges',
  description:
    'A cell of a case in the overview changed, or the case itself, so that a view can follow it live (F-069).',
  data: z.object({
    episodeId: z.string(),
    /** The column of the cell; null for the case itself: its state and its estimated discharge. */
    column: z
      .enum(['careReport', 'admission', 'invitation', 'planningBasis', 'extra', 'dischargeReady', 'discharge'])
      .nullable(),
    /** The unit whose documentation it is, which a block may close. */
    sourceUnitId: z.string(),
    /** The units that see it, with the colour that the cell has for each; null when it is empty, and for the case itself. */
    units: z.array(z.object({ unitId: z.string(), mark: z.enum(['RED', 'BLUE', 'GREEN']).nullable() })),
    /** Counts the changes of the case in the overview. */
    version: z.int().positive(),
  }),
  example: {
    episodeId: episodeExample.episodeId,
    column: 'admission' as const,
    sourceUnitId: episodeExample.wardUnitId,
    units: [
      { unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8g', mark: 'BLUE' as const },
      { unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8m', mark: 'RED' as const },
    ],
    version: 1,
  },
});

/** Entries were added to the sealed access log. */
export const accessLogSealed = sealedLogOf('care', 'CareAccessLogSealed');
