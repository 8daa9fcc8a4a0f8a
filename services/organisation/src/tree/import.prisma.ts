import { transact } from '@samplan/kit/db/transaction';
import { type NewEvent, newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import { unitChanged } from '@samplan/schema/events/organisation';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type PlacedUnit, type PrincipalFile, placedUnits } from './file.ts';
import { snapshotOf } from './snapshot.ts';

type Tx = Prisma.TransactionClient;

/** The file cannot be applied to what is stored. The message says why. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}

/** What an import did. */
export interface ImportReport {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Units in use that are no longer in the file; they receive nothing new. */
  readonly ended: number;
}

type StoredUnit = Prisma.UnitGetPayload<object>;

/**
 * Makes a principal's tree and routing as its file says. Units are the same when their HSA-id is; importing a file again
 * changes nothing. Everything or nothing is stored, and every change is told to the other subgraphs.
 *
 * @param file - checked by readPrincipalFile.
 * @throws ImportRefused when the region is not imported yet, or the short name or an HSA-id belongs to another principal.
 */
export async function importPrincipal(db: PrismaClient, file: PrincipalFile, now: Date): Promise<ImportReport> {
  return await transact(db, async (tx) => {
    const region = file.region ? await tx.principal.findUnique({ where: { code: file.region } }) : null;
    if (file.region && !region) throw new ImportRefused(`region ${file.region} is not imported; import its file first`);
    const principal = await storePrincipal(tx, file, region?.id ?? null);
    const administrations = await storeAdministrations(tx, file, principal.principalId);
    const { report, events, idOf } = await storeUnits(tx, file, principal, administrations);
    await storeRouting(tx, file, principal.principalId, idOf);
    await writeEvents(tx, events, now);
    return report;
  });
}

/** A principal as it is stored now. */
interface StoredPrincipal {
  readonly principalId: string;
  /** The region that it is or lies in. */
  readonly regionId: string;
  /** Has something changed that the other subgraphs know of every unit? */
  readonly isToldAnew: boolean;
}

async function storePrincipal(tx: Tx, file: PrincipalFile, regionId: string | null): Promise<StoredPrincipal> {
  const { code, slug, kind, name } = file;
  if (await tx.principal.findFirst({ where: { slug, code: { not: code } } })) {
    throw new ImportRefused(`${slug} belongs to another principal`);
  }
  const data = { kind, slug, name, regionId };
  const before = await tx.principal.findUnique({ where: { code } });
  const { id: principalId } = before
    ? await tx.principal.update({ where: { code }, data })
    : await tx.principal.create({ data: { id: newId('prn'), code, ...data } });
  return {
    principalId,
    regionId: regionId ?? principalId,
    isToldAnew: before !== null && (before.slug !== slug || before.regionId !== regionId),
  };
}

/** Ids of the principal's administrations by kind, also of those that the file no longer has. */
async function storeAdministrations(
  tx: Tx,
  file: PrincipalFile,
  principalId: string,
): Promise<ReadonlyMap<string, string>> {
  for (const { kind, name } of file.administrations) {
    await tx.administration.upsert({
      where: { principalId_kind: { principalId, kind } },
      create: { id: newId('adm'), principalId, kind, name },
      update: { name },
    });
  }
  const all = await tx.administration.findMany({ where: { principalId }, select: { id: true, kind: true } });
  return new Map(all.map(({ id, kind }) => [kind, id]));
}

async function storeUnits(
  tx: Tx,
  file: PrincipalFile,
  { principalId, regionId, isToldAnew }: StoredPrincipal,
  administrations: ReadonlyMap<string, string>,
) {
  const placed = placedUnits(file);
  const foreign = await tx.unit.findFirst({
    where: { hsaId: { in: placed.map((unit) => unit.hsaId) }, principalId: { not: principalId } },
  });
  if (foreign) throw new ImportRefused(`${foreign.hsaId} belongs to another principal`);
  const stored = new Map((await tx.unit.findMany({ where: { principalId } })).map((unit) => [unit.hsaId, unit]));
  const idOf = new Map(placed.map(({ hsaId }) => [hsaId, stored.get(hsaId)?.id ?? newId('unt')]));

  const created: StoredUnit[] = [];
  const changed: StoredUnit[] = [];
  for (const unit of placed) {
    const wanted = {
      principalId,
      administrationId: administrations.get(unit.administration) ?? '',
      parentUnitId: unit.parentHsaId ? (idOf.get(unit.parentHsaId) ?? null) : null,
      hsaId: unit.hsaId,
      name: unit.name,
      kind: unit.kind,
      housingType: housingOf(unit),
      isActive: true,
    };
    const before = stored.get(unit.hsaId);
    if (!before) created.push({ id: idOf.get(unit.hsaId) ?? '', version: 1, ...wanted });
    else if (
      isToldAnew ||
      Object.entries(wanted).some(([field, value]) => before[field as keyof StoredUnit] !== value)
    ) {
      changed.push({ ...before, ...wanted, version: before.version + 1 });
    }
  }
  const gone = [...stored.values()].filter((unit) => !idOf.has(unit.hsaId) && (unit.isActive || isToldAnew));
  const ended = gone.map((unit) => ({ ...unit, isActive: false, version: unit.version + 1 }));

  await tx.unit.createMany({ data: created });
  for (const unit of [...changed, ...ended]) await tx.unit.update({ where: { id: unit.id }, data: unit });

  const kindOf = new Map([...administrations].map(([kind, id]) => [id, kind]));
  const events: NewEvent<typeof unitChanged>[] = [...created, ...changed, ...ended].map((unit) =>
    newEvent(
      unitChanged,
      unit.id,
      snapshotOf(unit, kindOf.get(unit.administrationId), { code: file.code, slug: file.slug, regionId }),
    ),
  );
  const report: ImportReport = {
    created: created.length,
    changed: changed.length,
    ended: gone.filter((unit) => unit.isActive).length,
    unchanged: placed.length - created.length - changed.length,
  };
  return { report, events, idOf };
}

function housingOf(unit: PlacedUnit): string | null {
  return unit.housingType ?? null;
}

async function storeRouting(
  tx: Tx,
  { routing }: PrincipalFile,
  principalId: string,
  idOf: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.addressArea.deleteMany({ where: { principalId } });
  if (!routing) {
    await tx.municipalRouting.deleteMany({ where: { principalId } });
    return;
  }
  const id = (hsaId: string | undefined): string | null => (hsaId === undefined ? null : (idOf.get(hsaId) ?? null));
  const data = { assessmentUnitId: id(routing.assessmentUnit), singleUnitId: id(routing.singleUnit) };
  await tx.municipalRouting.upsert({ where: { principalId }, create: { principalId, ...data }, update: data });
  await tx.addressArea.createMany({
    data: routing.areas.flatMap((area) =>
      area.postalCodes.map((postalCode) => ({
        principalId,
        postalCode,
        homeCareUnitId: id(area.homeCareUnit),
        homeHealthUnitId: id(area.homeHealthUnit),
      })),
    ),
  });
}
