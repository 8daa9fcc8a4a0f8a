import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '@samplan/testing/ask';
import { describe, expect, test } from 'vitest';
import { type FileUnit, type PrincipalFile, placedUnits, readPrincipalFile } from './file.ts';

const DATA = path.join(import.meta.dirname, '../../data');

const OWN = 'SE2120000001';

/** A small municipality in which everything is right. */
function municipality() {
  return {
    kind: 'MUNICIPALITY',
    slug: 'provkommun',
    code: '9901',
    name: 'Provkommun',
    organisationNumber: '2120000001',
    region: '99',
    administrations: [
      {
        kind: 'VOF',
        name: 'Vård och omsorg',
        units: [
          { hsaId: `${OWN}-A1`, name: 'Biståndsenheten', kind: 'ASSESSMENT' },
          {
            hsaId: `${OWN}-H0`,
            name: 'Hemtjänsten',
            kind: 'ORGANISATIONAL',
            units: [
              { hsaId: `${OWN}-H1`, name: 'Hemtjänst Norr', kind: 'HOME_CARE' },
              { hsaId: `${OWN}-H2`, name: 'Hemsjukvård Norr', kind: 'HOME_HEALTH' },
            ],
          },
          { hsaId: `${OWN}-R1`, name: 'Provgården', kind: 'RESIDENCE', housingType: 'SPECIAL_ELDERLY' },
        ],
      },
      { kind: 'SOC', name: 'Socialtjänsten', units: [{ hsaId: `${OWN}-S1`, name: 'Vuxna', kind: 'SOCIAL_SERVICES' }] },
    ],
    routing: {
      assessmentUnit: `${OWN}-A1`,
      singleUnit: `${OWN}-H2`,
      areas: [{ postalCodes: ['99001', '99002'], homeCareUnit: `${OWN}-H1`, homeHealthUnit: `${OWN}-H2` }],
    },
  };
}

/** A small region in which everything is right. */
function region() {
  return {
    kind: 'REGION',
    slug: 'provregion',
    code: '99',
    name: 'Provregionen',
    organisationNumber: '2321000016',
    administrations: [
      {
        kind: 'REGION',
        name: 'Hälso- och sjukvård',
        units: [{ hsaId: 'SE2321000016-W1', name: 'Avd 1', kind: 'INPATIENT_SOMATIC' }],
      },
    ],
  };
}

type Draft = ReturnType<typeof municipality>;

/** The faults of the small municipality after a change; none when it is right. */
function faultsOf(file: unknown): readonly string[] {
  const read = readPrincipalFile(file);
  return read.ok ? [] : read.problem;
}

/** The small municipality, changed by any means: the file may hold anything. */
function changed(change: (file: Json) => void): unknown {
  const file: Draft = municipality();
  change(file);
  return file;
}

