import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { found } from '@samplan/kit/found';
import type { Own, Part } from '../care-plan/domain.ts';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { PlanningSectionState } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { Answers } from './domain.ts';
import type { Partition, QuestionsByTopic } from './questions.ts';

/** A part of an episode's planning basis, begun or not. */
export interface PlanningSection {
  readonly episodeId: string;
  readonly partition: Partition;
  /** Whose; null while nobody has begun it. */
  readonly unitId: string | null;
  readonly state: PlanningSectionState;
  /** The version of the questions that it was begun with, or would be now. */
  readonly questionSetId: string;
  readonly answers: Answers;
  readonly savedAt: Date | null;
  readonly savedByUserId: string | null;
  /** Why it was corrected or voided. */
  readonly reason: string | null;
  /** 0 while nobody has begun it. */
  readonly version: number;
}

/** A part that somebody has begun. */
export type BegunSection = PlanningSection & Part & { readonly savedAt: Date; readonly savedByUserId: string };

/** A version of a part as it was written. */
export interface SectionVersion extends Part {
  readonly episodeId: string;
  readonly at: Date;
  readonly byUserId: string;
}

/** Who signed, and when. */
export interface Signature {
  readonly at: Date;
  readonly byUserId: string;
}

/** Who did something with a part, when and why. */
export interface Mark extends Signature {
  readonly reason: string;
}

/** Something in a part that the patient does not agree with. */
export interface Disagreement extends Own {
  readonly id: string;
  readonly episodeId: string;
  /** The version of the part that it is about. */
  readonly version: number;
  readonly text: string;
  readonly notedAt: Date;
  readonly notedByUserId: string;
}

/** The planning basis of an episode. */
export interface PlanningBasis {
  readonly episodeId: string;
  readonly sections: readonly BegunSection[];
  /** The questions that parts are begun with now. */
  readonly held: QuestionsByTopic;
  /** The part that the viewer's unit writes; null when it takes no part, or the role answers none. */
  readonly own: Own | null;
}

/** The planning bases; asked only about episodes that were found in reach. A part belongs to the unit that saved it. */
export interface PlanningStore {
  /** Begun parts by episode, in the order asked for, as far as no block closes them; latest first. */
  ofEpisodes(grant: EpisodeGrant, episodeIds: readonly string[]): Promise<readonly (readonly BegunSection[])[]>;
  /** Every version of every part by episode, latest first. Only those of parts that were found in reach may be shown. */
  versions(episodeIds: readonly string[]): Promise<readonly (readonly SectionVersion[])[]>;
  /** What patients do not agree with by episode, latest first. Only of parts that were found in reach may it be shown. */
  disagreements(episodeIds: readonly string[]): Promise<readonly (readonly Disagreement[])[]>;
  /** Notes what the patient does not agree with in a version of the own part. */
  noteDisagreement(
    grant: Grant<'planning-basis.note-disagreement', CareReach>,
    episode: Episode,
    about: Own & { readonly version: number },
    text: string,
    access: AccessLog,
    now: Date,
  ): Promise<void>;
}

/** A part that nobody has begun, or the own unit has not. */
export function unanswered(
  episodeId: string,
  partition: Partition,
  unitId: string | null,
  held: QuestionsByTopic,
): PlanningSection {
  const questionSetId = found(held.get(partition)).id; // the standard has questions for every part
  const nothing = { savedAt: null, savedByUserId: null, reason: null, version: 0 };
  return { episodeId, partition, unitId, state: 'UNANSWERED', questionSetId, answers: {}, ...nothing };
}

/** A part as it is shown: what is void stands in the history only, and is begun anew with the questions that hold. */
export function asShown(section: PlanningSection, held: QuestionsByTopic): PlanningSection {
  if (section.state !== 'VOIDED') return section;
  return { ...section, questionSetId: found(held.get(section.partition)).id, answers: {} };
}
