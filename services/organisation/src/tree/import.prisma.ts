import { transact } from '@samplan/kit/db/transaction';
import { type NewEvent, newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import { unitChanged } from '@samplan/schema/events/organisation';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type PlacedUnit, type PrincipalFile, placedUnits } from './file.ts';

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
 * @throws ImportRefused when the region is not imported yet, or an HSA-id belongs to another principal.
 */
export async function importPrincipal(db: PrismaClient, file: PrincipalFile, now: Date): Promise<ImportReport> {
  return await transact(db, async (tx) => {
    const region = file.region ? await tx.principal.findUnique({ where: { code: file.region } }) : null;
    if (file.region && !region) throw new ImportRefused(`region ${file.region} is not imported; import its file first`);
    const principalId = await storePrincipal(tx, file, region?.id ?? null);
    const administrations = await storeAdministrations(tx, file, principalId);
    const { report, events, idOf } = await storeUnits(
      tx,
      file,
      principalId,
      region?.id ?? principalId,
      administrations,
    );
    await storeRouting(tx, file, principalId, idOf);
    await writeEvents(tx, events, now);
    return report;
  });
}

async function storePrincipal(tx: Tx, file: PrincipalFile, regionId: string | null): Promise<string> {
  const data = { kind: file.kind, slug: file.slug, name: file.name, regionId };
  const { id } = await tx.principal.upsert({
    where: { code: file.code },
    create: { id: newId('prn'), code: file.code, ...data },
    update: data,
    select: { id: true },
  });
  return id;
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
  principalId: string,
  regionId: string,
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
    else if (Object.entries(wanted).some(([field, value]) => before[field as keyof StoredUnit] !== value)) {
      changed.push({ ...before, ...wanted, version: before.version + 1 });
    }
  }
  const ended = [...stored.values()]
    .filter((unit) => unit.isActive && !idOf.has(unit.hsaId))
    .map((unit) => ({ ...unit, isActive: false, version: unit.version + 1 }));

  await tx.unit.createMany({ data: created });
  for (const unit of [...changed, ...ended]) await tx.unit.update({ where: { id: unit.id }, data: unit });

  const kindOf = new Map([...administrations].map(([kind, id]) => [id, kind]));
  const events: NewEvent<typeof unitChanged>[] = [...created, ...changed, ...ended].map((unit) =>
    newEvent(unitChanged, unit.id, {
      unitId: unit.id,
      kind: unit.kind,
      administrationId: unit.administrationId,
      administrationKind: unitChanged.data.shape.administrationKind.parse(kindOf.get(unit.administrationId)),
      principalId,
      principalCode: file.code,
      principalSlug: file.slug,
      regionId,
      isActive: unit.isActive,
      version: unit.version,
    }),
  );
  const report: ImportReport = {
    created: created.length,
    changed: changed.length,
    ended: ended.length,
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
