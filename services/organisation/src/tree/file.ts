import { ADMINISTRATION_KINDS, type AdministrationKind, UNIT_KINDS, type UnitKind } from '@samplan/kit/access/viewer';
import { luhn } from '@samplan/kit/person/identity-number';
import { ok, type Result, refused } from '@samplan/kit/result';
import { z } from 'zod';

/** Kinds of unit that an administration of a kind can have, beside organisational levels. */
const KINDS_OF: Readonly<Record<AdministrationKind, readonly UnitKind[]>> = {
  REGION: ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC', 'HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT'],
  VOF: ['ASSESSMENT', 'HOME_HEALTH', 'HOME_CARE', 'RESIDENCE'],
  SOC: ['SOCIAL_SERVICES', 'ASSESSMENT', 'RESIDENCE'],
  BIF: ['SCHOOL', 'STUDENT_HEALTH'],
};

/** Identity of a unit in HSA: owner's organisation number and a local part, at most 31 characters (G-130). */
const hsaId = z
  .string()
  .max(31)
  .regex(/^SE\d{10}-[A-Za-z0-9]+$/);
const postalCode = z.string().regex(/^\d{5}$/);
const name = z.string().trim().normalize('NFC').min(1).max(200);

const housingType = z.enum(['SPECIAL_ELDERLY', 'SPECIAL_DISABILITY', 'LSS', 'SOCIAL_PSYCHIATRY']);

/** A unit in the file, with the units below it. */
export interface FileUnit {
  readonly hsaId: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly housingType?: z.infer<typeof housingType> | undefined;
  readonly units?: readonly FileUnit[] | undefined;
}

const unit: z.ZodType<FileUnit> = z.lazy(() =>
  z.strictObject({
    hsaId,
    name,
    kind: z.enum(UNIT_KINDS),
    housingType: housingType.optional(),
    units: z.array(unit).optional(),
  }),
);

/** The file of one region or municipality: its administrations, its tree, its routing. */
const principalFile = z.strictObject({
  kind: z.enum(['REGION', 'MUNICIPALITY']),
  /** Short name at sign-in. */
  slug: z.string().regex(/^[a-z][a-z-]{1,39}$/),
  /** Statistics Sweden's code. */
  code: z.string().regex(/^\d{2}(\d{2})?$/),
  name,
  organisationNumber: z.string().regex(/^\d{10}$/),
  /** Code of the region that a municipality lies in. */
  region: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
  administrations: z.array(z.strictObject({ kind: z.enum(ADMINISTRATION_KINDS), name, units: z.array(unit) })).min(1),
  routing: z
    .strictObject({
      assessmentUnit: hsaId.optional(),
      singleUnit: hsaId.optional(),
      areas: z
        .array(
          z.strictObject({
            postalCodes: z.array(postalCode).min(1),
            homeCareUnit: hsaId.optional(),
            homeHealthUnit: hsaId.optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});
/** See the schema above. */
export type PrincipalFile = z.infer<typeof principalFile>;

/** A unit of the file with its place in the tree. */
export interface PlacedUnit extends FileUnit {
  readonly administration: AdministrationKind;
  readonly parentHsaId: string | null;
}

/**
 * Reads the file of a region or municipality and checks everything that can be checked in it.
 * @returns the file; or every fault, each in one sentence that says where.
 */
export function readPrincipalFile(content: unknown): Result<PrincipalFile, readonly string[]> {
  const parsed = principalFile.safeParse(content);
  if (!parsed.success) {
    return refused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
  }
  const file = parsed.data;
  const faults = [...identityFaults(file), ...treeFaults(file), ...routingFaults(file)];
  return faults.length === 0 ? ok(file) : refused(faults);
}

/** Every unit of the file, parents before children. */
export function placedUnits(file: PrincipalFile): readonly PlacedUnit[] {
  const place = (
    units: readonly FileUnit[],
    administration: AdministrationKind,
    parentHsaId: string | null,
  ): PlacedUnit[] =>
    units.flatMap((u) => [{ ...u, administration, parentHsaId }, ...place(u.units ?? [], administration, u.hsaId)]);
  return file.administrations.flatMap(({ kind, units }) => place(units, kind, null));
}

function* identityFaults({
  kind,
  code,
  region,
  organisationNumber,
  administrations,
  routing,
}: PrincipalFile): Iterable<string> {
  const isRegion = kind === 'REGION';
  if (code.length !== (isRegion ? 2 : 4)) yield 'code: a region has two digits, a municipality four';
  if (isRegion && region) yield 'region: a region lies in no region';
  if (!isRegion && !region) yield 'region: a municipality must name its region';
  // The third digit keeps it apart from a person's number (G-131).
  if (Number(organisationNumber[2]) < 2 || luhn(organisationNumber) !== 0) {
    yield 'organisationNumber: is no organisation number';
  }
  if (isRegion && routing) yield 'routing: only municipalities have routing';
  const kinds = administrations.map((administration) => administration.kind);
  if (new Set(kinds).size !== kinds.length) yield 'administrations: one of each kind';
  for (const administration of kinds) {
    if ((administration === 'REGION') !== isRegion)
      yield `administrations: ${administration} does not belong to a ${kind}`;
  }
}

function* treeFaults(file: PrincipalFile): Iterable<string> {
  const seen = new Set<string>();
  for (const { hsaId: id, kind, housingType: housing, administration } of placedUnits(file)) {
    if (seen.has(id)) yield `${id}: stands twice`;
    seen.add(id);
    if (!id.startsWith(`SE${file.organisationNumber}-`)) yield `${id}: belongs to another organisation number`;
    if (kind !== 'ORGANISATIONAL' && !KINDS_OF[administration].includes(kind)) {
      yield `${id}: ${kind} cannot belong to ${administration}`;
    }
    if ((kind === 'RESIDENCE') !== (housing !== undefined))
      yield `${id}: residences, and only they, have a housingType`;
  }
}

function* routingFaults(file: PrincipalFile): Iterable<string> {
  if (!file.routing) return;
  const { assessmentUnit, singleUnit, areas } = file.routing;
  const kindOf = new Map(placedUnits(file).map((placed) => [placed.hsaId, placed.kind]));
  const check = (where: string, id: string | undefined, ...kinds: readonly UnitKind[]): string[] => {
    if (id === undefined) return [];
    const kind = kindOf.get(id);
    if (kind === undefined) return [`routing.${where}: ${id} is not in the tree`];
    return kinds.includes(kind) ? [] : [`routing.${where}: ${id} is ${kind}, not ${kinds.join(' or ')}`];
  };
  yield* check('assessmentUnit', assessmentUnit, 'ASSESSMENT');
  yield* check('singleUnit', singleUnit, 'ASSESSMENT', 'HOME_HEALTH', 'HOME_CARE');
  const codes = new Set<string>();
  for (const [i, area] of areas.entries()) {
    yield* check(`areas.${i}.homeCareUnit`, area.homeCareUnit, 'HOME_CARE');
    yield* check(`areas.${i}.homeHealthUnit`, area.homeHealthUnit, 'HOME_HEALTH');
    if (!area.homeCareUnit && !area.homeHealthUnit) yield `routing.areas.${i}: names no unit`;
    for (const code of area.postalCodes) {
      if (codes.has(code)) yield `routing.areas.${i}: postal code ${code} stands twice`;
      codes.add(code);
    }
  }
}
