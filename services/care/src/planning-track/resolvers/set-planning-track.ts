import { found } from '@samplan/kit/found';
import { idList, optionalText, within } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import type { MutationResolvers, SetPlanningTrackInput } from '../../generated/resolvers.ts';
import { MAX_QUESTIONS } from '../../planning/input.ts';
import { permit } from '../../policy.ts';
import type { NewChoice } from '../domain.ts';

export const setPlanningTrack: NonNullable<MutationResolvers['setPlanningTrack']> = async (_, { input }, context) => {
  const { viewer, episodes, episodeById, tracks, tracksOf, carePlanOf, access, now } = context;
  const reason = optionalText('input.reason', input.reason);
  checkBelongs(input);
  const grant = permit(viewer, 'planning-track.set');
  if (!grant.ok) return access.refuse('planning-track.set');
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return notPermitted();
  const given = {
    track: input.track,
    meetingAt: meetingOf(input, episode),
    groups: await groupsOf(input, episode, context),
    reason,
  };
  const chosen = await tracks.choose(grant.value, episode, input.version, given, access, now());
  if (!chosen.ok) return chosen.problem;
  tracksOf.clear(episode.id);
  carePlanOf.clear(episode.id);
  return { __typename: 'SetPlanningTrackOk', episode: found(await episodeById.load(episode.id)) };
};

/** @throws BadInput `NOT_FOR_TRACK` for what belongs to another track. */
function checkBelongs({ track, meetingAt, followUpGroups }: SetPlanningTrackInput): void {
  if (meetingAt && track !== 'RED') {
    throw new BadInput('input.meetingAt', 'NOT_FOR_TRACK', 'Fältet input.meetingAt anges bara för rött spår.');
  }
  if (followUpGroups?.length && track !== 'YELLOW') {
    throw new BadInput(
      'input.followUpGroups',
      'NOT_FOR_TRACK',
      'Fältet input.followUpGroups anges bara för gult spår.',
    );
  }
}

/** @throws BadInput `TOO_EARLY` */
function meetingOf({ meetingAt }: SetPlanningTrackInput, { admittedAt }: Episode): Date | null {
  return meetingAt
    ? within('input.meetingAt', meetingAt, admittedAt, null, 'Mötet kan inte ligga före inskrivningen.')
    : null;
}

/** @throws BadInput `TOO_MANY`, `REPEATED` or `UNKNOWN`, naming the group. */
async function groupsOf(
  { followUpGroups }: SetPlanningTrackInput,
  { regionId }: Episode,
  { questionsHeldIn }: Context,
): Promise<NewChoice['groups']> {
  if (!followUpGroups?.length) return null;
  const keys = idList('input.followUpGroups', followUpGroups, MAX_QUESTIONS);
  const list = found((await questionsHeldIn.load(regionId)).get('YELLOW_TRACK_GROUPS')); // the standard has one
  const unknown = keys.findIndex((key) => list.questions.every((group) => group.key !== key));
  if (unknown < 0) return { listId: list.id, keys };
  throw new BadInput(
    `input.followUpGroups[${unknown}]`,
    'UNKNOWN',
    'Gruppen finns inte bland dem som regionen har nu.',
  );
}
