import { z } from 'zod';
import { sealedLogOf } from './access-log.ts';
import { event } from './contract.ts';

const sipSnapshot = z.object({
  sipId: z.string(),
  patientId: z.string(),
  /** The episode that the plan was offered in. */
  episodeId: z.string().nullable(),
  /** The unit that leads the plan, whose data it is. */
  coordinatingUnitId: z.string(),
  isOngoing: z.boolean(),
  participants: z.array(
    z.object({
      unitId: z.string(),
      /** Must it answer? Nobody must once the plan goes no further. */
      mustAcknowledge: z.boolean(),
      /** When the unit answered the latest invitation; null until then. */
      answeredAt: z.iso.datetime().nullable(),
    }),
  ),
  /** When the latest invitation was sent; null before the first, and while it is void. */
  invitedAt: z.iso.datetime().nullable(),
  version: z.int().positive(),
});
const sipExample = {
  sipId: 'sip_01kahm5x7hfy0a0j9v6w4q2n8r',
  patientId: 'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
  episodeId: 'epi_01kahm5x7hfy0a0j9v6w4q2n8q',
  coordinatingUnitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8m',
  isOngoing: true,
  participants: [{ unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8m', mustAcknowledge: true, answeredAt: null }],
  invitedAt: null,
  version: 1,
};

/** A plan was started. */
export const sipInitiated = event({
  type: 'SipInitiated',
  producer: 'sip',
  consumers: ['care', 'identity'],
  description: 'A coordinated individual plan was started (F-252). Its participants have a relation to the patient.',
  data: sipSnapshot,
  example: sipExample,
});

/** The patient's consent was recorded, or that the patient declines. */
export const sipConsentRecorded = event({
  type: 'SipConsentRecorded',
  producer: 'sip',
  consumers: ['care'],
  description: "The patient's consent was recorded, or that the patient declines (G-016).",
  data: sipSnapshot,
  example: { ...sipExample, version: 2 },
});

/** The participants were invited, anew when the meeting changed. */
export const sipParticipantsInvited = event({
  type: 'SipParticipantsInvited',
  producer: 'sip',
  consumers: ['care'],
  description: 'The participants were invited to the meeting, anew when it changed (F-254).',
  data: sipSnapshot,
  example: { ...sipExample, invitedAt: '2026-11-22T08:00:00.000Z', version: 3 },
});

/** A unit answered the invitation. */
export const sipInvitationAnswered = event({
  type: 'SipInvitationAnswered',
  producer: 'sip',
  consumers: ['care'],
  description: 'A unit answered the invitation (F-027).',
  data: sipSnapshot,
  example: { ...sipExample, invitedAt: '2026-11-22T08:00:00.000Z', version: 4 },
});

/** Another unit became coordination-responsible. */
export const sipCoordinationHandedOver = event({
  type: 'SipCoordinationHandedOver',
  producer: 'sip',
  consumers: ['care', 'identity'],
  description: 'Another unit became coordination-responsible (F-256).',
  data: sipSnapshot,
  example: { ...sipExample, version: 5 },
});

/** An invitation was voided. */
export const sipInvitationVoided = event({
  type: 'SipInvitationVoided',
  producer: 'sip',
  consumers: ['care'],
  description: 'The invitation that held was voided (G-101): nobody is invited until another is sent.',
  data: sipSnapshot,
  example: { ...sipExample, version: 6 },
});

/** Other units take part. */
export const sipParticipantsChanged = event({
  type: 'SipParticipantsChanged',
  producer: 'sip',
  consumers: ['care'],
  description:
    'A unit handed its invitation on to others, which take part now; or gave it back and takes part no more (G-103).',
  data: sipSnapshot,
  example: { ...sipExample, invitedAt: '2026-11-22T08:00:00.000Z', version: 4 },
});

/** The plan goes on in another episode. */
export const sipEpisodeFollowed = event({
  type: 'SipEpisodeFollowed',
  producer: 'sip',
  consumers: ['care'],
  description: 'The patient was moved to another ward, and the plan goes on in the episode there.',
  data: sipSnapshot,
  example: { ...sipExample, version: 5 },
});

/** A plan ended. */
export const sipEnded = event({
  type: 'SipEnded',
  producer: 'sip',
  consumers: ['care'],
  description: 'A plan ended, because the patient has died (f.3 64).',
  data: sipSnapshot,
  example: { ...sipExample, isOngoing: false, version: 5 },
});

/** Entries were added to the sealed access log. */
export const accessLogSealed = sealedLogOf('sip', 'SipAccessLogSealed');
