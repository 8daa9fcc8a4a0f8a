import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { type FileUnit, type PrincipalFile, readPrincipalFile } from '@samplan/organisation/tree/file';

/** The file of a region or municipality of the demo region: `sundsvall`. */
export function principalFile(name: string): PrincipalFile {
  const file = path.join(projectRoot(), 'services/organisation/data', `${name}.json`);
  const read = readPrincipalFile(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.ok) throw new Error(read.problem.join('\n'));
  return read.value;
}

/**
 * The file with one unit changed, wherever in the tree it stands.
 * @param change - gives the unit as it shall be; null takes it out, with everything below it.
 * @throws Error when there is no unit of that name.
 */
export function withUnit(
  file: PrincipalFile,
  name: string,
  change: (unit: FileUnit) => FileUnit | null,
): PrincipalFile {
  let isFound = false;
  const walk = (units: readonly FileUnit[]): FileUnit[] =>
    units.flatMap((unit) => {
      if (unit.name !== name) return [{ ...unit, ...(unit.units && { units: walk(unit.units) }) }];
      isFound = true;
      const changed = change(unit);
      return changed ? [changed] : [];
    });
  const administrations = file.administrations.map((each) => ({ ...each, units: walk(each.units) }));
  if (!isFound) throw new Error(`no unit named ${name}`);
  return { ...file, administrations };
}

/** The file without one unit and what is below it. */
export function withoutUnit(file: PrincipalFile, name: string): PrincipalFile {
  return withUnit(file, name, () => null);
}
