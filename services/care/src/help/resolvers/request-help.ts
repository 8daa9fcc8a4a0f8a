import { found } from '@samplan/kit/found';
import { idempotencyKey } from '@samplan/kit/graphql/input';
import { freeText } from '@samplan/kit/person/free-text';
import { idempotencyKeyReused, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const requestHelp: NonNullable<MutationResolvers['requestHelp']> = async (_, { input }, context) => {
  const { viewer, help, episodeById, messageById, access, now } = context;
  const grant = permit(viewer, 'help.request');
  if (!grant.ok) return access.refuse('help.request');
  const { idempotencyKey: key, ...rest } = input;
  const text = freeText('input.text', input.text);
  const episodeId = input.episodeId ?? null;
  const messageId = input.messageId ?? null;
  if ((episodeId === null) === (messageId === null)) {
    throw new BadInput('input.episodeId', 'NOT_ONE', 'Ange antingen input.episodeId eller input.messageId.');
  }
  const { userId, assignment } = grant.value.viewer;
  const request = {
    userId,
    unitId: assignment.unitId,
    key: idempotencyKey(key),
    action: grant.value.action,
    input: rest,
  };
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REUSED') return idempotencyKeyReused();
  const ok = async (id: string) =>
    ({ __typename: 'RequestHelpOk', helpRequest: found(await help.find(grant.value, id, access)) }) as const;
  if (earlier.kind === 'REPEATED') return await ok(earlier.resultId);
  const about = episodeId ? await episodeById.load(episodeId) : messageId ? await messageById.load(messageId) : null;
  if (!about) return notPermitted();
  const outcome = await help.create(grant.value, about, text, request, access, now());
  if (outcome.kind === 'REUSED') return idempotencyKeyReused();
  return await ok(outcome.kind === 'CREATED' ? outcome.id : outcome.resultId);
};
