import { found } from '@samplan/kit/found';
import { idList, optionalText } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { Context } from '../../context.ts';
import type { MutationResolvers, TickReadyForHomeItemInput } from '../../generated/resolvers.ts';
import { MAX_QUESTIONS } from '../../planning/input.ts';
import { permit } from '../../policy.ts';
import type { GivenTick } from '../domain.ts';
import { partsOf } from './part.ts';

export const tickReadyForHome: NonNullable<MutationResolvers['tickReadyForHome']> = async (_, { input }, context) => {
  const { viewer, episodes, checklists, checklistsOf, episodeById, access, now } = context;
  const given = givenTicks(input.items);
  const grant = permit(viewer, 'ready-for-home.tick');
  if (!grant.ok) return access.refuse('ready-for-home.tick');
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  const own = episode && (await ownPart(episode.id, grant.value.reach.unitId, context));
  if (!episode || !own) return notPermitted();
  await checkListed(given, own.listId, context);
  const ticked = await checklists.tick(grant.value, episode, input.version, own.listId, given, access, now());
  if (!ticked.ok) return ticked.problem;
  checklistsOf.clear(episode.id);
  const changed = found(await episodeById.load(episode.id));
  const part = found(await ownPart(episode.id, own.unitId, context));
  return { __typename: 'TickReadyForHomeOk', episode: changed, part };
};

async function ownPart(episodeId: string, unitId: string, context: Context) {
  const episode = await context.episodeById.load(episodeId);
  return episode && (await partsOf(episode, context)).find((part) => part.unitId === unitId);
}

/** @throws BadInput `EMPTY`, `TOO_MANY` or `REPEATED`; or of a comment, naming the item. */
function givenTicks(given: readonly TickReadyForHomeItemInput[]): readonly GivenTick[] {
  idList(
    'input.items',
    given.map(({ key }) => key),
    MAX_QUESTIONS,
  );
  return given.map(({ key, isTicked, comment }, i) => ({
    key,
    isTicked,
    comment: optionalText(`input.items[${i}].comment`, comment),
  }));
}

/** @throws BadInput `UNKNOWN`, naming the item. */
async function checkListed(given: readonly GivenTick[], listId: string, { questionSetById }: Context): Promise<void> {
  const { questions } = found(await questionSetById.load(listId));
  const unknown = given.findIndex(({ key }) => questions.every((item) => item.key !== key));
  if (unknown < 0) return;
  throw new BadInput(`input.items[${unknown}].key`, 'UNKNOWN', 'Punkten finns inte i er enhets lista.');
}
