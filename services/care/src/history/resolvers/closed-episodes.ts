import { pageOf, pageRequest } from '@samplan/kit/page';
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
  const { edges, pageInfo } = pageOf(ids, request, (id) => id);
  const found = await episodes.find(
    grant.value,
    edges.map(({ node }) => node),
    access,
  );
  return {
    // An episode that was blocked in this very moment is left out.
    edges: edges.flatMap(({ cursor }, i) => {
      const episode = found[i];
      return episode ? [{ cursor, node: episode }] : [];
    }),
    pageInfo,
    totalCount: total,
  };
};
