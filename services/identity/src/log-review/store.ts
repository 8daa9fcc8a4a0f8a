import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { Day } from '@samplan/kit/time';
import type { FollowUp, LoggedAccess, LogReview, ReviewCount, ReviewOutcome, ReviewScope } from './domain.ts';
import type { ReviewReach } from './policy.ts';

/** Grants by which reviews are found. */
export type ReviewGrant = Grant<
  'log-review.read' | 'log-review.open' | 'log-review.finish' | 'log-review.follow-up',
  ReviewReach
>;
/** Grants by which reviews are begun. */
export type DrawGrant = Grant<'log-review.draw', ReviewReach>;

/** A review to begin. */
export interface NewReview
  extends Pick<LogReview, 'method' | 'seed' | 'suspicion' | 'unitId' | 'patientId' | 'userIds'> {
  /** Names what was drawn, so that the same draw gives the same reviews; null on suspicion. */
  readonly drawKey: string | null;
  readonly fromAt: Date;
  readonly toAt: Date;
}

/** Which reviews to list. */
export interface ReviewConditions {
  readonly isFinished: boolean | null;
  readonly outcome: ReviewOutcome | null;
  readonly unitId: string | null;
}

/** The log reviews. Reach: those of the viewer's administration, or region. */
export interface LogReviewStore {
  /** Units in reach, among the given or all: in order of id. */
  units(grant: DrawGrant, among: readonly string[] | null): Promise<readonly string[]>;
  /**
   * A share of those who appear in the log of the period, chosen by the seed.
   * @param units - whose accesses count; null for all in reach.
   */
  drawStaff(
    grant: DrawGrant,
    o: {
      readonly seed: string;
      readonly percent: number;
      readonly fromAt: Date;
      readonly toAt: Date;
      readonly units: readonly string[] | null;
    },
  ): Promise<readonly string[]>;
  /** Begins reviews, those that were drawn before left as they are. In the order given. */
  begin(grant: DrawGrant, reviews: readonly NewReview[], access: AccessLog, now: Date): Promise<readonly LogReview[]>;
  /** One review, or null out of reach; the reading and the attempt are noted. */
  find(grant: ReviewGrant, id: string, access: AccessLog): Promise<LogReview | null>;
  /** A page and one more, latest first. */
  list(grant: ReviewGrant, conditions: ReviewConditions, page: PageRequest): Promise<readonly LogReview[]>;
  /** Stores an opened or finished review; false when somebody else was first. */
  save(grant: ReviewGrant, before: LogReview, after: LogReview, access: AccessLog): Promise<boolean>;
  followUps(reviewId: string): Promise<readonly FollowUp[]>;
  addFollowUp(grant: ReviewGrant, reviewId: string, followUp: FollowUp, access: AccessLog): Promise<void>;
  count(grant: ReviewGrant, from: Day, to: Day, limit: number): Promise<readonly ReviewCount[]>;
}

/** Accesses in the central log. */
export interface AccessStore {
  count(scope: ReviewScope): Promise<number>;
  /** Is an access of the user in the scope? */
  hasAccessOf(scope: ReviewScope, userId: string): Promise<boolean>;
  /** A choice by the seed, the same every time; in order of time. */
  extract(scope: ReviewScope, seed: string, limit: number): Promise<readonly LoggedAccess[]>;
  /** A page and one more, in order of time. */
  list(scope: ReviewScope, page: PageRequest): Promise<readonly LoggedAccess[]>;
}

/** A list of accesses that is handed out. */
export interface NewAccessExport {
  readonly id: string;
  readonly patientId: string;
  readonly purpose: string;
  readonly format: 'CSV' | 'TEXT';
  readonly accessCount: number;
}

/** What was handed out of the log. */
export interface AccessExportStore {
  /** Names of units, as far as they are known. */
  unitNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Notes that a list was made, before it leaves. */
  note(
    grant: Grant<'patient-accesses.export', ReviewReach>,
    made: NewAccessExport,
    access: AccessLog,
    now: Date,
  ): Promise<void>;
}
