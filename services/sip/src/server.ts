import { PrismaPg } from '@prisma/adapter-pg';
import { onSessionEnded } from '@samplan/kit/auth/revocations';
import { onAssignmentChanged } from '@samplan/kit/copies/assignment';
import { onCareRelationChanged } from '@samplan/kit/copies/care-relation';
import { findUnitCopies, onUnitChanged } from '@samplan/kit/copies/unit';
import { inOrder } from '@samplan/kit/ordered';
import { type Subgraph, type SubgraphDeps, startSubgraph } from '@samplan/kit/server/subgraph';
import DataLoader from 'dataloader';
import type { Context } from './context.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { onEpisodeEvents, onPatientRegistered } from './inbox/copies.ts';
import { prismaSips } from './plan/store.prisma.ts';
import type { ReadGrant } from './plan/store.ts';
import { permit } from './policy.ts';
import { resolvers } from './resolvers.ts';
import { prismaStatistics } from './statistics/store.prisma.ts';

/** Starts sip. */
export async function createServer(deps: SubgraphDeps): Promise<Subgraph> {
  const db = new PrismaClient({ adapter: new PrismaPg(deps.database.pool) });
  const sips = prismaSips(db);
  const statistics = prismaStatistics(db);
  const units: Context['units'] = async (ids) =>
    inOrder(ids, [...(await findUnitCopies(db, ids)).values()], (unit) => unit.unitId);
  const subgraph = await startSubgraph(
    {
      name: 'sip',
      sdl,
      resolvers,
      db,
      handlers: ({ noteEndedSession }) => [
        onSessionEnded(noteEndedSession),
        onAssignmentChanged(),
        onUnitChanged(),
        onCareRelationChanged(),
        onPatientRegistered,
        ...onEpisodeEvents,
      ],
      context: (base): Context => {
        function loader<T>(read: (grant: ReadGrant, keys: readonly string[]) => Promise<readonly T[]>, nothing: T) {
          return new DataLoader<string, T>(async (keys) => {
            const grant = permit(base.viewer, 'sip.read');
            if (grant.ok) return [...(await read(grant.value, keys))];
            for (const subjectId of keys) base.access.denied('sip.read', 'NO_CAPABILITY', { subjectId });
            return keys.map(() => nothing);
          });
        }
        return {
          ...base,
          sips,
          statistics,
          units,
          sipById: loader((grant, ids) => sips.find(grant, ids, base.access), null),
          sipsOfPatient: loader((grant, ids) => sips.ofPatients(grant, ids, base.access), []),
          sipOfEpisode: loader((grant, ids) => sips.ofEpisodes(grant, ids, base.access), null),
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
