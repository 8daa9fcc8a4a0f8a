import { found } from '@samplan/kit/found';
import { text } from '@samplan/kit/graphql/input';
import { MAX_PAGE } from '@samplan/kit/page';
import { notPermitted } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { asDocument, type CaseRecord } from '../document.ts';
import { readGoingHome } from '../read-going-home.ts';

const MAX_PURPOSE = 200;

export const exportCareEpisode: NonNullable<MutationResolvers['exportCareEpisode']> = async (_, { input }, context) => {
  const { viewer, access, facts, episodeById } = context;
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) return access.refuse('episode.read');
  const purpose = text('input.purpose', input.purpose, MAX_PURPOSE);
  const episode = await episodeById.load(input.episodeId);
  if (!episode) return notPermitted();
  const record = await recordOf(episode, context);
  const { unitId } = grant.value.reach;
  const names = await facts.unitNames([...unitIdsIn(record), unitId]);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const createdAt = context.now();
  return {
    __typename: 'ExportCareEpisodeOk',
    fileName: `vardtillfalle-${stockholmDay(createdAt)}`,
    createdAt,
    html: asDocument(record, { unitName: nameOf(unitId), createdAt, purpose }, nameOf),
    isComplete: !hasFullType(record),
  };
};

async function recordOf(episode: Episode, context: Context): Promise<CaseRecord> {
  const { id, patientId } = episode;
  const [patient, parties, messages, sections, allVersions, allDisagreements, plan] = await Promise.all([
    context.patientById.load(patientId),
    context.partiesOf.load(id),
    context.messagesOf.load(id),
    context.sectionsOf.load(id),
    context.versionsOf.load(id),
    context.disagreementsOf.load(id),
    context.carePlanOf.load(id),
  ]);
  // Of parts that were found in reach alone.
  const shown = new Set(sections.map(ownOf));
  const versions = allVersions.filter((version) => shown.has(ownOf(version)));
  const [movements, sets] = await Promise.all([
    Promise.all(messages.map((message) => context.movementsOf.load(message.id))),
    Promise.all(versions.map(({ questionSetId }) => context.questionSetById.load(questionSetId))),
  ]);
  return {
    episode,
    patient,
    parties,
    messages: messages.map((message, i) => ({ ...message, movements: movements[i] ?? [] })).reverse(),
    versions: versions.map((version, i) => ({ ...version, questions: found(sets[i]).questions })).reverse(),
    disagreements: allDisagreements.filter((one) => shown.has(ownOf(one))),
    steps: plan.steps,
    goingHome: await readGoingHome(episode, context),
  };
}

/** Whose part, as a key. */
function ownOf({ unitId, partition }: { readonly unitId: string; readonly partition: string }): string {
  return `${unitId} ${partition}`;
}

function unitIdsIn({ episode, parties, messages, versions, steps, goingHome }: CaseRecord): ReadonlySet<string> {
  return new Set([
    episode.wardUnitId,
    ...(episode.transfer ? [episode.transfer.toUnitId] : []),
    ...parties.map(({ unitId }) => unitId),
    ...messages.flatMap(({ senderUnitId, recipients, movements }) => [
      senderUnitId,
      ...recipients.map(({ unitId }) => unitId),
      ...movements.flatMap(({ fromUnitId, toUnitId }) => [fromUnitId ?? [], toUnitId ?? []].flat()),
    ]),
    ...versions.map(({ unitId }) => unitId),
    ...steps.flatMap(({ unitId }) => unitId ?? []),
    ...goingHome.tracks.flatMap(({ setByUnitId, basis }) => [setByUnitId, ...basis.map(({ unitId }) => unitId)]),
    ...goingHome.checklists.map(({ unitId }) => unitId),
  ]);
}

/** Are there so many messages of one type that earlier ones may be left out? */
function hasFullType({ messages }: CaseRecord): boolean {
  const counts = new Map<string, number>();
  for (const { type } of messages) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= MAX_PAGE);
}
