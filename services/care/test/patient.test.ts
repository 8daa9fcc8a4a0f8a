import { luhn } from '@samplan/kit/person/identity-number';
import { testNumbers } from '@samplan/kit/person/test-numbers';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newIdentityNumber, newKey, patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let assessor: Person;
let schoolNurse: Person;
beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  schoolNurse = await region.staff('Barn- och elevhälsan', 'SCHOOL_NURSE');
});
afterAll(() => region.close());

/** A number that is valid in form and on no list of test numbers. */
function numberOffTheList(): string {
  const digits = '1900010100';
  const candidates = Array.from({ length: 100 }, (_, i) => `${digits}${String(i).padStart(2, '0')}`);
  const found = candidates.find((number) => luhn(number.slice(2)) === 0 && !testNumbers().has(number));
  if (!found) throw new Error('every number is on the list');
  return found;
}

/** How many rows there are of everything that registering could store. */
async function stored(): Promise<unknown> {
  const [row] = await region.databases.care.query(
    `SELECT (SELECT count(*) FROM patient) AS patients, (SELECT count(*) FROM care_relation) AS relations,
            (SELECT count(*) FROM kit.outbox) AS events, (SELECT count(*) FROM kit.idempotency) AS keys`,
  );
  return row;
}

describe('registerPatient', () => {
  test('when a patient is registered, then twelve digits are stored and others hear of area and municipality only (G-121)', async () => {
    const number = newIdentityNumber();
    const input = patientInput(`${number.slice(0, 8)}-${number.slice(8)}`);
    const { patient } = await does.registerPatient(nurse, input);
    const [row] = await region.databases.care.query('SELECT * FROM patient WHERE id = $1', [patient.id]);
    expect(row).toMatchObject({ identity_number: number, identity_kind: 'PERSONAL', postal_code: '85230' });
    const events = await region.databases.care.query<{ type: string; data: unknown }>(
      "SELECT type, data FROM kit.outbox WHERE data->>'patientId' = $1 ORDER BY position",
      [patient.id],
    );
    expect(events).toEqual([
      {
        type: 'PatientRegistered',
        data: { patientId: patient.id, municipalityCode: '2281', postalCode: '85230', minorUntil: null, version: 1 },
      },
      { type: 'CareRelationChanged', data: expect.objectContaining({ unitId: nurse.unitId, version: 1 }) },
    ]);
    const log = await region.databases.care.query(
      'SELECT kind, action, user_id FROM kit.access_log WHERE patient_id = $1',
      [patient.id],
    );
    expect(log).toEqual([{ kind: 'WRITE', action: 'patient.register', user_id: nurse.userId }]);
  });

  test.each([
    ['a wrong check digit', '191010239811', 'CHECK_DIGIT'],
    ['ten digits', '101023-9810', 'TEN_DIGITS'],
    ['ten digits without hyphen', '1010239810', 'TEN_DIGITS'],
    ['an interim number', '19101023T220', 'INTERIM'],
    ['a day that does not exist', '191002309817', 'DATE'],
    ['a day to come', '203010239815', 'DATE'],
    ['spaces', '19101023 9810', 'FORM'],
    ['nothing', '', 'FORM'],
  ])(
    'when the identity number has %s, then the field is named, the number is not repeated and nothing is stored (G-120 to G-124, K4)',
    async (_, number, reason) => {
      const before = await stored();
      const { errors } = await does.registerPatient(nurse, patientInput(number));
      expect(errors).toHaveLength(1);
      expect(errors[0].extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'input.personalIdentityNumber',
        reason,
      });
      if (number) expect(JSON.stringify(errors)).not.toContain(number);
      expect(await stored()).toEqual(before);
    },
  );

  test('when the number is a real one, then it is refused outside production (G-127, F-272)', async () => {
    const before = await stored();
    expect(await does.registerPatient(nurse, patientInput(numberOffTheList()))).toMatchObject({
      code: 'PATIENT_IDENTITY_NUMBER_REFUSED',
    });
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['givenName', { givenName: ' ' }, 'input.givenName'],
    ['familyName', { familyName: 'å'.repeat(101) }, 'input.familyName'],
    [
      'postal code',
      { registeredAddress: { street: 'Gatan 1', postalCode: '8523', city: 'Sundsvall' } },
      'input.registeredAddress.postalCode',
    ],
    [
      'street',
      { registeredAddress: { street: '', postalCode: '85230', city: 'Sundsvall' } },
      'input.registeredAddress.street',
    ],
    ['municipality', { municipalityCode: '22' }, 'input.municipalityCode'],
    ['idempotency key', { idempotencyKey: '' }, 'input.idempotencyKey'],
    ['text that is none', { familyName: 'a\u0000b' }, 'input.familyName'],
  ])('when %s is wrong, then the field is named and nothing is stored', async (_, change, field) => {
    const before = await stored();
    const { errors } = await does.registerPatient(nurse, { ...patientInput(), ...change });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await stored()).toEqual(before);
  });

  test('when an address lacks a part, then the missing field is named', async () => {
    const { errors } = await does.registerPatient(nurse, {
      ...patientInput(),
      registeredAddress: { street: 'Gatan 1' },
    });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.registeredAddress.postalCode' });
  });

  test('when the same request comes twice or twice at once, then there is one patient and one answer', async () => {
    const input = patientInput();
    const [first, second] = await Promise.all([does.registerPatient(nurse, input), does.registerPatient(nurse, input)]);
    const third = await does.registerPatient(nurse, input);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  test('when the key comes again with another patient, then IdempotencyKeyReused names the field and nothing is stored', async () => {
    const input = patientInput();
    await does.registerPatient(nurse, input);
    const before = await stored();
    expect(
      await does.registerPatient(nurse, { ...patientInput(), idempotencyKey: input.idempotencyKey }),
    ).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await stored()).toEqual(before);
  });

  test('when two register the same person, then the second is told to look the patient up', async () => {
    const input = patientInput();
    const outcomes = await Promise.all([
      does.registerPatient(nurse, input),
      does.registerPatient(assessor, { ...input, idempotencyKey: newKey() }),
    ]);
    expect(outcomes.map(does.codeOf).sort()).toEqual(['OK', 'PATIENT_ALREADY_REGISTERED']);
  });
});