/** Every fault, how it is made, and its one sentence. */
const FAULTS: readonly (readonly [string, (file: Json) => void, string])[] = [
  // What the principal is
  ['a municipality has two digits', (f) => (f.code = '99'), 'code: a region has two digits, a municipality four'],
  ['a municipality names no region', (f) => delete f.region, 'region: a municipality must name its region'],
  [
    'the organisation number fails its check digit',
    (f) => renumber(f, '2120000002'),
    'organisationNumber: is no organisation number',
  ],
  [
    'the organisation number is a person’s',
    (f) => renumber(f, '1912121212'),
    'organisationNumber: is no organisation number',
  ],
  [
    'an administration stands twice',
    (f) => f.administrations.push({ kind: 'SOC', name: 'Två', units: [] }),
    'administrations: one of each kind',
  ],
  [
    'a municipality has a region’s administration',
    (f) => f.administrations.push({ kind: 'REGION', name: 'R', units: [] }),
    'administrations: REGION does not belong to a MUNICIPALITY',
  ],
  // The tree
  [
    'a unit stands twice',
    (f) => f.administrations[1].units.push({ ...f.administrations[1].units[0] }),
    `${OWN}-S1: stands twice`,
  ],
  [
    'a unit is another owner’s',
    (f) => (f.administrations[1].units[0].hsaId = 'SE2321000016-S1'),
    'SE2321000016-S1: belongs to another organisation number',
  ],
  [
    'a unit is of a kind of another administration',
    (f) => (f.administrations[1].units[0].kind = 'HOME_CARE'),
    `${OWN}-S1: HOME_CARE cannot belong to SOC`,
  ],
  [
    'a ward stands in a municipality',
    (f) => (f.administrations[1].units[0].kind = 'INPATIENT_SOMATIC'),
    `${OWN}-S1: INPATIENT_SOMATIC cannot belong to SOC`,
  ],
  [
    'a residence has no kind of housing',
    (f) => delete f.administrations[0].units[2].housingType,
    `${OWN}-R1: residences, and only they, have a housingType`,
  ],
  [
    'a unit that is no residence has a kind of housing',
    (f) => (f.administrations[0].units[0].housingType = 'LSS'),
    `${OWN}-A1: residences, and only they, have a housingType`,
  ],
  // The routing
  [
    'the assessment unit is not in the tree',
    (f) => (f.routing.assessmentUnit = `${OWN}-X`),
    `routing.assessmentUnit: ${OWN}-X is not in the tree`,
  ],
  [
    'the assessment unit assesses nothing',
    (f) => (f.routing.assessmentUnit = `${OWN}-H1`),
    `routing.assessmentUnit: ${OWN}-H1 is HOME_CARE, not ASSESSMENT`,
  ],
  [
    'the single unit receives no messages',
    (f) => (f.routing.singleUnit = `${OWN}-H0`),
    `routing.singleUnit: ${OWN}-H0 is ORGANISATIONAL, not ASSESSMENT or HOME_HEALTH or HOME_CARE`,
  ],
  [
    'an area’s home care is none',
    (f) => (f.routing.areas[0].homeCareUnit = `${OWN}-H2`),
    `routing.areas.0.homeCareUnit: ${OWN}-H2 is HOME_HEALTH, not HOME_CARE`,
  ],
  [
    'an area’s home health care is none',
    (f) => (f.routing.areas[0].homeHealthUnit = `${OWN}-H1`),
    `routing.areas.0.homeHealthUnit: ${OWN}-H1 is HOME_CARE, not HOME_HEALTH`,
  ],
  ['an area names no unit', (f) => f.routing.areas.push({ postalCodes: ['99003'] }), 'routing.areas.1: names no unit'],
  [
    'a postal code stands in two areas',
    (f) => f.routing.areas.push({ postalCodes: ['99002'], homeCareUnit: `${OWN}-H1` }),
    'routing.areas.1: postal code 99002 stands twice',
  ],
  [
    'a postal code stands twice in an area',
    (f) => f.routing.areas[0].postalCodes.push('99001'),
    'routing.areas.0: postal code 99001 stands twice',
  ],
];

/** What does not even have the form; the library words it, the place is ours. */
const MALFORMED: readonly (readonly [string, (file: Json) => void, string])[] = [
  ['the kind is unknown', (f) => (f.kind = 'COUNTY'), 'kind'],
  ['the short name has capitals', (f) => (f.slug = 'Prov'), 'slug'],
  ['the code is no number', (f) => (f.code = '99a1'), 'code'],
  ['the name is blank', (f) => (f.name = ' '), 'name'],
  ['the organisation number has a hyphen', (f) => (f.organisationNumber = '212000-0001'), 'organisationNumber'],
  ['there is no administration', (f) => (f.administrations = []), 'administrations'],
  ['an administration is of no known kind', (f) => (f.administrations[0].kind = 'KOST'), 'administrations.0.kind'],
  [
    'an HSA-id is longer than 31 signs (G-130)',
    (f) => (f.administrations[0].units[0].hsaId = `${OWN}-${'A'.repeat(19)}`),
    'administrations.0.units.0.hsaId',
  ],
  [
    'an HSA-id has an å (G-130)',
    (f) => (f.administrations[0].units[0].hsaId = `${OWN}-Å1`),
    'administrations.0.units.0.hsaId',
  ],
  [
    'a unit far down has no name',
    (f) => delete f.administrations[0].units[1].units[0].name,
    'administrations.0.units.1.units.0.name',
  ],
  [
    'a unit is of no known kind',
    (f) => (f.administrations[0].units[0].kind = 'KITCHEN'),
    'administrations.0.units.0.kind',
  ],
  [
    'ordinary housing is given as a residence',
    (f) => (f.administrations[0].units[2].housingType = 'ORDINARY'),
    'administrations.0.units.2.housingType',
  ],
  ['a field is misspelt', (f) => (f.administrations[0].units[0].hsaid = 'x'), 'administrations.0.units.0'],
  [
    'a postal code has four digits',
    (f) => (f.routing.areas[0].postalCodes = ['9900']),
    'routing.areas.0.postalCodes.0',
  ],
  ['an area has no postal code', (f) => (f.routing.areas[0].postalCodes = []), 'routing.areas.0.postalCodes'],
];

