import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { found } from '@samplan/kit/found';
import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import { permit } from '../../policy.ts';
import type { WardReach } from '../../reach.ts';

/** What recording something came to. */
type Recorded = { readonly episode: Episode } | { readonly problem: NotPermitted | ChangedMeanwhile };

/**
 * Records what liability for an episode depends on: may the viewer, is what was given right, is the episode in reach, was nobody
 * first.
 *
 * @param read - reads what was given; throws BadInput.
 * @param store - false when somebody was first.
 */
export async function recordFor<T>(
  episodeId: string,
  { viewer, episodes, episodeById, access, now: clock }: Context,
  read: (now: Date) => T,
  store: (
    grant: Grant<'liability.record', WardReach>,
    episode: Episode,
    given: T,
    access: AccessLog,
    now: Date,
  ) => Promise<boolean>,
): Promise<Recorded> {
  const grant = permit(viewer, 'liability.record');
  if (!grant.ok) return { problem: access.refuse('liability.record') };
  const now = clock();
  const given = read(now);
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return { problem: notPermitted() };
  if (!(await store(grant.value, episode, given, access, now))) return { problem: changedMeanwhile() };
  return { episode: found(await episodeById.load(episode.id)) };
}
