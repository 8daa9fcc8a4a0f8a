import { pageOfFound, pageRequest } from '@samplan/kit/page';
import { BadInput } from '@samplan/kit/server/errors';
import { addDays, startOfStockholmDay } from '@samplan/kit/time';
import { ENDS } from '../../episode/domain.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const closedEpisodes: NonNullable<QueryResolvers['closedEpisodes']> = async (
  _,
  { filter, ...page },
  context,
) => {
  const { viewer, history, episodes, access } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) {
    access.denied('episode.read', 'NO_CAPABILITY');
    return null;
  }
  const { closedFromOn, closedToOn } = filter ?? {};
  if (closedFromOn && closedToOn && closedToOn < closedFromOn) {
    throw new BadInput('filter.closedToOn', 'TOO_EARLY', 'Fältet filter.closedToOn får inte ligga före closedFromOn.');
  }
  const conditions = {
    patientId: filter?.patientId ?? null,
    closedFrom: closedFromOn ? startOfStockholmDay(closedFromOn) : null,
    closedBefore: closedToOn ? startOfStockholmDay(addDays(closedToOn, 1)) : null,
    states: filter?.states ?? ENDS,
  };
  const { ids, total } = await history.page(grant.value, conditions, request);
  const found = await pageOfFound(ids, request, (shown) => episodes.find(grant.value, shown, access));
  return { ...found, totalCount: total };
};
