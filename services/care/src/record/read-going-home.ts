import { found } from '@samplan/kit/found';
import type { Context } from '../context.ts';
import { readableOf } from '../discharge-information/resolvers/information.ts';
import type { Episode } from '../episode/domain.ts';
import { itemsOf } from '../ready-for-home/domain.ts';
import type { GoingHome } from './going-home.ts';

/** How the way home was planned, in an episode that was found in reach. */
export async function readGoingHome(episode: Episode, context: Context): Promise<GoingHome> {
  const { tracksOf, checklistsOf, questionSetById } = context;
  const [tracks, { saved }, information] = await Promise.all([
    tracksOf.load(episode.id),
    checklistsOf.load(episode.id),
    readableOf(episode, context),
  ]);
  const listOf = async (id: string) => found(await questionSetById.load(id)).questions;
  const withGroups = tracks.map(async (choice) => {
    const groups = choice.groups ? await listOf(choice.groups.listId) : [];
    const chosen = groups.filter(({ key }) => choice.groups?.keys.includes(key));
    return { ...choice, groupTexts: chosen.map(({ text }) => text) };
  });
  const withItems = saved.map(async (version) => ({
    ...version,
    items: itemsOf(await listOf(version.listId), version.ticks),
  }));
  return {
    tracks: (await Promise.all(withGroups)).reverse(),
    checklists: (await Promise.all(withItems)).reverse(),
    information: [...(information?.readable ?? [])].reverse(),
    handovers: [...(information?.handovers ?? [])].reverse(),
  };
}
