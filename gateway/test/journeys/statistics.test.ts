import { idFrom } from '@samplan/kit/id';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { hours, newKey, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Codes in the order of the seed: Härnösand, Timrå, Kramfors, Sollefteå, Ånge, Övik, Sundsvall. */
const CODES = ['2280', '2262', '2282', '2283', '2260', '2284', '2281'];
/** The cells of F-212; the blank one is zero (K1). */
const CELLS: Readonly<Record<string, readonly number[]>> = {
  MUNICIPALITY: [15, 29, 39, 8, 35, 754, 152],
  PRIMARY_CARE: [75, 446, 15, 8, 3, 187, 363],
  INPATIENT_CARE: [5, 5, 17, 0, 2, 37, 49],
};

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('the table of ongoing plans, %s', (_, shape) => {
  let region: TestRegion;
  let manager: Person;
  let assessor: Person;
  let healthCentre: Person;

  beforeAll(async () => {
    const municipalities = ['harnosand', 'timra', 'kramfors', 'solleftea', 'ange', 'ornskoldsvik', 'sundsvall'];
    region = await testRegion({ principals: ['region-vasternorrland', ...municipalities], shape });
    manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    healthCentre = await region.staff('Hälsocentralen Nacksta', 'DISTRICT_NURSE');
    for (const [principal, row] of Object.entries(CELLS)) {
      for (const [i, count] of row.entries()) await store(principal, CODES[i] ?? '', 'ACTIVE', count);
    }
    // What is not ongoing is not counted, however much of it there is.
    for (const state of ['ENDED', 'DECLINED']) await store('MUNICIPALITY', '2284', state, 100);
  });
  afterAll(() => region.close());

  /** Stores plans as a migration from an earlier system does. */
  async function store(principal: string, municipalityCode: string, state: string, count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => idFrom('sip', hours(region, 0), Math.random));
    await region.databases.sip.query(
      `INSERT INTO sip (id, patient_id, municipality_code, state, initiated_at, initiated_by_user_id, initiated_by_unit_id,
         initiation_reason, coordinating_unit_id, coordinating_principal)
       SELECT id, 'pat_' || id, $2, $3, $4, $5, $6, 'Flyttad plan.', $6, $7 FROM unnest($1::text[]) AS id`,
      [ids, municipalityCode, state, hours(region, -24), assessor.userId, assessor.unitId, principal],
    );
  }

  async function table(by: Person): Promise<Json> {
    const answer = await by.ask(`{ sipStatistics { total
      cells { municipalityCode coordinatingPrincipal ongoing }
      byMunicipality { municipalityCode ongoing } byPrincipal { coordinatingPrincipal ongoing } } }`);
    return answer.at('sipStatistics');
  }

  test('when the region counts, then every cell is the seed’s and every total is computed: Övik has 978, all have 2 244 (F-212, K1, f.5 98)', async () => {
    const { cells, byMunicipality, byPrincipal, total } = await table(manager);
    for (const [principal, row] of Object.entries(CELLS)) {
      const own = cells.filter((cell: Json) => cell.coordinatingPrincipal === principal);
      const found = CODES.map((code) => own.find((cell: Json) => cell.municipalityCode === code).ongoing);
      expect(found).toEqual(row);
    }
    const totals = CODES.map((code) => byMunicipality.find((row: Json) => row.municipalityCode === code).ongoing);
    expect(totals).toEqual([95, 480, 71, 16, 40, 978, 564]);
    expect(byPrincipal.map((row: Json) => row.ongoing)).toEqual([1032, 1097, 115, 0]);
    expect(total).toBe(2244);
  });

  test('when a plan is started, handed over and declined, then the table follows each step', async () => {
    const patientId = await newPatient(region, assessor);
    const start = { idempotencyKey: newKey(), patientId, initiationReason: 'Behov av samordning.' };
    const participants = [{ unitId: healthCentre.unitId }];
    const { sip } = await does.initiateSip(assessor, { ...start, participants });
    const sums = async () => (await table(manager)).byPrincipal.map((row: Json) => row.ongoing);
    expect(await sums()).toEqual([1033, 1097, 115, 0]);
    await does.changeCoordinationResponsible(assessor, { sipId: sip.id, version: 1, unitId: healthCentre.unitId });
    expect(await sums()).toEqual([1032, 1098, 115, 0]);
    await does.recordSipConsent(healthCentre, { sipId: sip.id, version: 2, isGiven: false, form: 'ORAL' });
    expect(await sums()).toEqual([1032, 1097, 115, 0]);
  });

  test('when somebody who works with patients counts, then nothing is told', async () => {
    for (const person of [assessor, healthCentre]) {
      const answer = await person.ask('{ sipStatistics { total } }');
      expect(answer.data?.sipStatistics ?? null).toBeNull();
      expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
    }
  });
});
