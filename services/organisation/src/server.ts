import { PrismaPg } from '@prisma/adapter-pg';
import { grantedLoader } from '@samplan/kit/access/loader';
import { onSessionEnded } from '@samplan/kit/auth/session-end';
import { onAssignmentChanged } from '@samplan/kit/copies/assignment';
import { onCareRelationChanged } from '@samplan/kit/copies/care-relation';
import { onReachChanged } from '@samplan/kit/copies/reach';
import { type Subgraph, type SubgraphDeps, startSubgraph } from '@samplan/kit/server/subgraph';
import DataLoader from 'dataloader';
import { permit } from './addressing/policy.ts';
import { prismaAddressings } from './addressing/store.prisma.ts';
import type { Context } from './context.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { onPatientRegistered } from './inbox/patient-registered.ts';
import { resolvers } from './resolvers.ts';
import { prismaTree } from './tree/store.prisma.ts';

/** Starts organisation. */
export async function createServer(deps: SubgraphDeps): Promise<Subgraph> {
  const db = new PrismaClient({ adapter: new PrismaPg(deps.database.pool) });
  const tree = prismaTree(db);
  const addressings = prismaAddressings(db, tree);
  const subgraph = await startSubgraph(
    {
      name: 'organisation',
      sdl,
      resolvers,
      db,
      handlers: ({ noteEndedSession, noteEndedAssignment }) => [
        onSessionEnded(noteEndedSession),
        onAssignmentChanged(noteEndedAssignment),
        onCareRelationChanged(),
        ...onReachChanged(),
        onPatientRegistered,
      ],
      context: (base): Context => ({
        ...base,
        tree,
        addressings,
        principalById: new DataLoader((ids) => tree.findPrincipals(ids)),
        administrationById: new DataLoader((ids) => tree.findAdministrations(ids)),
        administrationsOf: new DataLoader((ids) => tree.administrationsOf(ids)),
        unitById: new DataLoader((ids) => tree.findUnits(ids)),
        childUnits: new DataLoader((ids) => tree.childUnits(ids)),
        rootUnits: new DataLoader((ids) => tree.rootUnits(ids)),
        addressingOf: grantedLoader(
          'addressing.read',
          permit(base.viewer, 'addressing.read'),
          base.access,
          (grant, ids) => addressings.find(grant, ids, base.access, base.now()),
          null,
        ),
      }),
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
