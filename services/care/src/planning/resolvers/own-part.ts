import { found } from '@samplan/kit/found';
import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { CarePlan, Own, PlanChange } from '../../care-plan/domain.ts';
import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import type { EpisodeStateRefuses } from '../../episode/problems.ts';
import { permit } from '../../policy.ts';
import { partitionOf } from '../domain.ts';
import { asShown, type BegunSection, type PlanningSection, unanswered } from '../store.ts';

/** Actions on the own part. */
type OwnAction = `planning-basis.${'answer' | 'sign' | 'void' | 'note-disagreement'}`;

/** The viewer's unit's part in an episode. */
export interface OwnPart {
  readonly episode: Episode;
  readonly own: Own;
  readonly section: PlanningSection;
}

/** The viewer's unit's part of the role, begun or not; or that the viewer has none, or the unit none in the episode. */
export async function findOwnPart<A extends OwnAction>(action: A, episodeId: string, context: Context) {
  const { viewer, episodes, sectionsOf, questionsHeldIn, access } = context;
  const grant = permit(viewer, action);
  const partition = grant.ok ? partitionOf(grant.value.viewer.assignment) : null;
  if (!grant.ok || !partition) return { problem: access.refuse(action) };
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return { problem: notPermitted() };
  const own: Own = { unitId: grant.value.reach.unitId, partition };
  const begun = ownAmong(await sectionsOf.load(episode.id), own);
  const held = await questionsHeldIn.load(episode.regionId);
  const section = begun ? asShown(begun, held) : unanswered(episode.id, partition, own.unitId, held);
  return { grant: grant.value, episode, own, section };
}

/** What changing the own part came to. */
export type ChangedPart<P> =
  | { readonly episode: Episode; readonly section: PlanningSection }
  | { readonly problem: P | EpisodeStateRefuses | NotPermitted | ChangedMeanwhile };

/**
 * Changes the viewer's unit's part by a rule.
 * @param input - with the version of the part as last read.
 * @param check - of the input against the part as it is read.
 */
export async function changeOwnPart<P>(
  action: Exclude<OwnAction, 'planning-basis.note-disagreement'>,
  input: { readonly episodeId: string; readonly version: number },
  context: Context,
  rule: (plan: CarePlan, part: OwnPart) => Result<PlanChange, P>,
  check?: (part: OwnPart) => Promise<void>,
): Promise<ChangedPart<P>> {
  const part = await findOwnPart(action, input.episodeId, context);
  if ('problem' in part) return part;
  await check?.(part);
  if (part.section.version !== input.version) return { problem: changedMeanwhile() };
  const { carePlans, carePlanOf, sectionsOf, versionsOf, questionsHeldIn, episodeById, access, now } = context;
  const changed = await carePlans.change(part.grant, part.episode, (plan) => rule(plan, part), access, now());
  if (!changed.ok) return changed;
  for (const loader of [sectionsOf, versionsOf, carePlanOf]) loader.clear(part.episode.id);
  const episode = found(await episodeById.load(part.episode.id));
  const section = found(ownAmong(await sectionsOf.load(episode.id), part.own));
  return { episode, section: asShown(section, await questionsHeldIn.load(episode.regionId)) };
}

function ownAmong(sections: readonly BegunSection[], own: Own): BegunSection | null {
  return sections.find(({ unitId, partition }) => unitId === own.unitId && partition === own.partition) ?? null;
}
