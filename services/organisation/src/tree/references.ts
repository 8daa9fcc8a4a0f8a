/** A unit with its place in the tree, as far as finding it by what a file calls it goes. */
export interface NamedUnit {
  readonly id: string;
  readonly hsaId: string;
  readonly name: string;
  readonly parentUnitId: string | null;
  /** Short name and name of the region or municipality. */
  readonly principal: { readonly slug: string; readonly name: string };
}

/** Parts the names of a path: unit names hold slashes, but hardly one between blanks. */
const BETWEEN = ' / ';

/**
 * The units that a file calls so: by HSA-id, or by a path of names from the region or municipality down to the unit, in which levels
 * between may be left out. Several when the path is not clear.
 */
export function unitsCalled(reference: string, units: readonly NamedUnit[]): readonly string[] {
  const byHsaId = units.filter(({ hsaId }) => hsaId === reference);
  if (byHsaId.length > 0) return byHsaId.map(({ id }) => id);
  const [principal, ...names] = reference.split(BETWEEN).map((name) => name.trim().normalize('NFC'));
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  return units
    .filter((unit) => unit.principal.slug === principal || unit.principal.name === principal)
    .filter((unit) => names.length > 0 && isPathOf(names, unit, byId))
    .map(({ id }) => id);
}

function isPathOf(names: readonly string[], unit: NamedUnit, byId: ReadonlyMap<string, NamedUnit>): boolean {
  const above = names.slice(0, -1);
  if (unit.name !== names.at(-1)) return false;
  for (let up = parentOf(unit, byId); up && above.length > 0; up = parentOf(up, byId)) {
    if (up.name === above.at(-1)) above.pop();
  }
  return above.length === 0;
}

function parentOf({ parentUnitId }: NamedUnit, byId: ReadonlyMap<string, NamedUnit>): NamedUnit | undefined {
  return parentUnitId === null ? undefined : byId.get(parentUnitId);
}
