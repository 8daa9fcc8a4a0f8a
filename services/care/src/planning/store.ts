import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { found } from '@samplan/kit/found';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { CareReach } from '../reach.ts';
import type { Answers } from './domain.ts';
import type { Partition, QuestionsByPart } from './questions.ts';

/** One part of an episode's planning basis, answered or not. */
export interface PlanningSection {
  readonly partition: Partition;
  /** The version of the questions that it was begun with, or would be now. */
  readonly questionSetId: string;
  readonly answers: Answers;
  readonly savedAt: Date | null;
  readonly savedByUserId: string | null;
  /** 0 when nobody has answered. */
  readonly version: number;
}

/** The planning basis of an episode. */
export interface PlanningBasis {
  readonly sections: readonly PlanningSection[];
  /** The questions of parts that nobody has answered. */
  readonly held: QuestionsByPart;
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
    access: AccessLog,
    now: Date,
  ): Promise<PlanningSection | null>;
}

/** A part that nobody has answered. */
export function unanswered(partition: Partition, held: QuestionsByPart): PlanningSection {
  const questionSetId = found(held.get(partition)).id; // the standard has questions for every part
  return { partition, questionSetId, answers: {}, savedAt: null, savedByUserId: null, version: 0 };
}
