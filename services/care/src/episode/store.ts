import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { Day } from '@samplan/kit/time';
import type { EpisodeChangeKind } from '../generated/resolvers.ts';
import type { AdmissionContent } from '../message/store.ts';
import type { BackRegistration } from '../outage/domain.ts';
import type { Action, CareReach } from '../reach.ts';
import type { Episode, EpisodeChange } from './domain.ts';
import type { ToldEnd, TransferChange } from './side-exits.ts';

export type { Episode };

/** A unit that takes part in an episode. */
export interface Party {
  readonly episodeId: string;
  readonly unitId: string;
  readonly since: Date;
  readonly isWard: boolean;
}

/** Something that changed in an episode. */
export interface Change {
  readonly episodeId: string;
  readonly kind: EpisodeChangeKind;
  /** The message, part of the planning basis or the like. */
  readonly subjectId: string | null;
  readonly at: Date;
  readonly byUserId: string | null;
  readonly byUnitId: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Grants that let see episodes. */
export type EpisodeGrant = Grant<Action, CareReach>;

/** Grants that let change an episode's course. */
export type CourseGrant = Grant<
  'estimate.change' | 'discharge-ready.report' | 'discharge-ready.interrupt' | 'discharge.report' | 'episode.recover',
  CareReach
>;

/** An admission, ordinary or after an outage. */
export interface AdmissionChange extends EpisodeChange {
  /** Null for most. */
  readonly backRegistration: BackRegistration | null;
}

/** What admitting came to. */
export type AdmissionOutcome =
  | { readonly kind: 'ADMITTED'; readonly messageId: string }
  | { readonly kind: 'ALREADY_ADMITTED'; readonly episodeId: string }
  | Exclude<FirstResult, { kind: 'FIRST' }>;

/** What transferring came to. */
export type TransferOutcome =
  | { readonly kind: 'TRANSFERRED'; readonly messageId: string }
  /** The patient is admitted to the other ward already. */
  | { readonly kind: 'ALREADY_THERE' }
  | { readonly kind: 'CHANGED_MEANWHILE' };

/** What closing came to. */
export type ClosingOutcome = 'CLOSED' | 'ACKNOWLEDGEMENTS_MISSING' | 'CHANGED_MEANWHILE';

/** The episodes. Reach: a ward's own, or those that the unit takes part in. */
export interface EpisodeStore {
  /** By id, in the order asked for; null out of reach. */
  find(grant: EpisodeGrant, ids: readonly string[], access: AccessLog): Promise<readonly (Episode | null)[]>;
  /** By patient, in the order asked for, latest first, at most 100. */
  ofPatients(
    grant: EpisodeGrant,
    patientIds: readonly string[],
    access: AccessLog,
  ): Promise<readonly (readonly Episode[])[]>;
  /** The parties, by episode, the ward first; the episodes have been found in reach. */
  parties(episodeIds: readonly string[]): Promise<readonly (readonly Party[])[]>;
  /**
   * What has changed in episodes that were found in reach, by episode, latest first: of what the grant reaches so many, not of all.
   * @param first - of each, at most 100.
   */
  changes(
    grant: Grant<'episode.read', CareReach>,
    episodeIds: readonly string[],
    first: number,
    after: Date | null,
  ): Promise<readonly (readonly Change[])[]>;
  /** Stores an admission with its notice; of two at once for one patient at one ward, the second is refused. */
  admit(
    grant: Grant<'episode.admit', CareReach>,
    change: AdmissionChange,
    content: AdmissionContent,
    recipients: readonly UnitCopy[],
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<AdmissionOutcome>;
  /**
   * Stores a change and sends its message to all other parties.
   * @returns id of the message; or null, when somebody else was first.
   */
  save(
    grant: CourseGrant,
    before: Episode,
    change: EpisodeChange,
    content: AdmissionContent | null,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /** Calendar days later than which a moved estimate means contact with the municipality, as the region has agreed (G-006). */
  estimateLaterDays(regionId: string, on: Day): Promise<number>;
  /**
   * Stores that an interruption is void: its message with it; all other parties are told.
   * @returns id of the message; or null, when somebody else was first.
   */
  voidInterruption(
    grant: Grant<'discharge-ready.interrupt', CareReach>,
    before: Episode,
    change: EpisodeChange,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /**
   * Stores an end beside the course: releases what is owed, voids the messages of the course with the episode, and tells all
   * other parties.
   * @returns id of the message; or null, when somebody else was first.
   */
  end(
    grant: Grant<'episode.void' | 'death.record', CareReach>,
    before: Episode,
    end: ToldEnd,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /** Stores that the episode goes on at another ward, with the parties and the planning basis it has, and tells them. */
  transfer(
    grant: Grant<'episode.transfer', CareReach>,
    before: Episode,
    change: TransferChange,
    content: AdmissionContent,
    ward: UnitCopy,
    access: AccessLog,
    now: Date,
  ): Promise<TransferOutcome>;
  /** Was the first admission notice of an episode in reach sent too late (G-004)? */
  wasNoticeLate(episodeId: string): Promise<boolean>;
  /** Stores that the episode is closed, as far as the region's policy allows (K12). */
  close(
    grant: Grant<'episode.close', CareReach>,
    before: Episode,
    closed: Episode,
    access: AccessLog,
    now: Date,
  ): Promise<ClosingOutcome>;
}
