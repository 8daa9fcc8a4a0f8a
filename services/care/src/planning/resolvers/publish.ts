import { pageRequest } from '@samplan/kit/page';
import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted } from '@samplan/kit/problem';
import type { Day } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import { permit } from '../../policy.ts';
import { firstDay, questionsToPublish } from '../input.ts';
import type { Question, QuestionSet, Topic } from '../questions.ts';

type Asking = Pick<Context, 'viewer' | 'questions' | 'access' | 'now'>;

/** The versions of a topic that the viewer may publish, latest first; null for who may not. */
export async function versionsOf(
  topic: Topic,
  first: number | null | undefined,
  { viewer, questions, access }: Asking,
): Promise<QuestionSet[] | null> {
  const grant = permit(viewer, 'planning-questions.publish');
  const request = pageRequest({ first });
  if (grant.ok) return [...(await questions.history(grant.value, topic, request.first))];
  access.denied('planning-questions.publish', 'NO_CAPABILITY');
  return null;
}

/** A version that is given to be published. */
export interface GivenVersion {
  readonly topic: Topic;
  /** The version that it follows. */
  readonly after: number;
  readonly validFromOn: Day;
  /** The input field that holds them. */
  readonly field: string;
  readonly questions: readonly Question[];
}

/** Publishes a version of a topic, unless somebody was first. */
export async function publish(
  { validFromOn, field, questions: given, ...version }: GivenVersion,
  { viewer, questions, access, now }: Asking,
): Promise<{ readonly published: QuestionSet } | { readonly problem: NotPermitted | ChangedMeanwhile }> {
  const grant = permit(viewer, 'planning-questions.publish');
  if (!grant.ok) return { problem: access.refuse('planning-questions.publish') };
  const at = now();
  const validFrom = firstDay(validFromOn, at);
  const checked = { ...version, validFrom, questions: questionsToPublish(field, given) };
  const published = await questions.publish(grant.value, checked, access, at);
  return published ? { published } : { problem: changedMeanwhile() };
}
