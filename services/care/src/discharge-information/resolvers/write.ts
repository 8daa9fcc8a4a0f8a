import { found } from '@samplan/kit/found';
import { optionalText, within } from '@samplan/kit/graphql/input';
import { type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type { EpisodeStateRefuses } from '../../episode/problems.ts';
import type { DischargeInformationContentInput, MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { type Content, contentOf, said } from '../content.ts';
import { type Information, save, sign } from '../domain.ts';
import type { ReadInformation } from '../store.ts';
import { readableOf } from './information.ts';

type Changed<P> =
  | { readonly dischargeInformation: ReadInformation }
  | { readonly problem: P | EpisodeStateRefuses | NotPermitted };

/** Changes the discharge information of an episode at the viewer's ward by a rule. */
async function change<P>(
  action: `discharge-information.${'write' | 'sign'}`,
  episodeId: string,
  context: Context,
  rule: (latest: Information | null) => Result<Information, P>,
): Promise<Changed<P>> {
  const { viewer, episodes, information, access, now } = context;
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action) };
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return { problem: notPermitted() };
  const changed = await information.change(grant.value, episode, rule, access, now());
  return changed.ok ? { dischargeInformation: await reread(episode.id, context) } : changed;
}

async function reread(episodeId: string, context: Context): Promise<ReadInformation> {
  context.informationOf.clear(episodeId);
  return found(await readableOf(found(await context.episodeById.load(episodeId)), context));
}

/** @throws BadInput of a text, naming the field. */
function givenContent(given: DischargeInformationContentInput): Content {
  // Every section of the input holds texts only.
  const texts = given as Parameters<typeof said>[0];
  return contentOf((section, field) => optionalText(`input.content.${section}.${field}`, said(texts, section, field)));
}

export const saveDischargeInformation: NonNullable<MutationResolvers['saveDischargeInformation']> = async (
  _,
  { input },
  context,
) => {
  const content = givenContent(input.content);
  const reason = optionalText('input.reason', input.reason);
  const changed = await change('discharge-information.write', input.episodeId, context, (latest) =>
    save(latest, input.version, content, reason),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'SaveDischargeInformationOk', ...changed };
};

export const signDischargeInformation: NonNullable<MutationResolvers['signDischargeInformation']> = async (
  _,
  { input },
  context,
) => {
  const changed = await change('discharge-information.sign', input.episodeId, context, (latest) =>
    sign(latest, input.version),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'SignDischargeInformationOk', ...changed };
};

export const recordDischargeInformationHandover: NonNullable<
  MutationResolvers['recordDischargeInformationHandover']
> = async (_, { input: { episodeId, ...input } }, context) => {
  const { viewer, episodes, information, informationOf, access, now } = context;
  const comment = optionalText('input.comment', input.comment);
  const grant = permit(viewer, 'discharge-information.write');
  if (!grant.ok) return access.refuse('discharge-information.write');
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return notPermitted();
  const at = now();
  const { versions } = await informationOf.load(episode.id);
  const signedAt = versions.find(({ version }) => version === input.version)?.at ?? null;
  const { version, receiver } = input;
  const handedAt = within('input.handedAt', input.handedAt, signedAt, at, 'från signeringen till nu.');
  const handed = await information.handOver(grant.value, episode, { version, receiver, handedAt, comment }, access, at);
  if (!handed.ok) return handed.problem;
  return {
    __typename: 'RecordDischargeInformationHandoverOk',
    dischargeInformation: await reread(episode.id, context),
  };
};