describe('lookUpPatient', () => {
  test('when a unit looks a patient up, then it may read the patient until midnight after the next day, and the look-up is logged (F-225, G-070)', async () => {
    const number = newIdentityNumber();
    const { patient } = await does.registerPatient(nurse, patientInput(number));
    const read = async () =>
      (await assessor.ask('query ($id: ID!) { patient(id: $id) { id } }', { id: patient.id })).data.patient;
    expect(await read()).toBeNull();
    const found = await does.lookUpPatient(assessor, {
      personalIdentityNumber: number,
      purpose: 'CLIENT_REGISTRATION',
    });
    expect(found.patient.id).toBe(patient.id);
    expect(await read()).toEqual({ id: patient.id });
    const log = await region.databases.care.query(
      "SELECT action, unit_id FROM kit.access_log WHERE patient_id = $1 AND kind = 'WRITE' AND user_id = $2",
      [patient.id, assessor.userId],
    );
    expect(log).toEqual([{ action: 'patient.look-up', unit_id: assessor.unitId }]);
    const [relation] = await region.databases.care.query<{ until: Date }>(
      "SELECT until FROM care_relation WHERE patient_id = $1 AND unit_id = $2 AND basis = 'LOOK_UP'",
      [patient.id, assessor.unitId],
    );
    expect(relation?.until.toISOString()).toBe('2026-11-22T23:00:00.000Z');
  });

  test('when the number belongs to nobody, then it says so and the question is logged', async () => {
    const outcome = await does.lookUpPatient(nurse, {
      personalIdentityNumber: newIdentityNumber(),
      purpose: 'ADMISSION',
    });
    expect(outcome.code).toBe('PATIENT_NOT_REGISTERED');
    const log = await region.databases.care.query(
      "SELECT 1 FROM kit.access_log WHERE action = 'patient.look-up' AND kind = 'READ' AND patient_id IS NULL AND user_id = $1",
      [nurse.userId],
    );
    expect(log).toHaveLength(1);
  });

  test('when somebody without the right looks up, then nothing is told and the attempt is logged', async () => {
    const { errors } = await does.lookUpPatient(schoolNurse, {
      personalIdentityNumber: '191010239810',
      purpose: 'ADMISSION',
    });
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
    const log = await region.databases.care.query(
      'SELECT kind, action, reason FROM kit.access_log WHERE user_id = $1',
      [schoolNurse.userId],
    );
    expect(log).toEqual([{ kind: 'DENIED', action: 'Mutation.lookUpPatient', reason: 'NO_CAPABILITY' }]);
  });
});
