import { ok, type Result, refused } from '@samplan/kit/result';
import type { Own } from '../care-plan/domain.ts';
import type { PlanningTrack } from '../generated/resolvers.ts';
import {
  type ChangedMeanwhile,
  changedMeanwhile,
  type PlanningTrackReasonMissing,
  trackReasonMissing,
} from './problems.ts';

/** A part of the planning basis in a version. */
export interface PartVersion extends Own {
  readonly version: number;
}

/** What is chosen. */
export interface NewChoice {
  readonly track: PlanningTrack;
  /** When the meeting of the red track is; null until it is planned, and for the others. */
  readonly meetingAt: Date | null;
  /** The groups that a patient on the yellow track belongs to, of a list; null when there are none. */
  readonly groups: { readonly listId: string; readonly keys: readonly string[] } | null;
  readonly reason: string | null;
}

/** What a choice comes to. */
export interface Chosen extends NewChoice {
  /** When the planning came to the track. */
  readonly since: Date;
  /** The parts of the planning basis that led to the red track; empty for the others. */
  readonly basis: readonly PartVersion[];
  /** From 1, in order. */
  readonly version: number;
}

/**
 * Chooses a track (G-108). Red takes note of the parts of the planning basis that led to it; choosing red again, as when the
 * meeting is planned, keeps both them and since when.
 *
 * @param latest - the choice that holds; null when there is none.
 * @param version - of the choice as last read; 0 for none.
 * @param parts - of the planning basis as they are now, without void ones.
 * @returns the choice; or `ChangedMeanwhile`; or `PlanningTrackReasonMissing`, when it leaves the red track without a reason.
 */
export function choose(
  latest: Chosen | null,
  version: number,
  given: NewChoice,
  parts: readonly PartVersion[],
  now: Date,
): Result<Chosen, ChangedMeanwhile | PlanningTrackReasonMissing> {
  if ((latest?.version ?? 0) !== version) return refused(changedMeanwhile());
  if (latest?.track === 'RED' && given.track !== 'RED' && given.reason === null) return refused(trackReasonMissing());
  const next = { ...given, version: version + 1 };
  if (latest?.track === given.track) return ok({ ...next, since: latest.since, basis: latest.basis });
  return ok({ ...next, since: now, basis: given.track === 'RED' ? parts : [] });
}

/**
 * The parts of the planning basis that stay as they are: those that led to the red track while it holds, but for people in special
 * housing (G-108). What is written first after it is not among them.
 */
export function lockedParts(
  choice: Pick<Chosen, 'track' | 'basis'> | null,
  livesInSpecialHousing: boolean,
): readonly Own[] {
  return choice?.track === 'RED' && !livesInSpecialHousing ? choice.basis : [];
}

/** What of a SIP there is in an episode. */
export interface SipProgress {
  readonly isStarted: boolean;
  readonly isInvited: boolean;
}

/** Is the meeting of the red track neither planned nor anybody invited to it? */
export function isMeetingMissing({ track, meetingAt }: Pick<Chosen, 'track' | 'meetingAt'>, sip: SipProgress): boolean {
  return track === 'RED' && meetingAt === null && !sip.isInvited;
}
