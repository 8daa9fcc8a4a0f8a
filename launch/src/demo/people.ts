import type { Role } from '@samplan/kit/access/viewer';
import { type PlacedUnit, type PrincipalFile, placedUnits } from '@samplan/organisation/tree/file';
import { chanceOf } from './chance.ts';
import { type FictitiousName, fictitiousName } from './names.ts';
import { rolesAt } from './staffing.ts';
import { usernameFor } from './usernames.ts';

/** Somebody who works in the demo region. */
export interface DemoPerson extends FictitiousName {
  /** Short name of the region or municipality. */
  readonly organisation: string;
  /** Role and place, as one would guess: `ssk.medicin`. */
  readonly username: string;
  readonly assignments: readonly { readonly unit: PlacedUnit; readonly role: Role }[];
}

/** Everybody who works in the demo region. */
export function demoPeople(files: readonly PrincipalFile[]): readonly DemoPerson[] {
  return files.flatMap(peopleOf);
}

function peopleOf(file: PrincipalFile): readonly DemoPerson[] {
  const chance = chanceOf(`people of ${file.slug}`);
  const units = placedUnits(file);
  const people = units.flatMap((unit) => {
    const roles = rolesAt(unit, file.slug);
    return roles.map((role, i): DemoPerson => {
      const number = roles.slice(0, i + 1).filter((other) => other === role).length;
      const username = usernameFor(role, unit.name, number);
      return { organisation: file.slug, username, ...fictitiousName(chance), assignments: [{ unit, role }] };
    });
  });
  return [...people, ...severalUnits(file, units)];
}

/** The user of the seed's screenshot, who chooses among several units (F-063). */
function severalUnits(file: PrincipalFile, units: readonly PlacedUnit[]): readonly DemoPerson[] {
  const names = ['Avd 1 ssk, Ö-vik', 'Avd 3 ssk, Ö-vik', 'Akutmottagning ssk, Ö-vik', 'Örnsköldsviks sjukhus'];
  const assignments = names.flatMap((name) =>
    units.filter((unit) => unit.name === name).map((unit) => ({ unit, role: 'NURSE' as const })),
  );
  if (assignments.length === 0) return [];
  return [
    {
      organisation: file.slug,
      username: 'cristina.testar',
      givenName: 'Cristina',
      familyName: 'Testar',
      assignments,
    },
  ];
}
