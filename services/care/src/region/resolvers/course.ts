import type { Grant } from '@samplan/kit/access/policy';
import { found } from '@samplan/kit/found';
import type { ChangedMeanwhile, NotPermitted } from '@samplan/kit/problem';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type { Episode, EpisodeChange } from '../../episode/domain.ts';
import type { CourseGrant } from '../../episode/store.ts';
import type { AdmissionContent, Message } from '../../message/store.ts';
import { permit } from '../../policy.ts';
import type { CaseAction, CaseReaches } from '../../reach.ts';

/** Which episode, as last read. */
export interface CourseInput {
  readonly episodeId: string;
  readonly version: number;
}

/** What a step of the course came to. */
export type Step<P> =
  | { readonly episode: Episode; readonly message: Message }
  | { readonly problem: P | NotPermitted | ChangedMeanwhile };

/** An episode that the viewer may change, as last read. */
export interface OwnEpisode<A extends CaseAction> {
  readonly grant: Grant<A, CaseReaches[A]>;
  readonly episode: Episode;
  readonly now: Date;
}

/** Finds the episode to change: may the viewer, is it in reach, was nobody first. */
export async function findOwnEpisode<A extends CaseAction>(
  action: A,
  { episodeId, version }: CourseInput,
  { viewer, episodes, access, now }: Context,
): Promise<OwnEpisode<A> | { readonly problem: NotPermitted | ChangedMeanwhile }> {
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action) };
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return { problem: notPermitted() };
  if (episode.version !== version) return { problem: changedMeanwhile() };
  return { grant: grant.value, episode, now: now() };
}

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
  const own = await findOwnEpisode(action, input, context);
  if ('problem' in own) return own;
  const { grant, episode, now } = own;
  const change = await rule(episode, now);
  if (!change.ok) return { problem: change.problem };
  const notice = content ? await content(change.value.episode, grant) : null;
  const messageId = await context.episodes.save(grant, episode, change.value, notice, context.access, now);
  if (!messageId) return { problem: changedMeanwhile() };
  return await done(episode.id, messageId, context);
}

/** The episode and the message as they are now. */
export async function done(episodeId: string, messageId: string, { episodeById, messageById }: Context) {
  return {
    episode: found(await episodeById.load(episodeId)),
    message: found(await messageById.load(messageId)),
  };
}
