import type { EventData } from '@samplan/schema/events/contract';
import type { sipInitiated } from '@samplan/schema/events/sip';
import { isOngoing, type Sip } from './domain.ts';

/** A plan as the events tell it to other subgraphs. */
export function snapshotOf(sip: Sip): EventData<typeof sipInitiated> {
  return {
    sipId: sip.id,
    patientId: sip.patientId,
    episodeId: sip.episodeId,
    coordinatingUnitId: sip.coordinatingUnitId,
    isOngoing: isOngoing(sip),
    participants: sip.participants.map(({ unitId, mustAcknowledge, answeredAt }) => ({
      unitId,
      // Nobody owes an answer to a plan that goes no further.
      mustAcknowledge: mustAcknowledge && isOngoing(sip),
      answeredAt: answeredAt?.toISOString() ?? null,
    })),
    invitedAt: sip.invitation?.voided === null ? sip.invitation.sentAt.toISOString() : null,
    version: sip.version,
  };
}
