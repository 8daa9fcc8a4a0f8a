import { pageRequest } from '@samplan/kit/page';
import type { Context } from '../../context.ts';
import { type Episode, isOpenForMessages } from '../../episode/domain.ts';
import type {
  CareEpisodeResolvers,
  DischargeInformationField,
  DischargeInformationHandoverResolvers,
  DischargeInformationResolvers,
  DischargeInformationVersionResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { missingIn } from '../content.ts';
import { possibleWith, signedOf } from '../domain.ts';
import type { ReadInformation } from '../store.ts';

export const dischargeInformation: NonNullable<CareEpisodeResolvers['dischargeInformation']> = async (
  episode,
  _args,
  context,
) => await readableOf(episode, context);

/** The discharge information of an episode that was found in reach, as the viewer reads it: drafts are for the ward alone. */
export async function readableOf(
  episode: Episode,
  { viewer, informationOf }: Pick<Context, 'viewer' | 'informationOf'>,
): Promise<ReadInformation | null> {
  const { versions, handovers, available } = await informationOf.load(episode.id);
  const isWard = viewer?.assignment?.unitId === episode.wardUnitId;
  const readable = isWard ? versions : versions.filter(({ state }) => state === 'SIGNED');
  const shown = readable[0];
  return shown ? { ...shown, episode, readable, handovers, available } : null;
}

/** What is missing of the mandatory contents in what is signed. */
export async function missingOf(
  episodeId: string,
  { informationOf }: Pick<Context, 'informationOf'>,
): Promise<readonly DischargeInformationField[]> {
  const { versions, available } = await informationOf.load(episodeId);
  return missingIn(signedOf(versions)?.content ?? null, available);
}

export const DischargeInformation: DischargeInformationResolvers = {
  missing: ({ content, available }) => [...missingIn(content, available)],
  by: ({ byUserId }) => ({ id: byUserId }),
  handovers: ({ handovers }) => [...handovers],
  history: ({ readable }, { first }) => readable.slice(0, pageRequest({ first }).first),
  viewerCan: ({ episode, readable }, _args, { viewer }) => {
    const grant = permit(viewer, 'discharge-information.write'); // to write, to sign and to hand over go together
    if (!grant.ok || grant.value.reach.unitId !== episode.wardUnitId || !isOpenForMessages(episode)) return [];
    return [...possibleWith(readable)];
  },
};

export const DischargeInformationVersion: DischargeInformationVersionResolvers = {
  by: ({ byUserId }) => ({ id: byUserId }),
};

export const DischargeInformationHandover: DischargeInformationHandoverResolvers = {
  by: ({ byUserId }) => ({ id: byUserId }),
};
