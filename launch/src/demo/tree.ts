import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import { projectRoot } from '@samplan/kit/project-root';
import type { PrismaClient } from '@samplan/organisation/generated/prisma/client';
import { type PrincipalFile, placedUnits, readPrincipalFile } from '@samplan/organisation/tree/file';
import { importPrincipal } from '@samplan/organisation/tree/import.prisma';
import { snapshotOf } from '@samplan/organisation/tree/snapshot';
import type { Unit } from '@samplan/organisation/tree/store';
import type { EventData } from '@samplan/schema/events/contract';
import type { unitChanged } from '@samplan/schema/events/organisation';
import { atOnce } from './at-once.ts';
import { present } from './rule.ts';

/** A unit of the demo region, as other subgraphs know it and as organisation knows it. */
export interface DemoUnit extends UnitCopy, Unit {}

/** Postal codes with the units that work there. */
export interface DemoArea {
  readonly postalCodes: readonly string[];
  readonly homeCare: DemoUnit | null;
  readonly homeHealth: DemoUnit | null;
}

/** Regions and municipalities, imported. */
export interface DemoTree {
  readonly units: readonly DemoUnit[];
  /** What organisation tells of the units. */
  readonly told: readonly EventData<typeof unitChanged>[];
  /** Id of a principal. */
  principalId(slug: string): string;
  /** The unit with the name in a principal. */
  unit(slug: string, name: string): DemoUnit;
  /** The areas of a municipality's routing. */
  areas(slug: string): readonly DemoArea[];
}

const FOLDER = 'services/organisation/data';

/**
 * The files of the demo region, regions first.
 * @throws Error with every fault.
 */
export function readPrincipalFiles(): readonly PrincipalFile[] {
  const folder = path.join(projectRoot(), FOLDER);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const file = readPrincipalFile(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      if (!file.ok) throw new Error([name, ...file.problem].join('\n'));
      return file.value;
    });
  return files.toSorted((a, b) => a.code.length - b.code.length || a.code.localeCompare(b.code));
}

/** Imports the files; those that are imported already change nothing. */
export async function importTree(db: PrismaClient, files: readonly PrincipalFile[], now: Date): Promise<DemoTree> {
  for (const file of files.filter(({ kind }) => kind === 'REGION')) await importPrincipal(db, file, now);
  await atOnce(
    files.filter(({ kind }) => kind === 'MUNICIPALITY'),
    (file) => importPrincipal(db, file, now),
  );
  const [principals, administrations, units] = await Promise.all([
    db.principal.findMany(),
    db.administration.findMany(),
    db.unit.findMany({ orderBy: { hsaId: 'asc' } }), // the same order every time, since chance picks from them
  ]);
  const principalOf = new Map(principals.map((principal) => [principal.id, principal]));
  const kindOf = new Map(administrations.map(({ id, kind }) => [id, kind]));
  const placed = new Map(files.flatMap(placedUnits).map((unit) => [unit.hsaId, unit]));

  const told = units.map((unit) => {
    const owner = present(principalOf.get(unit.principalId), unit.principalId);
    return snapshotOf(unit, kindOf.get(unit.administrationId), { ...owner, regionId: owner.regionId ?? owner.id });
  });
  const demoUnits = units.map((unit, i): DemoUnit => {
    const { kind, housingType = null } = present(placed.get(unit.hsaId), unit.name);
    return { ...present(told[i], unit.name), ...unit, kind, housingType };
  });
  const byHsaId = new Map(demoUnits.map((unit) => [unit.hsaId, unit]));
  const byName = new Map(demoUnits.map((unit) => [`${unit.principalSlug} ${unit.name}`, unit]));
  const at = (hsaId: string | undefined): DemoUnit | null => byHsaId.get(hsaId ?? '') ?? null;

  return {
    units: demoUnits,
    told,
    principalId: (slug) => present(principals.find((principal) => principal.slug === slug)?.id, slug),
    unit: (slug, name) => present(byName.get(`${slug} ${name}`), `${slug} ${name}`),
    areas: (slug) =>
      (files.find((file) => file.slug === slug)?.routing?.areas ?? []).map((area) => ({
        postalCodes: area.postalCodes,
        homeCare: at(area.homeCareUnit),
        homeHealth: at(area.homeHealthUnit),
      })),
  };
}
