import type { UnitCopy } from '@samplan/kit/copies/unit';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { addDays, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import { episodePartyJoined, episodePartyLeft, type patientAdmitted } from '@samplan/schema/events/care';
import type { EventContract, EventData } from '@samplan/schema/events/contract';
import type { Prisma } from '../generated/prisma/client.ts';
import { endRelations, openRelations } from '../patient/relation.ts';
import { type ChangedBy, noteChange } from './change.prisma.ts';

type Tx = Prisma.TransactionClient;

/** An episode as other subgraphs see it. */
type Snapshot = EventData<typeof patientAdmitted>;

/** Tells the other subgraphs what happened to an episode, with the episode as it is now. */
export async function tellOfEpisode(
  tx: Tx,
  contract: EventContract<string, typeof patientAdmitted.data>,
  episodeId: string,
  now: Date,
): Promise<void> {
  const episode = await tx.careEpisode.findUniqueOrThrow({
    where: { id: episodeId },
    select: {
      patientId: true,
      wardUnitId: true,
      state: true,
      transferredToId: true,
      version: true,
      parties: { where: { leftAt: null }, select: { unitId: true } },
    },
  });
  const data: Snapshot = contract.data.parse({
    episodeId,
    patientId: episode.patientId,
    wardUnitId: episode.wardUnitId,
    state: episode.state,
    partyUnitIds: episode.parties.map((party) => party.unitId),
    transferredToId: episode.transferredToId,
    version: episode.version,
  });
  await writeEvents(tx, [newEvent(contract, episodeId, data)], now);
}

/** Makes a unit a party of an episode, with a relation to the patient. A unit that is one already stays as it is. */
export async function joinEpisode(
  tx: Tx,
  { episodeId, patientId }: { readonly episodeId: string; readonly patientId: string },
  { unitId, principalId }: UnitCopy,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const { count } = await tx.episodeParty.createMany({
    data: [{ episodeId, unitId, principalId, isWard: false, since: now }],
    skipDuplicates: true,
  });
  const isBack = count === 0 && (await comesBack(tx, episodeId, unitId));
  if (count === 0 && !isBack) return;
  await tx.careEpisode.update({ where: { id: episodeId }, data: { version: { increment: 1 } } });
  await openRelations(tx, [{ patientId, unitId, basis: 'EPISODE', basisId: episodeId, until: null }], now);
  await noteParty(tx, episodeId, unitId, 'JOINED', by, now);
  await tellOfEpisode(tx, episodePartyJoined, episodeId, now);
}

/** Who takes part shows in the planning basis, once there is one: who has joined has a part left to sign. */
async function noteParty(
  tx: Tx,
  episodeId: string,
  subjectId: string,
  after: 'JOINED' | 'LEFT',
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const begun = await tx.planningSection.findFirst({
    where: { episodeId, state: { not: 'VOIDED' } },
    select: { episodeId: true },
  });
  const column = begun ? 'planningBasis' : null;
  await noteChange(tx, { episodeId, kind: 'PARTY', column, subjectId, before: null, after }, by, now);
}

/** A unit that gave its messages back takes part no more: neither in the overview nor by relation (G-103). */
export async function leaveEpisode(
  tx: Tx,
  { episodeId, patientId }: { readonly episodeId: string; readonly patientId: string },
  unitId: string,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const { count } = await tx.episodeParty.updateMany({
    where: { episodeId, unitId, isWard: false, leftAt: null },
    data: { isOpen: false, leftAt: now },
  });
  if (count === 0) return; // the ward that runs the episode stays
  await tx.careEpisode.update({ where: { id: episodeId }, data: { version: { increment: 1 } } });
  await noteParty(tx, episodeId, unitId, 'LEFT', by, now);
  await endRelations(tx, { basis: 'EPISODE', basisId: episodeId, patientId }, now, now, [unitId]);
  await tellOfEpisode(tx, episodePartyLeft, episodeId, now);
}

/** How long the parties' relation to the patient outlives the episode, for what is left to do. */
const RELATION_DAYS_AFTER_END = 30;

/** The episode has ended: the parties' relations to the patient end some time later. */
export async function endEpisodeRelations(
  tx: Tx,
  { id: basisId, patientId }: { readonly id: string; readonly patientId: string },
  now: Date,
): Promise<void> {
  const until = startOfStockholmDay(addDays(stockholmDay(now), RELATION_DAYS_AFTER_END + 1));
  await endRelations(tx, { basis: 'EPISODE', basisId, patientId }, until, now);
}

/** A unit that has left takes part again. */
async function comesBack(tx: Tx, episodeId: string, unitId: string): Promise<boolean> {
  const { count } = await tx.episodeParty.updateMany({
    where: { episodeId, unitId, leftAt: { not: null } },
    data: { isOpen: true, leftAt: null },
  });
  return count === 1;
}
