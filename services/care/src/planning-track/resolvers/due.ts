import type { Context } from '../../context.ts';
import type { Episode } from '../../episode/domain.ts';
import type {
  CareEpisodeResolvers,
  OverviewRowResolvers,
  PlanningBasisDueResolvers,
  PlanningBasisDutyResolvers,
  UnitInboxItemResolvers,
} from '../../generated/resolvers.ts';
import { type Due, dueOf } from '../due.ts';

export const planningBasisDue: NonNullable<CareEpisodeResolvers['planningBasisDue']> = async (
  episode,
  _args,
  context,
) => await dueIn(episode, context);

/** The same in the overview, with the track. */
export const planningOfRow: Pick<OverviewRowResolvers, 'planningTrack' | 'planningBasisDue'> = {
  planningTrack: async ({ episode: { id } }, _args, { tracksOf }) => (await tracksOf.load(id))[0] ?? null,
  planningBasisDue: async ({ episode }, _args, context) => await dueIn(episode, context),
};

export const planningBasisDuty: NonNullable<UnitInboxItemResolvers['planningBasisDuty']> = async (
  { message, own },
  _args,
  context,
) => {
  if (message.type !== 'ADMISSION_NOTICE' || message.episodeId === null) return null;
  const episode = await context.episodeById.load(message.episodeId);
  const due = episode && (await dueIn(episode, context));
  return due?.parties.find(({ unitId }) => unitId === own.unitId) ?? null;
};

/** Until when the planning basis of an episode that was found in reach is filled in. */
async function dueIn(episode: Episode, context: Context): Promise<Due | null> {
  const { dueTermsOf, partiesOf, carePlanOf, sectionsOf, now } = context;
  const [terms, parties, plan, sections] = await Promise.all([
    dueTermsOf.load(episode.id),
    partiesOf.load(episode.id),
    carePlanOf.load(episode.id),
    sectionsOf.load(episode.id),
  ]);
  if (!terms) return null;
  const since = new Map(parties.map((party) => [party.unitId, party.since]));
  const answered = new Set(sections.filter(({ state }) => state !== 'VOIDED').map(({ unitId }) => unitId));
  const owing = plan.parties.map(({ unitId, kind }) => ({
    unitId,
    kind,
    since: since.get(unitId) ?? terms.begunAt,
    isReleased: plan.released.includes(unitId),
    isAnswered: answered.has(unitId),
  }));
  return dueOf(terms, episode.state, owing, now());
}

export const PlanningBasisDue: PlanningBasisDueResolvers = { parties: ({ parties }) => [...parties] };

export const PlanningBasisDuty: PlanningBasisDutyResolvers = { unit: ({ unitId }) => ({ id: unitId }) };
