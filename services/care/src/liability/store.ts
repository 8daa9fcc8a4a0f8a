import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { Day } from '@samplan/kit/time';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeState } from '../generated/resolvers.ts';
import type { WardReach } from '../reach.ts';
import type { Amounts, PricedDay } from './amount.ts';
import type { LiabilityReason } from './conditions.ts';
import type { ExceptionKind, LiabilityException, LiabilityFacts } from './facts.ts';
import type { Agreement, Terms, Validity } from './terms.ts';

/** An exception with who recorded it and why. */
export interface RecordedException extends LiabilityException {
  readonly reason: string;
  readonly recordedByUserId: string;
}

/** The latest word on who decided on the housing. */
export interface RecordedDecision {
  readonly version: number;
  /** Null when no other municipality did. */
  readonly municipalityCode: string | null;
  readonly decidedOn: Day;
  readonly recordedAt: Date;
  readonly recordedByUserId: string;
}

/** A municipality that did. */
export interface DecidedBy extends RecordedDecision {
  readonly municipalityCode: string;
}

/** Facts of one episode with whom they are about. */
export interface EpisodeFacts {
  readonly facts: LiabilityFacts;
  readonly patientId: string;
  readonly regionId: string;
  readonly exceptions: readonly RecordedException[];
  readonly decision: RecordedDecision | null;
  /** Of the latest word in this episode; 0 when there was none, or only before a transfer. */
  readonly decisionVersion: number;
}

/** A result that stands: as computed when it was first corrected, or a correction. */
export interface StoredResult {
  readonly episodeId: string;
  readonly version: number;
  /** Null when it is unknown who pays. */
  readonly municipalityCode: string | null;
  readonly endedOn: Day;
  readonly kind: 'COMPUTED' | 'CORRECTED';
  readonly reasons: readonly LiabilityReason[];
  readonly days: readonly PricedDay[];
  readonly agreement: Pick<Agreement, 'id' | 'version'> | null;
  /** Of a correction. */
  readonly reason: string | null;
  readonly recordedAt: Date;
  readonly recordedByUserId: string;
}

/** Everything that is known of liability for an episode. */
export interface EpisodeLiability extends EpisodeFacts {
  readonly amounts: Amounts;
  /** Latest first. */
  readonly results: readonly StoredResult[];
}

/** An exception to record. */
export interface NewException {
  readonly kind: ExceptionKind;
  readonly fromOn: Day;
  readonly toOn: Day | null;
  readonly isWithdrawn: boolean;
  readonly reason: string;
  readonly replacesId: string | null;
}

/** A word on who decided on the housing. */
export interface NewDecision extends Pick<RecordedDecision, 'municipalityCode' | 'decidedOn'> {
  /** The version that it comes after; 0 for the first. */
  readonly version: number;
}

/** An agreement as it is saved. */
export interface SavedAgreement extends Agreement {
  readonly savedAt: Date;
}

/** An agreement to save: a new one, or a new version of one. */
export interface NewAgreement extends Validity {
  readonly id: string | null;
  /** The version that it comes after; 0 for a new one. */
  readonly version: number;
  readonly terms: Terms;
}

/** What saving an agreement came to. */
export type AgreementOutcome =
  | { readonly kind: 'SAVED'; readonly agreement: SavedAgreement }
  | { readonly kind: 'OVERLAPS'; readonly overlapping: SavedAgreement }
  /** Somebody saved a version meanwhile. */
  | { readonly kind: 'CHANGED_MEANWHILE' }
  /** The region has no such agreement. */
  | { readonly kind: 'NOT_FOUND' };

/** What a care day costs in a year. */
export interface CareDayAmount {
  readonly year: number;
  readonly amountSek: number;
  readonly source: string;
  /** 0 for those that come with Samplan. */
  readonly version: number;
}

/** A region or municipality, and the region that it lies in. */
export interface Place {
  readonly code: string;
  readonly regionId: string;
  readonly isRegion: boolean;
}

/** An episode that is to be corrected. */
export interface EndedEpisode {
  readonly state: EpisodeState;
  readonly admittedAt: Date;
  readonly known: EpisodeLiability;
}

/** Liability for single episodes. */
export interface LiabilityStore {
  /** In the order asked for; the episodes have been found in reach. */
  ofEpisodes(episodeIds: readonly string[]): Promise<readonly (EpisodeLiability | null)[]>;
  /**
   * Records an exception.
   * @returns false when the one that it replaces is not the episode's, or was replaced meanwhile.
   */
  recordException(
    grant: Grant<'liability.record', WardReach>,
    episode: Episode,
    exception: NewException,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /**
   * Says who decided on the housing.
   * @returns false when somebody said so meanwhile.
   */
  setDecidingMunicipality(
    grant: Grant<'liability.record', WardReach>,
    episode: Episode,
    decision: NewDecision,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /** An episode of the region that is to be corrected; null when the region has none with the id. */
  findForCorrection(
    grant: Grant<'liability.correct', PrincipalReach>,
    episodeId: string,
    access: AccessLog,
  ): Promise<EndedEpisode | null>;
  /**
   * Adds results to an episode.
   * @returns false when somebody added one meanwhile.
   */
  addResults(
    grant: Grant<'liability.correct', PrincipalReach>,
    known: EpisodeLiability,
    results: readonly StoredResult[],
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}

/** Agreements and amounts. Reach: a region's own; for a municipality those with it. */
export interface LiabilityTermsStore {
  /** Where a principal stands. @throws Error when care has not heard of it. */
  place(grant: Grant<string, PrincipalReach>): Promise<Place>;
  agreements(place: Place): Promise<readonly SavedAgreement[]>;
  /** By year, earliest first. */
  amounts(regionId: string): Promise<readonly CareDayAmount[]>;
  /** Saves an agreement; of two at once that overlap, the second is refused (f.4 78). */
  saveAgreement(
    grant: Grant<'liability-terms.edit', PrincipalReach>,
    agreement: NewAgreement,
    access: AccessLog,
    now: Date,
  ): Promise<AgreementOutcome>;
  /**
   * Sets an amount.
   * @returns false when somebody set it meanwhile.
   */
  setAmount(
    grant: Grant<'liability-terms.edit', PrincipalReach>,
    amount: CareDayAmount,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}
