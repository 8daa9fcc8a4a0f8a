import type { Role } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { addDays, type Day } from '@samplan/kit/time';

/** How accesses are chosen; as in SDL. */
export type ReviewMethod = 'UNIT_DAY' | 'STAFF_SHARE' | 'SUSPICION';
/** What a review found; as in SDL. */
export type ReviewOutcome = 'WITHOUT_REMARK' | 'WITH_REMARK';

/** Which accesses a review is about. */
export interface ReviewScope {
  readonly principalId: string;
  /** Null for all of a region's. */
  readonly administrationId: string | null;
  /** Null for all units'. */
  readonly unitId: string | null;
  /** First instant. */
  readonly fromAt: Date;
  /** The instant that they end before. */
  readonly toAt: Date;
  /** Empty for everybody's. */
  readonly userIds: readonly string[];
  /** Null for all patients'. */
  readonly patientId: string | null;
}

/** A log review (sv. logguppföljning, G-073). */
export interface LogReview extends ReviewScope {
  readonly id: string;
  readonly method: ReviewMethod;
  readonly seed: string | null;
  readonly suspicion: string | null;
  readonly drawnById: string;
  readonly drawnAt: Date;
  readonly openedById: string | null;
  readonly openedAt: Date | null;
  readonly openReason: string | null;
  readonly outcome: ReviewOutcome | null;
  readonly note: string | null;
  readonly finishedById: string | null;
  readonly finishedAt: Date | null;
  readonly version: number;
}

/** What came of a remark. */
export interface FollowUp {
  readonly note: string;
  readonly isClosed: boolean;
  readonly notedById: string;
  readonly notedAt: Date;
}

/** An entry of the central log: metadata only (e.5). */
export interface LoggedAccess {
  /** `log_<subgraph>_<seal>` */
  readonly id: string;
  readonly at: Date;
  readonly kind: 'READ' | 'WRITE' | 'DENIED';
  readonly action: string;
  readonly denialReason: string | null;
  readonly patientId: string | null;
  readonly subjectId: string | null;
  readonly actorId: string | null;
  readonly role: Role | null;
  readonly unitId: string | null;
}

/** Reviews of a unit's accesses in a month. */
export interface ReviewCount {
  readonly unitId: string | null;
  /** First day of the month. */
  readonly monthOn: Day;
  readonly drawn: number;
  readonly finished: number;
  readonly remarks: number;
  readonly remarksOpen: number;
}

/** Why a review is not opened, finished or followed up. */
export type ReviewFault = 'FINISHED' | 'OWN_ACCESSES' | 'CHANGED' | 'NO_REMARK';

/** The longest period of a draw. A month, and some days so that it can be drawn late. */
export const MAX_DRAW_DAYS = 62;
/** The longest period of a review on suspicion. */
export const MAX_SUSPICION_DAYS = 366;

/** Is the period no longer than so many days, and does it begin before it ends? */
export function isPeriod(from: Day, to: Day, maxDays: number): boolean {
  return from <= to && to < addDays(from, maxDays);
}

/** What a reviewer knows of a review when acting on it. */
export interface ReviewAct {
  readonly review: LogReview;
  /** Version that the reviewer has seen. */
  readonly version: number;
  /** Are accesses of the reviewer among those that it is about? */
  readonly isAboutReviewer: boolean;
  readonly by: string;
}

/**
 * Opens the full log. Opening again keeps the first reason.
 * @returns the review; or why not (B-15, G-073).
 */
export function open(act: ReviewAct, reason: string, now: Date): Result<LogReview, ReviewFault> {
  const fault = faultOf(act);
  if (fault) return refused(fault);
  const { review, by } = act;
  if (review.openedAt) return ok(review);
  return ok({ ...review, openedById: by, openedAt: now, openReason: reason, version: review.version + 1 });
}

/** Finishes a review, for good. */
export function finish(
  act: ReviewAct,
  outcome: ReviewOutcome,
  note: string | null,
  now: Date,
): Result<LogReview, ReviewFault> {
  const fault = faultOf(act);
  if (fault) return refused(fault);
  const { review, by } = act;
  return ok({ ...review, outcome, note, finishedById: by, finishedAt: now, version: review.version + 1 });
}

/** May what came of a remark be noted? */
export function followUpFault(review: LogReview, isAboutReviewer: boolean): ReviewFault | null {
  if (isAboutReviewer) return 'OWN_ACCESSES';
  return review.outcome === 'WITH_REMARK' ? null : 'NO_REMARK';
}

function faultOf({ review, version, isAboutReviewer }: ReviewAct): ReviewFault | null {
  if (isAboutReviewer) return 'OWN_ACCESSES';
  if (review.finishedAt) return 'FINISHED';
  return review.version === version ? null : 'CHANGED';
}
