import { createHash } from 'node:crypto';
import { findUnitCopies, type UnitCopy } from '@samplan/kit/copies/unit';
import { ok, refused } from '@samplan/kit/result';
import { toEpisode } from '../episode/row.prisma.ts';
import type { Episode } from '../episode/store.ts';
import type { Patient, Prisma, PrismaClient, TransitionSource } from '../generated/prisma/client.ts';
import { prismaOutages } from '../outage/store.prisma.ts';
import type { At, Case } from './cases.ts';
import { AT_WARD, type CutOver, type EpisodeRow, type FindUnit, type MessageRow } from './domain.ts';
import { findPlan } from './plan/store.prisma.ts';

type Db = PrismaClient | Prisma.TransactionClient;

/** Ids of the units that a file names; several where a name is not clear. */
export type UnitIds = ReadonlyMap<string, readonly string[]>;

/** Finds units by what files call them. */
export async function unitFinder(db: Db, ids: UnitIds): Promise<{ find: FindUnit; units: readonly UnitCopy[] }> {
  const copies = await findUnitCopies(db, [...ids.values()].flat());
  const find: FindUnit = (reference) => {
    const [id, other] = ids.get(reference) ?? [];
    if (other !== undefined) return refused('UNIT_AMBIGUOUS');
    const unit = id === undefined ? undefined : copies.get(id);
    return unit ? ok(unit) : refused('UNIT_UNKNOWN');
  };
  return { find, units: [...copies.values()] };
}

const NOTHING_DECIDED = { readyUntilOn: null, readyHandling: 'REFUSE' } as const;

/** What the regions of units have decided, and their outages. */
export async function cutOvers(db: PrismaClient, units: readonly UnitCopy[]): Promise<(regionId: string) => CutOver> {
  const decided = new Map<string, CutOver>();
  const outageStore = prismaOutages(db);
  for (const regionId of new Set(units.map((unit) => unit.regionId))) {
    const plan = await findPlan(db, regionId);
    const outages = await outageStore.ofRegion(regionId);
    const { readyUntilOn, readyHandling } = plan ?? NOTHING_DECIDED;
    decided.set(regionId, { readyUntilOn, readyHandling, outages });
  }
  return (regionId) => decided.get(regionId) ?? { ...NOTHING_DECIDED, outages: [] };
}

/** An episode that was imported before. */
export interface Known {
  readonly episode: Episode;
  readonly patient: Patient;
  /** With the ward. */
  readonly partyUnitIds: readonly string[];
}

/** What is stored of the cases of a batch. */
export interface BatchFacts {
  /** What came of a row before. */
  source(kind: 'EPISODE' | 'MESSAGE', externalId: string): TransitionSource | undefined;
  known(episodeId: string): Known | undefined;
  patient(number: string): (Patient & { hasPsychiatricOutpatientUnit: boolean; wardUnitIds: string[] }) | undefined;
}

/** Reads what is stored of some cases. In a transaction nobody admits their patients before it ends. */
export async function factsOf(db: Db, system: string, cases: readonly Case[], locks: boolean): Promise<BatchFacts> {
  const numbers = cases.flatMap(({ episode }) => (episode ? [episode.row.patient] : []));
  const patients = await db.patient.findMany({ where: { identityNumber: { in: numbers } } });
  const patientIds = patients.map(({ id }) => id);
  if (locks) {
    await db.$queryRawUnsafe('SELECT 1 FROM patient WHERE id = ANY($1) ORDER BY id FOR UPDATE', patientIds);
  }
  const links = await db.patientLink.findMany({ where: { patientId: { in: patientIds } } });
  const ongoing = await db.careEpisode.findMany({
    where: { patientId: { in: patientIds }, state: { in: [...AT_WARD] } },
    select: { patientId: true, wardUnitId: true },
  });
  const sources = await db.transitionSource.findMany({
    where: {
      system,
      OR: [
        { kind: 'EPISODE', externalId: { in: cases.map(({ episodeId }) => episodeId) } },
        { kind: 'MESSAGE', externalId: { in: cases.flatMap(({ messages }) => messages.map(({ row }) => row.id)) } },
      ],
    },
  });
  const sourceOf = new Map(sources.map((source) => [`${source.kind} ${source.externalId}`, source]));
  const episodes = await db.careEpisode.findMany({
    where: { id: { in: sources.map(({ episodeId }) => episodeId) } },
    include: { patient: true, parties: { where: { leftAt: null }, select: { unitId: true } } },
  });
  const knownOf = new Map(
    episodes.map(({ patient, parties, ...episode }) => [
      episode.id,
      { episode: toEpisode(episode), patient, partyUnitIds: parties.map(({ unitId }) => unitId) },
    ]),
  );
  const byNumber = new Map(
    patients.map((patient) => [
      patient.identityNumber,
      {
        ...patient,
        hasPsychiatricOutpatientUnit: links.some(
          (link) => link.patientId === patient.id && link.psychiatricOutpatientUnitId !== null,
        ),
        wardUnitIds: ongoing.filter(({ patientId }) => patientId === patient.id).map(({ wardUnitId }) => wardUnitId),
      },
    ]),
  );
  return {
    source: (kind, externalId) => sourceOf.get(`${kind} ${externalId}`),
    known: (episodeId) => knownOf.get(episodeId),
    patient: (number) => byNumber.get(number),
  };
}

/** By which a row that was changed since it was imported is known. */
export function fingerprintOf({ row }: At<EpisodeRow> | At<MessageRow>): Uint8Array<ArrayBuffer> {
  // Rows are read into members of fixed order, so equal rows have equal text.
  return new Uint8Array(createHash('sha256').update(JSON.stringify(row)).digest());
}
