import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
});
afterAll(() => region.close());

test('when a unit takes its open cases out, then all of them are there, in both forms, and every patient is in the access log (B-06)', async () => {
  const patientIds: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    patientIds.push((await admitted(region, { nurse, physician, recipients: [assessor] })).patientId);
  }
  const { pack } = await does.exportOpenCases(assessor, { purpose: 'Planerat avbrott i natt' });
  expect(pack).toMatchObject({ caseCount: 3, isComplete: true });
  const patients = await region.databases.care.query<{ identity_number: string }>(
    'SELECT identity_number FROM patient',
  );
  for (const { identity_number } of patients) {
    expect(pack.html).toContain(identity_number);
    expect(pack.csv).toContain(identity_number);
  }
  expect(pack.html).toContain('Biståndsenheten Sundsvall');
  expect(pack.html).toContain('Planerat avbrott i natt');
  const logged = await region.databases.care.query<{ patient_id: string }>(
    "SELECT DISTINCT patient_id FROM kit.access_log WHERE user_id = $1 AND kind = 'READ'",
    [assessor.userId],
  );
  expect(logged.map((row) => row.patient_id).sort()).toEqual(patientIds.sort());
});

test('when another unit does, then it has its own cases alone; without a purpose the field is named', async () => {
  const other = await region.staff('Hemsjukvård Alnö', 'NURSE');
  expect((await does.exportOpenCases(other, { purpose: 'Prov' })).pack.caseCount).toBe(0);
  const { errors } = await does.exportOpenCases(assessor, { purpose: ' ' });
  expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.purpose' });
});

test('when somebody of education tries, then it is closed (F-006)', async () => {
  const principal = await region.staff('Hagaskolan', 'SCHOOL_PRINCIPAL');
  expect(await does.exportOpenCases(principal, { purpose: 'Prov' })).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});
