import { changedMeanwhile } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import type { ToldEnd } from '../../episode/side-exits.ts';
import { type CourseInput, done, findOwnEpisode, type Step } from './course.ts';

/** Ends an episode beside its course; see `takeStep`. */
export async function endEpisode<P>(
  action: 'episode.void' | 'death.record',
  input: CourseInput,
  context: Context,
  rule: (episode: Episode, now: Date) => Result<ToldEnd, P>,
): Promise<Step<P>> {
  const own = await findOwnEpisode(action, input, context);
  if ('problem' in own) return own;
  const { grant, episode, now } = own;
  const end = rule(episode, now);
  if (!end.ok) return { problem: end.problem };
  const messageId = await context.episodes.end(grant, episode, end.value, context.access, now);
  if (!messageId) return { problem: changedMeanwhile() };
  return await done(episode.id, messageId, context);
}
