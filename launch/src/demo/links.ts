import type { Addressing } from '@samplan/organisation/addressing/store';
import type { Chance } from './chance.ts';
import type { Around, Situation } from './patients.ts';
import type { DemoUnit } from './tree.ts';

const HOUSING_FOR: Partial<Readonly<Record<Situation, readonly string[]>>> = {
  RESIDENCE: ['SPECIAL_ELDERLY'],
  DISABILITY: ['LSS', 'SPECIAL_DISABILITY'],
  PSYCHIATRY: ['SOCIAL_PSYCHIATRY'],
};

/** Where somebody lives in special housing; null for ordinary housing. */
export function residenceFor(situation: Situation, residences: readonly DemoUnit[], chance: Chance): DemoUnit | null {
  const fitting = residences.filter(({ housingType }) => HOUSING_FOR[situation]?.includes(housingType ?? ''));
  const livesThere = situation === 'PSYCHIATRY' ? chance.percent(25) : true;
  return fitting.length > 0 && livesThere ? chance.pick(fitting) : null;
}

/**
 * Who is linked to what: most, not all, so that the rules for those without links show (F-222, F-223).
 * @param neighbours - ids of other municipalities of the region: some have decided that somebody lives here (G-030).
 */
export function addressingOf(
  registration: Pick<Addressing, 'patientId' | 'municipalityCode' | 'postalCode'>,
  situation: Situation,
  around: Around,
  neighbours: readonly string[],
  chance: Chance,
): Addressing {
  const { residence, homeCare, homeHealth, healthCentre, psychiatricOutpatientUnit } = around;
  const isDecidedElsewhere = situation === 'RESIDENCE' && neighbours.length > 0 && chance.percent(4);
  const isElderly = situation === 'HOME' || situation === 'RESIDENCE';
  const isKnownToPsychiatry = situation === 'PSYCHIATRY' || (situation === 'CHILD' && chance.percent(30));
  const team = onlyIf(situation === 'HOME' && chance.percent(55), homeCare);
  const housing = onlyIf(!isDecidedElsewhere, residence ?? team);
  const links = {
    housingType: residence?.housingType ?? onlyIf(team !== null, 'ORDINARY' as const),
    housingUnitId: idOf(housing),
    homeHealthUnitId: idOf(onlyIf(isElderly && !isDecidedElsewhere && chance.percent(50), homeHealth)),
    listedHealthCentreId: idOf(onlyIf(chance.percent(90), healthCentre)),
    psychiatricOutpatientUnitId: idOf(onlyIf(isKnownToPsychiatry, psychiatricOutpatientUnit)),
    decidingMunicipalityId: onlyIf(isDecidedElsewhere, chance.pick(neighbours.length > 0 ? neighbours : [null])),
  };
  const isLinked = Object.values(links).some((value) => value !== null);
  return { ...registration, ...links, version: isLinked ? 2 : 1 };
}

function onlyIf<T>(condition: boolean, value: T): T | null {
  return condition ? value : null;
}

function idOf(unit: DemoUnit | null): string | null {
  return unit?.unitId ?? null;
}
