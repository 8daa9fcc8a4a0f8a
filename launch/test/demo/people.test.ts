import { MATRIX, type MatrixRow } from '@samplan/identity/assignment/matrix';
import type { Role, UnitKind } from '@samplan/kit/access/viewer';
import { demoPeople } from '@samplan/launch/demo/people';
import { demoSignIns } from '@samplan/launch/demo/sign-ins';
import { readPrincipalFiles } from '@samplan/launch/demo/tree';
import { describe, expect, test } from 'vitest';

const people = demoPeople(readPrincipalFiles());
const assignments = people.flatMap(({ organisation, assignments: own }) =>
  own.map(({ unit, role }) => ({ organisation, unit, role })),
);

/** Every place that the matrix names for a role: a kind of unit, or any within `OPERATIVE` and `ANY`. */
function placesOf({ at }: MatrixRow): readonly { readonly place: string; holds(kind: UnitKind): boolean }[] {
  if (at === 'ANY') return [{ place: 'ANY', holds: () => true }];
  if (at === 'OPERATIVE') return [{ place: 'OPERATIVE', holds: (kind) => kind !== 'ORGANISATIONAL' }];
  return at.map((only) => ({ place: only, holds: (kind) => kind === only }));
}

const named = MATRIX.flatMap((row) =>
  row.roles.flatMap((role) => placesOf(row).map((where) => ({ administration: row.administration, role, ...where }))),
);

describe('the staff of the demo region', () => {
  test.each(named)('has somebody who is $role in $administration at $place', ({ administration, role, holds }) => {
    const found = assignments.filter(
      (one) => one.unit.administration === administration && one.role === role && holds(one.unit.kind),
    );
    expect(found).not.toEqual([]);
  });

  test('no username stands twice in an organisation', () => {
    const names = people.map(({ organisation, username }) => `${organisation} ${username}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('usernames are role and place, in letters that everybody can type', () => {
    for (const { username } of people) expect(username).toMatch(/^[a-z]+\d?\.[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(people.map(({ username }) => username)).toEqual(
      expect.arrayContaining(['ssk.medicin', 'ssk2.medicin', 'handlaggare.bistand', 'planerare.hemtjanst-centrum']),
    );
  });

  test('nobody bears a name that somebody could have', () => {
    for (const { givenName, familyName } of people) expect(`${givenName} ${familyName}`).toMatch(/^Test |Testar$/);
  });

  test.each([
    ['region-vasternorrland', 'Avd 11 Medicin, Sundsvall', ['NURSE', 'DISCHARGE_COORDINATOR', 'PHYSICIAN']],
    ['region-vasternorrland', 'Avd 1 ssk, Ö-vik', ['NURSE', 'DISCHARGE_COORDINATOR', 'PHYSICIAN']],
    ['region-sormland', 'Avd 3 Medicin, Kullbergska', ['NURSE', 'DISCHARGE_COORDINATOR', 'PHYSICIAN']],
    ['region-vasternorrland', 'Hälsocentralen Skönsmon', ['NURSE', 'DISTRICT_NURSE']],
    ['sundsvall', 'Biståndsenheten Sundsvall', ['NEEDS_ASSESSOR', 'CASE_OFFICER']],
    ['sundsvall', 'Hemsjukvård Centrum', ['NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST']],
    ['ornskoldsvik', 'Biståndsenheten Örnsköldsvik', ['NEEDS_ASSESSOR', 'CASE_OFFICER']],
    ['ornskoldsvik', 'Hemsjukvård Centrum', ['NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST']],
    ['katrineholm', 'Biståndsenheten Katrineholm', ['NEEDS_ASSESSOR', 'CASE_OFFICER']],
    ['katrineholm', 'Socialtjänsten, vuxna', ['SOCIAL_WORKER', 'CASE_OFFICER', 'SUPER_USER']],
    ['katrineholm', 'Barn- och elevhälsan', ['SCHOOL_NURSE', 'PSYCHOLOGIST', 'SPEECH_THERAPIST']],
  ] as const)('%s, %s: there are enough to play a whole discharge', (organisation, name, roles: readonly Role[]) => {
    const there = assignments.filter((one) => one.organisation === organisation && one.unit.name === name);
    expect(there.map(({ role }) => role)).toEqual(expect.arrayContaining([...roles]));
  });

  test('somebody works at several units, one of them too high to see patients (F-063, F-277)', () => {
    const cristina = people.find(({ username }) => username === 'cristina.testar');
    expect(cristina?.assignments.map(({ unit }) => unit.kind)).toEqual([
      'INPATIENT_SOMATIC',
      'INPATIENT_SOMATIC',
      'INPATIENT_SOMATIC',
      'ORGANISATIONAL',
    ]);
  });
});

test('the banner names a dozen people or so, in the order of a discharge', () => {
  const signIns = demoSignIns();
  expect(signIns.length).toBeGreaterThanOrEqual(10);
  expect(signIns.length).toBeLessThanOrEqual(16);
  expect(signIns[0]).toEqual({
    organisation: 'region-vasternorrland',
    username: 'ssk.medicin',
    password: 'Samplan-demo-1',
    role: 'NURSE',
    unit: 'Avd 11 Medicin, Sundsvall',
  });
});
