import { PrismaPg } from '@prisma/adapter-pg';
import { grantedLoader } from '@samplan/kit/access/loader';
import { onSessionEnded } from '@samplan/kit/auth/session-end';
import { onAssignmentChanged } from '@samplan/kit/copies/assignment';
import { onCareRelationChanged } from '@samplan/kit/copies/care-relation';
import { onReachChanged } from '@samplan/kit/copies/reach';
import { findUnitCopies, onUnitChanged } from '@samplan/kit/copies/unit';
import { inOrder } from '@samplan/kit/ordered';
import { type Subgraph, type SubgraphDeps, startSubgraph } from '@samplan/kit/server/subgraph';
import DataLoader from 'dataloader';
import type { Context } from './context.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { onEpisodeEvents, onPatientRegistered } from './inbox/copies.ts';
import { onPatientDeceased, onPatientTransferred } from './inbox/episode-ends.ts';
import { prismaSipMessages } from './message/store.prisma.ts';
import { prismaOversight } from './oversight/store.prisma.ts';
import { prismaSips } from './plan/store.prisma.ts';
import { permit } from './policy.ts';
import { resolvers } from './resolvers.ts';
import { prismaStatistics } from './statistics/store.prisma.ts';

/** Starts sip. */
export async function createServer(deps: SubgraphDeps): Promise<Subgraph> {
  const db = new PrismaClient({ adapter: new PrismaPg(deps.database.pool) });
  const sips = prismaSips(db, deps.now);
  const sipMessages = prismaSipMessages(db, deps.now);
  const oversight = prismaOversight(db);
  const statistics = prismaStatistics(db);
  const units: Context['units'] = async (ids) =>
    inOrder(ids, [...(await findUnitCopies(db, ids)).values()], (unit) => unit.unitId);
  const subgraph = await startSubgraph(
    {
      name: 'sip',
      sdl,
      resolvers,
      db,
      handlers: ({ noteEndedSession, noteEndedAssignment }) => [
        onSessionEnded(noteEndedSession),
        onAssignmentChanged(noteEndedAssignment),
        onUnitChanged(),
        onCareRelationChanged(),
        ...onReachChanged(),
        onPatientRegistered,
        ...onEpisodeEvents,
        onPatientDeceased,
        onPatientTransferred,
      ],
      context: (base): Context => {
        const { viewer, access } = base;
        const grant = permit(viewer, 'sip.read');
        return {
          ...base,
          sips,
          sipMessages,
          oversight,
          statistics,
          units,
          sipById: grantedLoader('sip.read', grant, access, (g, ids) => sips.find(g, ids, access), null),
          sipsOfPatient: grantedLoader('sip.read', grant, access, (g, ids) => sips.ofPatients(g, ids, access), []),
          sipOfEpisode: grantedLoader('sip.read', grant, access, (g, ids) => sips.ofEpisodes(g, ids, access), null),
          sipMessagesOf: new DataLoader(async (ids) => [...(await sipMessages.ofPlans(ids))]),
          sipMovementsOf: new DataLoader(async (ids) => [...(await sipMessages.movements(ids))]),
        };
      },
    },
    deps,
  );
  return {
    ...subgraph,
    async close() {
      await subgraph.close();
      await db.$disconnect();
    },
  };
}
