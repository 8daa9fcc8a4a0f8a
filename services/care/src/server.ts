import { PrismaPg } from '@prisma/adapter-pg';
import { onSessionEnded } from '@samplan/kit/auth/session-end';
import { onAssignmentChanged } from '@samplan/kit/copies/assignment';
import { onReachChanged } from '@samplan/kit/copies/reach';
import { onUnitChanged } from '@samplan/kit/copies/unit';
import { type Subgraph, type SubgraphDeps, startSubgraph } from '@samplan/kit/server/subgraph';
import { prismaAttachments } from './attachment/store.prisma.ts';
import { prismaCareContacts } from './care-contact/store.prisma.ts';
import { prismaCarePlans } from './care-plan/store.prisma.ts';
import type { Context } from './context.ts';
import { prismaInformation } from './discharge-information/store.prisma.ts';
import { prismaEpisodes } from './episode/store.prisma.ts';
import { copiedFacts } from './facts.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { prismaHelp } from './help/store.prisma.ts';
import { prismaHistory } from './history/store.prisma.ts';
import { onPatientAddressingChanged } from './inbox/patient-addressing-changed.ts';
import { onSipEvents } from './inbox/sip.ts';
import { readNationalAmounts } from './liability/amounts-file.ts';
import { prismaLiabilityBasis } from './liability/basis-store.prisma.ts';
import { ongoingSettlings } from './liability/ongoing.ts';
import { prismaLiabilitySettlements } from './liability/settlement-store.prisma.ts';
import { prismaLiability } from './liability/store.prisma.ts';
import { prismaLiabilityTerms } from './liability/terms-store.prisma.ts';
import { createLoaders } from './loaders.ts';
import { prismaLooked } from './looked/store.prisma.ts';
import { prismaMessages } from './message/store.prisma.ts';
import { prismaOutages } from './outage/store.prisma.ts';
import { prismaOversight } from './oversight/store.prisma.ts';
import { prismaOverview } from './overview/store.prisma.ts';
import { prismaPatients } from './patient/store.prisma.ts';
import { prismaQuestions } from './planning/question-store.prisma.ts';
import { prismaPlanning } from './planning/store.prisma.ts';
import { prismaTracks } from './planning-track/store.prisma.ts';
import { prismaChecklists } from './ready-for-home/store.prisma.ts';
import { resolvers } from './resolvers.ts';
import { prismaTransitions } from './transition/plan/store.prisma.ts';
import { prismaSources } from './transition/store.prisma.ts';
import { readMessageProfessions } from './unit-inbox/professions.ts';
import { prismaUnitInbox } from './unit-inbox/store.prisma.ts';

const HOUR_MS = 3_600_000;

/** Starts care. */
export async function createServer(deps: SubgraphDeps): Promise<Subgraph> {
  const db = new PrismaClient({ adapter: new PrismaPg(deps.database.pool) });
  const national = readNationalAmounts();
  const liabilityTerms = prismaLiabilityTerms(db, national);
  const stores = {
    careContacts: prismaCareContacts(db, deps.now),
    patients: prismaPatients(db),
    episodes: prismaEpisodes(db, deps.now),
    messages: prismaMessages(db, deps.now),
    outages: prismaOutages(db),
    planning: prismaPlanning(db, deps.now),
    questions: prismaQuestions(db),
    tracks: prismaTracks(db, deps.now),
    checklists: prismaChecklists(db, deps.now),
    information: prismaInformation(db, deps.now),
    attachments: prismaAttachments(db, deps.now),
    looks: prismaLooked(db, deps.now),
    carePlans: prismaCarePlans(db),
    liabilities: prismaLiability(db, national),
    sources: prismaSources(db),
    overviews: prismaOverview(db, deps.now),
  };
  const shared = {
    ...stores,
    history: prismaHistory(db, deps.now),
    inboxes: prismaUnitInbox(db),
    oversight: prismaOversight(db),
    help: prismaHelp(db),
    professions: readMessageProfessions(),
    liabilityTerms,
    liabilityBases: prismaLiabilityBasis(db, liabilityTerms),
    liabilitySettlements: prismaLiabilitySettlements(db, national),
    ongoingSettlings: ongoingSettlings(deps.log),
    transitions: prismaTransitions(db),
    facts: copiedFacts(db),
    environment: deps.environment,
  };
  const subgraph = await startSubgraph(
    {
      name: 'care',
      sdl,
      resolvers,
      db,
      handlers: ({ noteEndedSession, noteEndedAssignment }) => [
        onSessionEnded(noteEndedSession),
        onAssignmentChanged(noteEndedAssignment),
        onUnitChanged(),
        ...onReachChanged(),
        onPatientAddressingChanged,
        ...onSipEvents,
      ],
      context: (base): Context => ({ ...base, ...shared, ...createLoaders(stores, base) }),
    },
    deps,
  );
  const hourly = setInterval(() => void stores.attachments.sweep(deps.now()).catch(() => {}), HOUR_MS);
  hourly.unref();
  return {
    ...subgraph,
    async close() {
      clearInterval(hourly);
      await subgraph.close();
      await shared.ongoingSettlings.close();
      await db.$disconnect();
    },
  };
}
