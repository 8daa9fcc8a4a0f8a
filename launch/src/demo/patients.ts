import type { NewPatient } from '@samplan/care/patient/store';
import { addHours } from '@samplan/kit/time';
import type { Addressing } from '@samplan/organisation/addressing/store';
import { type Chance, chanceOf } from './chance.ts';
import { type Age, type DemoNumber, demoNumbers, readNumber } from './identity-numbers.ts';
import { addressingOf, residenceFor } from './links.ts';
import { type DemoMunicipality, MUNICIPALITIES } from './municipalities.ts';
import { fictitiousName, fictitiousStreet } from './names.ts';
import type { DemoTree, DemoUnit } from './tree.ts';

/** How somebody lives, and so which units matter. */
export type Situation = 'HOME' | 'RESIDENCE' | 'DISABILITY' | 'PSYCHIATRY' | 'ADULT' | 'CHILD';

/** How many of a hundred live so, and how old they are. */
const SITUATIONS: Readonly<Record<Situation, { readonly share: number; readonly age: Age }>> = {
  HOME: { share: 44, age: 'ELDERLY' },
  RESIDENCE: { share: 13, age: 'ELDERLY' },
  DISABILITY: { share: 7, age: 'ADULT' },
  PSYCHIATRY: { share: 14, age: 'ADULT' },
  ADULT: { share: 11, age: 'ADULT' },
  CHILD: { share: 11, age: 'CHILD' },
};

/** A patient of the demo region. */
export interface DemoPatient {
  readonly patient: NewPatient & { readonly registeredAt: Date };
  readonly addressing: Addressing;
  readonly municipality: DemoMunicipality;
  readonly situation: Situation;
  readonly around: Around;
}

/** The units that a patient has something to do with. */
export interface Around {
  /** Of the area of the address. */
  readonly homeCare: DemoUnit | null;
  /** Of the area of the address. */
  readonly homeHealth: DemoUnit | null;
  readonly residence: DemoUnit | null;
  readonly healthCentre: DemoUnit;
  readonly psychiatricOutpatientUnit: DemoUnit;
}

/** The two test patients of the seed's screenshot, both from Örnsköldsvik. Their numbers are of the last century (K4). */
const NAMED = [
  { digits: '191010239810', givenName: 'Test August', familyName: 'Erlandsson' },
  { digits: '192410199240', givenName: 'Test Felicia', familyName: 'Lorentz' },
] as const;

/** The patients of the demo region, by municipality; the two of the screenshot come first in theirs. */
export function demoPatients(tree: DemoTree, now: Date): ReadonlyMap<string, readonly DemoPatient[]> {
  const nextNumber = demoNumbers(NAMED.map(({ digits }) => digits));
  return new Map(
    MUNICIPALITIES.map((municipality) => {
      const chance = chanceOf(`patients of ${municipality.slug}`);
      const make = patientMaker(municipality, tree, chance, now);
      const named = municipality.slug === 'ornskoldsvik' ? NAMED : [];
      const ongoing = Object.values(municipality.ongoing).reduce((sum, count) => sum + count, 0);
      const unnamed = Array.from({ length: ongoing + municipality.others - named.length }, () => {
        const situation = situationOf(chance);
        const number = nextNumber(SITUATIONS[situation].age);
        return make(situation, number, fictitiousName(chance, number.isWoman), true);
      });
      const first = named.flatMap(({ digits, ...name }) => {
        const number = readNumber(digits);
        return number ? [make('HOME', number, name, false)] : [];
      });
      return [municipality.slug, [...first, ...unnamed]];
    }),
  );
}

function situationOf(chance: Chance): Situation {
  let drawn = chance.next() * 100;
  for (const [situation, { share }] of Object.entries(SITUATIONS)) {
    drawn -= share;
    if (drawn < 0) return situation as Situation; // a key of it
  }
  return 'HOME';
}

function patientMaker(municipality: DemoMunicipality, tree: DemoTree, chance: Chance, now: Date) {
  const { slug, code, region, cities, outside } = municipality;
  const areas = tree.areas(slug);
  const residences = tree.units.filter((unit) => unit.principalSlug === slug && unit.kind === 'RESIDENCE');
  const healthCentres = municipality.healthCentres.map((name) => tree.unit(region, name));
  const adultPsychiatry = tree.unit(region, municipality.psychiatricOutpatientUnit);
  const childPsychiatry = tree.unit(region, municipality.childPsychiatry);

  const neighbours = MUNICIPALITIES.filter((other) => other.region === region && other !== municipality).map((other) =>
    tree.principalId(other.slug),
  );

  return (
    situation: Situation,
    number: DemoNumber,
    name: Pick<NewPatient, 'givenName' | 'familyName'>,
    mayLiveOutside: boolean,
  ): DemoPatient => {
    const registeredAt = addHours(now, -chance.between(820 * 24, 1500 * 24));
    const area = areas.length > 0 && !(mayLiveOutside && chance.percent(12)) ? chance.pick(areas) : null;
    const postalCode = chance.pick(area?.postalCodes ?? outside);
    const id = chance.id('pat', registeredAt);
    const around: Around = {
      homeCare: area?.homeCare ?? null,
      homeHealth: area?.homeHealth ?? null,
      residence: residenceFor(situation, residences, chance),
      healthCentre: chance.pick(healthCentres),
      psychiatricOutpatientUnit: situation === 'CHILD' ? childPsychiatry : adultPsychiatry,
    };
    return {
      municipality,
      situation,
      around,
      patient: {
        id,
        identityKind: number.kind,
        personalIdentityNumber: number.digits,
        ...name,
        registeredAddress: { street: fictitiousStreet(chance), postalCode, city: cities[postalCode.slice(0, 3)] ?? '' },
        municipalityCode: code,
        registeredAt,
      },
      addressing: addressingOf(
        { patientId: id, municipalityCode: code, postalCode },
        situation,
        around,
        neighbours,
        chance,
      ),
    };
  };
}
