import { found } from '@samplan/kit/found';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { lastDay, notAfter } from '../input.ts';

export const recordLiabilityException: NonNullable<MutationResolvers['recordLiabilityException']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, episodes, episodeById, liabilities, access } = context;
  const grant = permit(viewer, 'liability.record');
  if (!grant.ok) return access.refuse('liability.record');
  const now = context.now();
  const { kind, replacesId = null } = input;
  const fromOn = notAfter('input.fromOn', input.fromOn, stockholmDay(now));
  const toOn = lastDay('input.toOn', input.toOn, fromOn);
  const reason = freeText('input.reason', input.reason);
  const isWithdrawn = input.withdraws ?? false;
  if (isWithdrawn && replacesId === null) {
    throw new BadInput('input.replacesId', 'EMPTY', 'Ange i fältet input.replacesId vilket undantag som tas tillbaka.');
  }
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return notPermitted();
  const exception = { kind, fromOn, toOn, isWithdrawn, reason, replacesId };
  if (!(await liabilities.recordException(grant.value, episode, exception, access, now))) return changedMeanwhile();
  return { __typename: 'RecordLiabilityExceptionOk', episode: found(await episodeById.load(episode.id)) };
};
