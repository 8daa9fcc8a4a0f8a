import { found } from '@samplan/kit/found';
import { pageRequest } from '@samplan/kit/page';
import type { Context } from '../../context.ts';
import { AT_WARD, type Episode } from '../../episode/domain.ts';
import type {
  CareEpisodeResolvers,
  ReadyForHomePartResolvers,
  ReadyForHomeVersionResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { type Item, isDone, itemsOf, listKindOf, type Ticks } from '../domain.ts';
import type { ChecklistPart } from '../store.ts';

export const readyForHome: NonNullable<CareEpisodeResolvers['readyForHome']> = async (episode, _args, context) => ({
  parts: [...(await partsOf(episode, context))],
});

/** The lists of the units that take part in an episode that was found in reach, the ward's first. */
export async function partsOf(episode: Episode, context: Context): Promise<readonly ChecklistPart[]> {
  const { checklistsOf, carePlanOf, questionsHeldIn } = context;
  const [{ saved, closedUnitIds }, { parties }, held] = await Promise.all([
    checklistsOf.load(episode.id),
    carePlanOf.load(episode.id),
    questionsHeldIn.load(episode.regionId),
  ]);
  return parties
    .filter(({ unitId }) => !closedUnitIds.includes(unitId))
    .map(({ unitId, kind: unitKind }) => {
      const kind = listKindOf(unitKind);
      const latest = saved.find((version) => version.unitId === unitId) ?? null;
      const listId = latest?.listId ?? found(held.get(kind)).id; // the standard has one of each
      return { episode, unitId, kind, listId, latest };
    });
}

/** What the ward has not ticked, in an episode that was found in reach. */
export async function missingAtWard(episode: Episode, context: Context): Promise<readonly Item[]> {
  const part = (await partsOf(episode, context)).find(({ unitId }) => unitId === episode.wardUnitId);
  if (!part) return [];
  return (await shown(part.listId, part.latest?.ticks ?? {}, context)).filter(({ isTicked }) => !isTicked);
}

async function shown(listId: string, ticks: Ticks, { questionSetById }: Context): Promise<readonly Item[]> {
  return itemsOf(found(await questionSetById.load(listId)).questions, ticks);
}

export const ReadyForHomePart: ReadyForHomePartResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  items: async ({ listId, latest }, _args, context) => [...(await shown(listId, latest?.ticks ?? {}, context))],
  isDone: async ({ listId, latest }, _args, context) => isDone(await shown(listId, latest?.ticks ?? {}, context)),
  savedAt: ({ latest }) => latest?.savedAt ?? null,
  savedBy: ({ latest }) => (latest ? { id: latest.savedByUserId } : null),
  version: ({ latest }) => latest?.version ?? 0,
  viewerCanTick: ({ episode, unitId }, _args, { viewer }) => {
    const grant = permit(viewer, 'ready-for-home.tick');
    return grant.ok && grant.value.reach.unitId === unitId && AT_WARD.includes(episode.state);
  },
  history: async ({ episode, unitId }, { first }, { checklistsOf }) => {
    const request = pageRequest({ first });
    return (await checklistsOf.load(episode.id)).saved
      .filter((version) => version.unitId === unitId)
      .slice(0, request.first);
  },
};

export const ReadyForHomeVersion: ReadyForHomeVersionResolvers = {
  items: async ({ listId, ticks }, _args, context) => [...(await shown(listId, ticks, context))],
  savedBy: ({ savedByUserId }) => ({ id: savedByUserId }),
};
