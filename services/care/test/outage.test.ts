import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admissionInput, hours, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let manager: Person;
let window: Json;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  ({ window } = await does.saveOutageWindow(manager, {
    version: 0,
    name: 'Strömavbrott',
    beginsAt: hours(region, -100),
    endsAt: hours(region, -50),
    registrationOpensAt: hours(region, -50),
    restoredAt: hours(region, -26),
  }));
});
afterAll(() => region.close());

/** An admission so many hours ago, to the municipality. */
async function admission(hoursAgo: number, change: Json = {}): Promise<Json> {
  const patientId = await newPatient(region, nurse);
  const input = admissionInput(region, physician, patientId, [assessor]);
  const assessment = { ...input.assessment, assessedAt: hours(region, -hoursAgo + 0.5) };
  return await does.admitPatient(nurse, { ...input, admittedAt: hours(region, -hoursAgo), assessment, ...change });
}

const today = () => stockholmDay(region.clock.now());
const agreed = () => ({
  reason: 'Omfattande och långvariga behov.',
  agreements: [{ unitId: assessor.unitId, agreedOn: today() }],
});

describe('admitPatient and an outage (F-302 to F-305, K5)', () => {
  test.each([
    ['before', 101],
    ['after', 50],
  ])('when the admission lies %s it, then it is registered as usual', async (_, hoursAgo) => {
    expect((await admission(hoursAgo)).__typename).toBe('AdmitPatientOk');
  });

  test('when the admission lies in it, then it goes on by hand, and nothing is registered', async () => {
    const before = await region.databases.care.query('SELECT count(*) FROM care_episode');
    expect(await admission(99)).toMatchObject({ code: 'OUTAGE_BY_HAND' });
    expect(await region.databases.care.query('SELECT count(*) FROM care_episode')).toEqual(before);
  });

  test('when every unit agreed, then it is registered with its original time, and when, why and by whom it was entered', async () => {
    const admittedAt = hours(region, -99);
    const { episode } = await admission(99, { afterOutage: agreed(), admittedAt });
    const seen = await assessor.ask(
      `query ($id: ID!) { careEpisode(id: $id) { admittedAt backRegistration {
        window { name } enteredAt enteredBy { id } reason agreements { unit { id } agreedOn } } } }`,
      { id: episode.id },
    );
    expect(seen.at('careEpisode')).toEqual({
      admittedAt: admittedAt.toISOString(),
      backRegistration: {
        window: { name: 'Strömavbrott' },
        enteredAt: expect.any(String),
        enteredBy: { id: nurse.userId },
        reason: agreed().reason,
        agreements: [{ unit: { id: assessor.unitId }, agreedOn: today() }],
      },
    });
  });

  test('when a recipient has not agreed, or the admission lies in no outage, then the reason is told', async () => {
    const other = { ...agreed(), agreements: [{ unitId: nurse.unitId, agreedOn: today() }] };
    expect(await admission(99, { afterOutage: other })).toMatchObject({ code: 'OUTAGE_AGREEMENT_MISSING' });
    expect(await admission(10, { afterOutage: agreed() })).toMatchObject({ code: 'OUTAGE_NONE' });
  });

  test('when no reason is given, then the field is named', async () => {
    const { errors } = await admission(99, { afterOutage: { ...agreed(), reason: ' ' } });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.afterOutage.reason' });
  });
});

describe('saveOutageWindow', () => {
  const times = () => ({
    name: 'Ett till',
    beginsAt: hours(region, -300),
    endsAt: hours(region, -200),
    registrationOpensAt: hours(region, -200),
  });

  test('when another outage of the region is at the same time, or times do not follow, then it is refused with the field', async () => {
    const overlapping = { ...times(), version: 0, endsAt: hours(region, -99), registrationOpensAt: hours(region, -99) };
    expect(await does.saveOutageWindow(manager, overlapping)).toMatchObject({ code: 'OUTAGE_OVERLAPS' });
    const turned = { ...times(), version: 0, endsAt: hours(region, -301) };
    expect(await does.saveOutageWindow(manager, turned)).toMatchObject({ code: 'OUTAGE_TIMES', field: 'input.endsAt' });
  });

  test('when two change it at once, then one is first; every version stays', async () => {
    const { id, version, name, beginsAt, endsAt, registrationOpensAt } = window;
    const change = { id, version, name, beginsAt, endsAt, registrationOpensAt, restoredAt: hours(region, -25) };
    const outcomes = await Promise.all([1, 2].map(() => does.saveOutageWindow(manager, change)));
    expect(outcomes.map(does.codeOf).sort()).toEqual(['CHANGED_MEANWHILE', 'OK']);
    const rows = await region.databases.care.query('SELECT version FROM outage_window WHERE id = $1 ORDER BY 1', [id]);
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
    const shown = await assessor.ask('query { outageWindows { id version } }');
    expect(shown.at('outageWindows')).toEqual([{ id, version: 2 }]);
  });

  test('when anybody but the region’s system manager tries, then it is closed', async () => {
    const municipal = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    for (const person of [nurse, assessor, municipal]) {
      expect(await does.saveOutageWindow(person, { ...times(), version: 0 })).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
  });
});
