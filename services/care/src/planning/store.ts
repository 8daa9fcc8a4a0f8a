import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { CareReach } from '../reach.ts';
import type { Answers } from './domain.ts';
import type { Partition, QuestionSet } from './questions.ts';

/** One part of an episode's planning basis, answered or not. */
export interface PlanningSection {
  readonly partition: Partition;
  readonly answers: Answers;
  readonly savedAt: Date | null;
  readonly savedByUserId: string | null;
  /** 0 when nobody has answered. */
  readonly version: number;
}

/** The planning basis of an episode. */
export interface PlanningBasis {
  readonly questionSet: QuestionSet;
  readonly sections: readonly PlanningSection[];
}

/** The planning bases; asked only about episodes that were found in reach. A part belongs to the unit that saved it. */
export interface PlanningStore {
  /** Saved parts by episode, in the order asked for, as far as no block closes them. */
  ofEpisodes(grant: EpisodeGrant, episodeIds: readonly string[]): Promise<readonly (readonly PlanningSection[])[]>;
  /**
   * Stores the answers of a part.
   * @returns the part as stored; or null, when somebody else was first.
   */
  save(
    grant: Grant<'planning-basis.answer', CareReach>,
    episode: Episode,
    before: PlanningSection,
    answers: Answers,
    questionSet: string,
    access: AccessLog,
    now: Date,
  ): Promise<PlanningSection | null>;
}

/** A part that nobody has answered. */
export function unanswered(partition: Partition): PlanningSection {
  return { partition, answers: {}, savedAt: null, savedByUserId: null, version: 0 };
}
