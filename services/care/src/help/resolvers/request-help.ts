import { found } from '@samplan/kit/found';
import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { once } from '@samplan/kit/server/once';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const requestHelp: NonNullable<MutationResolvers['requestHelp']> = async (_, { input }, context) => {
  const { viewer, help, episodeById, messageById, access, now } = context;
  const grant = permit(viewer, 'help.request');
  if (!grant.ok) return access.refuse('help.request');
  const text = freeText('input.text', input.text);
  const episodeId = input.episodeId ?? null;
  const messageId = input.messageId ?? null;
  if ((episodeId === null) === (messageId === null)) {
    throw new BadInput('input.episodeId', 'NOT_ONE', 'Ange antingen input.episodeId eller input.messageId.');
  }
  const ok = async (id: string) =>
    ({ __typename: 'RequestHelpOk', helpRequest: found(await help.find(grant.value, id, access)) }) as const;
  return await once(grant.value, input, context, ok, async (request) => {
    const about = episodeId ? await episodeById.load(episodeId) : messageId ? await messageById.load(messageId) : null;
    if (!about) return notPermitted();
    const outcome = await help.create(grant.value, about, text, request, access, now());
    return outcome.kind === 'CREATED' ? await ok(outcome.id) : outcome;
  });
};
