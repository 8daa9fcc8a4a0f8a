import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { Day } from '@samplan/kit/time';
import type { Question, QuestionSet, QuestionsByTopic, Topic } from './questions.ts';

type PublishGrant = Grant<'planning-questions.publish', PrincipalReach>;

/** The versions of the questions and lists. Both are no data about patients: whoever asks for one by id or region gets it. */
export interface QuestionStore {
  /** By id, in the order asked for. */
  find(ids: readonly string[]): Promise<readonly (QuestionSet | null)[]>;
  /** What holds in each region on a day, in the order asked for: the latest valid version, the region's own before the standard. */
  holding(regionIds: readonly string[], on: Day): Promise<readonly QuestionsByTopic[]>;
  /** The versions of a topic in the grant's region, latest first, and then the standard ones; at most `first`. */
  history(grant: PublishGrant, topic: Topic, first: number): Promise<readonly QuestionSet[]>;
  /**
   * Publishes a version for the grant's region.
   * @param after - the region's latest version of the topic; 0 for none.
   * @returns the version; or null, when somebody else was first.
   */
  publish(
    grant: PublishGrant,
    version: {
      readonly topic: Topic;
      readonly after: number;
      readonly validFrom: Day;
      readonly questions: readonly Question[];
    },
    access: AccessLog,
    now: Date,
  ): Promise<QuestionSet | null>;
}