/** Gives the principal and all its units another organisation number. */
function renumber(file: Draft, number: string): void {
  const text = JSON.stringify(file).replaceAll('2120000001', number);
  Object.assign(file, JSON.parse(text));
}

describe('readPrincipalFile', () => {
  test('when everything is right, then the file is read as it is', () => {
    expect(readPrincipalFile(municipality())).toEqual({ ok: true, value: municipality() });
    expect(readPrincipalFile(region())).toEqual({ ok: true, value: region() });
  });

  test('when å is composed of a and a ring, then the name is kept in one form, so that it can be found', () => {
    const file = changed((f) => (f.administrations[1].units[0].name = 'Va\u030ardboendet'));
    expect(readPrincipalFile(file)).toMatchObject({
      value: { administrations: [{}, { units: [{ name: 'Vårdboendet' }] }] },
    });
  });

  test.each(FAULTS)('when %s, then there is one fault that says so', (_, change, sentence) => {
    expect(faultsOf(changed(change))).toEqual([sentence]);
  });

  test.each(MALFORMED)('when %s, then the fault begins with the place', (_, change, place) => {
    const faults = faultsOf(changed(change));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${place.replaceAll('.', '\\.')}: .`));
  });

  test('when a file has several faults, then all of them are told at once', () => {
    const file = changed((f) => {
      delete f.region;
      delete f.administrations[0].units[2].housingType;
      f.routing.areas[0].postalCodes.push('99001');
    });
    expect(faultsOf(file)).toHaveLength(3);
  });

  test.each([
    ['lies in a region', { region: '22' }, 'region: a region lies in no region'],
    ['has routing', { routing: { areas: [] } }, 'routing: only municipalities have routing'],
    ['has four digits', { code: '9901' }, 'code: a region has two digits, a municipality four'],
    [
      'has a municipal administration',
      { administrations: [{ kind: 'VOF', name: 'V', units: [] }] },
      'administrations: VOF does not belong to a REGION',
    ],
  ])('when a region %s, then there is one fault that says so', (_, change, sentence) => {
    expect(faultsOf({ ...region(), ...change })).toEqual([sentence]);
  });

  test.each([[null], [[]], ['text'], [42], [undefined]])(
    'when the file is %j, then it is refused as a whole',
    (content) => {
      expect(faultsOf(content)).toEqual([expect.stringMatching(/^file: /)]);
    },
  );
});

describe('placedUnits', () => {
  test('when the tree has levels, then parents come before children and every unit knows its parent', () => {
    const file = readPrincipalFile(municipality());
    if (!file.ok) throw new Error(file.problem.join());
    const seen = new Set<string | null>([null]);
    for (const { hsaId, parentHsaId } of placedUnits(file.value)) {
      expect(seen).toContain(parentHsaId);
      seen.add(hsaId);
    }
    expect(placedUnits(file.value).map(({ name, administration }) => `${administration} ${name}`)).toEqual([
      'VOF Biståndsenheten',
      'VOF Hemtjänsten',
      'VOF Hemtjänst Norr',
      'VOF Hemsjukvård Norr',
      'VOF Provgården',
      'SOC Vuxna',
    ]);
  });
});

describe('the data files', () => {
  const names = readdirSync(DATA).map((name) => path.basename(name, '.json'));
  const contentOf = (name: string): unknown => JSON.parse(readFileSync(path.join(DATA, `${name}.json`), 'utf8'));

  test.each(names)('%s has no fault and is named by its short name', (name) => {
    expect(faultsOf(contentOf(name))).toEqual([]);
    expect(contentOf(name)).toMatchObject({ slug: name });
  });

  test('Västernorrland’s seven municipalities are there and Sörmland’s Katrineholm (F-209, F-001)', () => {
    const files = names.map((name) => contentOf(name) as PrincipalFile); // checked above
    const slugsIn = (code: string) => files.filter((file) => file.region === code).map((file) => file.slug);
    expect(slugsIn('22')).toEqual(['ange', 'harnosand', 'kramfors', 'ornskoldsvik', 'solleftea', 'sundsvall', 'timra']);
    expect(slugsIn('04')).toEqual(['katrineholm']);
  });

  test('no HSA-id, code or short name stands in two files', () => {
    const files = names.map((name) => contentOf(name) as PrincipalFile); // checked above
    const all = (units: readonly FileUnit[]): readonly string[] =>
      units.flatMap((unit) => [unit.hsaId, ...all(unit.units ?? [])]);
    for (const keys of [
      files.map((file) => file.slug),
      files.map((file) => file.code),
      files.flatMap((file) => file.administrations.flatMap(({ units }) => all(units))),
    ]) {
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
