import { found } from '@samplan/kit/found';
import type { ChangedMeanwhile, NotPermitted } from '@samplan/kit/problem';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type { Episode, EpisodeChange } from '../../episode/domain.ts';
import type { CourseGrant } from '../../episode/store.ts';
import type { AdmissionContent, Message } from '../../message/store.ts';
import { permit } from '../../policy.ts';

interface CourseInput {
  readonly episodeId: string;
  readonly version: number;
}

/** What a step of the course came to. */
export type Step<P> =
  | { readonly episode: Episode; readonly message: Message }
  | { readonly problem: P | NotPermitted | ChangedMeanwhile };

/**
 * One step in the course of an episode: may the viewer, is it in reach, does the rule allow it, was nobody first.
 *
 * @param rule - decides on the episode as it is.
 * @param content - of a new version of the admission notice, when the step sends one.
 */
export async function takeStep<P>(
  action: CourseGrant['action'],
  input: CourseInput,
  context: Context,
  rule: (episode: Episode, now: Date) => Result<EpisodeChange, P> | Promise<Result<EpisodeChange, P>>,
  content?: (episode: Episode, grant: CourseGrant) => Promise<AdmissionContent>,
): Promise<Step<P>> {
  const { viewer, episodes, episodeById, messageById, access } = context;
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action) };
  const now = context.now();
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return { problem: notPermitted() };
  if (episode.version !== input.version) return { problem: changedMeanwhile() };
  const change = await rule(episode, now);
  if (!change.ok) return { problem: change.problem };
  const notice = content ? await content(change.value.episode, grant.value) : null;
  const messageId = await episodes.save(grant.value, episode, change.value, notice, access, now);
  if (!messageId) return { problem: changedMeanwhile() };
  return {
    episode: found(await episodeById.load(episode.id)),
    message: found(await messageById.load(messageId)),
  };
}
