import { sipEnded, sipEpisodeFollowed } from '@samplan/schema/events/sip';
import { cancelMeeting, isOngoing, type Sip, type SipChange } from './domain.ts';

/**
 * The patient has died (f.3 64): the plan ends, and a meeting that was to come is not held.
 * @param now - when it became known.
 * @returns null when the plan was not under way any more: hearing it again changes nothing.
 */
export function endByDeath(sip: Sip, now: Date): SipChange | null {
  if (!isOngoing(sip)) return null;
  return {
    sip: {
      ...sip,
      state: 'ENDED',
      endedAt: now,
      endReason: 'PATIENT_DECEASED',
      invitation: cancelMeeting(sip, 'PATIENT_DECEASED', now),
    },
    event: sipEnded,
  };
}

/**
 * The patient was moved to another ward: the plan that was offered in the episode goes on in the one that follows. Nothing else
 * changes: meeting, invitation and what is owed stand.
 * @returns null when the plan was not under way, or is there already.
 */
export function followEpisode(sip: Sip, episodeId: string): SipChange | null {
  if (!isOngoing(sip) || sip.episodeId === episodeId) return null;
  return { sip: { ...sip, episodeId }, event: sipEpisodeFollowed };
}
