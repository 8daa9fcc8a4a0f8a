import { found } from '@samplan/kit/found';
import { idempotencyKey, text } from '@samplan/kit/graphql/input';
import { nextVersion } from '@samplan/kit/message/sent';
import { changedMeanwhile, idempotencyKeyReused, notPermitted } from '@samplan/kit/problem';
import { isOpenForMessages } from '../../episode/domain.ts';
import { stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotChangeable } from '../problems.ts';
import { findOwnSent } from './own-sent.ts';

export const correctMessage: NonNullable<MutationResolvers['correctMessage']> = async (_, { input }, context) => {
  const { episodeById, messages, messageById, access } = context;
  const { idempotencyKey: key, ...rest } = input;
  const corrected = text('input.text', input.text);
  const own = await findOwnSent(input.messageId, context);
  if ('problem' in own) return own.problem;
  const { grant, message } = own;
  const { userId, assignment } = grant.viewer;
  const request = { userId, unitId: assignment.unitId, key: idempotencyKey(key), action: grant.action, input: rest };
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REUSED') return idempotencyKeyReused();
  if (earlier.kind === 'REPEATED') {
    return { __typename: 'CorrectMessageOk', corrected: found(await messageById.load(earlier.resultId)) };
  }
  const version = nextVersion(message);
  if (!version.ok) return messageNotChangeable(version.problem);
  if (message.episodeId) {
    const episode = await episodeById.load(message.episodeId);
    if (!episode) return notPermitted();
    if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
  }
  const outcome = await messages.saveCorrection(
    grant,
    message,
    version.value,
    corrected,
    request,
    access,
    context.now(),
  );
  switch (outcome.kind) {
    case 'SENT':
      return { __typename: 'CorrectMessageOk', corrected: found(await messageById.load(outcome.messageId)) };
    case 'REPEATED':
      return { __typename: 'CorrectMessageOk', corrected: found(await messageById.load(outcome.resultId)) };
    case 'REUSED':
      return idempotencyKeyReused();
    case 'ENDED':
      return stateRefuses(outcome.state);
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
};
