import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Result } from '@samplan/kit/result';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeStateRefuses } from '../episode/problems.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { DischargeInformationReceiver } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { Available } from './content.ts';
import type { Information } from './domain.ts';
import type { AlreadyHandedOver, InformationStateRefuses } from './problems.ts';

/** A version as it was written. */
export interface SavedInformation extends Information {
  readonly episodeId: string;
  readonly at: Date;
  readonly byUserId: string;
}

/** To whom a version was handed. */
export interface Handover {
  readonly version: number;
  readonly receiver: DischargeInformationReceiver;
  readonly handedAt: Date;
  readonly comment: string | null;
}

/** A hand-over as it was recorded. */
export interface RecordedHandover extends Handover {
  readonly episodeId: string;
  readonly recordedAt: Date;
  readonly byUserId: string;
}

/** Everything that there is about an episode's discharge information. */
export interface EpisodeInformation {
  /** Every version, latest first: drafts are for the ward alone. */
  readonly versions: readonly SavedInformation[];
  /** Latest first. */
  readonly handovers: readonly RecordedHandover[];
  readonly available: Available;
}

/** Discharge information as a viewer reads it. */
export interface ReadInformation extends SavedInformation {
  readonly episode: Episode;
  /** Every version that the viewer may read, latest first. */
  readonly readable: readonly SavedInformation[];
  readonly handovers: readonly RecordedHandover[];
  readonly available: Available;
}

/** What wards tell at discharge; asked only about episodes that were found in reach. */
export interface InformationStore {
  /** By episode, in the order asked for. */
  ofEpisodes(grant: EpisodeGrant, episodeIds: readonly string[]): Promise<readonly EpisodeInformation[]>;
  /**
   * Stores what a rule makes of the latest version, one change of an episode at a time.
   * @param rule - decides on the latest version; null when nothing is saved.
   */
  change<P>(
    grant: Grant<`discharge-information.${'write' | 'sign'}`, CareReach>,
    episode: Episode,
    rule: (latest: Information | null) => Result<Information, P>,
    access: AccessLog,
    now: Date,
  ): Promise<Result<Information, P | EpisodeStateRefuses>>;
  /** Records a hand-over of what is signed now. */
  handOver(
    grant: Grant<'discharge-information.write', CareReach>,
    episode: Episode,
    handover: Handover,
    access: AccessLog,
    now: Date,
  ): Promise<Result<Handover, InformationStateRefuses | AlreadyHandedOver | EpisodeStateRefuses>>;
}
