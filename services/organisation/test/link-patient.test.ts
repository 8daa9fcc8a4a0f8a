import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { newPatient, patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let assessor: Person;
let homeNurse: Person;
let wardNurse: Person;
let psychiatricNurse: Person;
let outpatientNurse: Person;
let patientId: string;
let number: string;

/** Names of units that fit each field. */
const FITTING = {
  housingUnitId: 'Björkbacka',
  homeHealthUnitId: 'Hemsjukvård Centrum',
  listedHealthCentreId: 'Hälsocentralen Nacksta',
  psychiatricOutpatientUnitId: 'Psykiatriska öppenvårdsmottagningen Sundsvall',
};

beforeAll(async () => {
  region = await testRegion({ principals: ['region-vasternorrland', 'timra', 'sundsvall'], shape: inOneProcess });
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  wardNurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  psychiatricNurse = await region.staff('Avd 51 Psykiatri, Sundsvall', 'NURSE');
  outpatientNurse = await region.staff(FITTING.psychiatricOutpatientUnitId, 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  const input = patientInput();
  number = input.personalIdentityNumber;
  ({ id: patientId } = (await does.registerPatient(assessor, input)).patient);
  await region.settled();
});

const unitId = (name: string): string => region.unitId(name);
const link = async (by: Person, change: Readonly<Record<string, unknown>>, version = 1): Promise<Json> =>
  await does.linkPatient(by, { patientId, version, ...change });

async function stored(): Promise<Json> {
  const [row] = await region.databases.organisation.query('SELECT * FROM patient_addressing WHERE patient_id = $1', [
    patientId,
  ]);
  return row;
}

async function told(): Promise<readonly Json[]> {
  const rows = await region.databases.organisation.query<{ data: Json }>(
    "SELECT data FROM kit.outbox WHERE type = 'PatientAddressingChanged' AND aggregate_id = $1 ORDER BY position",
    [patientId],
  );
  return rows.map(({ data }) => data);
}

async function logged(by: Person): Promise<readonly string[]> {
  const rows = await region.databases.organisation.query<{ entry: string }>(
    `SELECT kind || ' ' || action || coalesce(' ' || reason, '') AS entry FROM kit.access_log
     WHERE patient_id = $1 AND user_id = $2 ORDER BY kit.access_log.entry`,
    [patientId, by.userId],
  );
  return rows.map(({ entry }) => entry);
}

/** Makes a unit related to the patient, as looking the patient up does. */
async function relate(person: Person): Promise<void> {
  const looked = await does.lookUpPatient(person, { personalIdentityNumber: number, purpose: 'ADMISSION' });
  expect(looked.__typename).toBe('LookUpPatientOk');
  await region.settled();
}

/** Does the unit have a relation to the patient, as far as care knows now? */
async function isLinkRelated(name: string): Promise<boolean> {
  await region.settled();
  const rows = await region.databases.care.query(
    "SELECT FROM care_relation WHERE patient_id = $1 AND unit_id = $2 AND basis = 'LINK' AND until IS NULL",
    [patientId, unitId(name)],
  );
  return rows.length > 0;
}

/** Refused in one way or the other, with nothing stored and nothing told. */
async function expectRefused(outcome: Json): Promise<void> {
  const codes = outcome.errors?.map((error: Json) => error.extensions.code) ?? [outcome.code];
  expect(['NOT_PERMITTED', 'FORBIDDEN']).toContain(codes[0]);
  expect(await stored()).toMatchObject({ version: 1, housing_unit_id: null, psychiatric_outpatient_unit_id: null });
  expect(await told()).toEqual([]);
}

describe('who links is permitted to', () => {
  test('when a needs assessor links the patient, then state, event and access log are stored together (F-222, F-225)', async () => {
    const outcome = await link(assessor, {
      housingType: 'SPECIAL_ELDERLY',
      housingUnitId: unitId(FITTING.housingUnitId),
      homeHealthUnitId: unitId(FITTING.homeHealthUnitId),
      listedHealthCentreId: unitId(FITTING.listedHealthCentreId),
    });
    expect(outcome).toMatchObject({
      __typename: 'LinkPatientOk',
      patient: { id: patientId, addressing: { version: 2 } },
    });
    expect(await stored()).toMatchObject({
      housing_type: 'SPECIAL_ELDERLY',
      housing_unit_id: unitId(FITTING.housingUnitId),
      home_health_unit_id: unitId(FITTING.homeHealthUnitId),
      listed_health_centre_id: unitId(FITTING.listedHealthCentreId),
      psychiatric_outpatient_unit_id: null,
      version: 2,
    });
    expect(await told()).toEqual([
      {
        patientId,
        housingUnitId: unitId(FITTING.housingUnitId),
        homeHealthUnitId: unitId(FITTING.homeHealthUnitId),
        listedHealthCentreId: unitId(FITTING.listedHealthCentreId),
        psychiatricOutpatientUnitId: null,
        version: 2,
      },
    ]);
    expect(await logged(assessor)).toEqual(['WRITE addressing.edit-municipal', 'READ addressing.edit-municipal']);
  });

  test('when a unit is linked, then it has a relation to the patient, until the link is removed (F-222, G-070)', async () => {
    const read = () => homeNurse.ask('query ($id: ID!) { patient(id: $id) { familyName } }', { id: patientId });
    expect((await read()).data.patient).toBeNull();
    await link(assessor, { homeHealthUnitId: homeNurse.unitId });
    expect(await isLinkRelated('Hemsjukvård Centrum')).toBe(true);
    expect((await read()).data.patient).not.toBeNull();
    await link(assessor, { homeHealthUnitId: null }, 2);
    expect(await isLinkRelated('Hemsjukvård Centrum')).toBe(false);
    expect((await read()).data.patient).toBeNull();
  });

  test('when the link moves to another unit, then the relation moves with it', async () => {
    await link(assessor, { homeHealthUnitId: homeNurse.unitId });
    await link(assessor, { homeHealthUnitId: unitId('Hemsjukvård Alnö') }, 2);
    expect(await isLinkRelated('Hemsjukvård Centrum')).toBe(false);
    expect(await isLinkRelated('Hemsjukvård Alnö')).toBe(true);
  });

  test('when a field is left out, then it keeps its value; when it is null, then the link is removed', async () => {
    await link(assessor, { housingUnitId: unitId('Björkbacka'), homeHealthUnitId: homeNurse.unitId });
    await link(assessor, { housingUnitId: null }, 2);
    expect(await stored()).toMatchObject({ housing_unit_id: null, home_health_unit_id: homeNurse.unitId, version: 3 });
    const answer = await assessor.ask(
      `query ($id: ID!) { patient(id: $id) { addressing {
        housingType housingUnit { id } homeHealthUnit { name } listedHealthCentre { id } psychiatricOutpatientUnit { id }
        decidingMunicipality { id } version } } }`,
      { id: patientId },
    );
    expect(answer.at('patient').addressing).toEqual({
      housingType: null,
      housingUnit: null,
      homeHealthUnit: { name: 'Hemsjukvård Centrum' },
      listedHealthCentre: null,
      psychiatricOutpatientUnit: null,
      decidingMunicipality: null,
      version: 3,
    });
  });

  test('when a psychiatric ward sets the psychiatric outpatient unit, then that one may read the patient (F-235)', async () => {
    await relate(psychiatricNurse);
    const change = { psychiatricOutpatientUnitId: outpatientNurse.unitId };
    expect((await link(psychiatricNurse, change)).__typename).toBe('LinkPatientOk');
    expect(await isLinkRelated(FITTING.psychiatricOutpatientUnitId)).toBe(true);
    expect(await logged(psychiatricNurse)).toEqual([
      'WRITE addressing.edit-psychiatric',
      'READ addressing.edit-psychiatric',
    ]);
  });

  test('when psychiatric outpatient care has a relation, then it sets its own unit (F-241)', async () => {
    await relate(outpatientNurse);
    const outcome = await link(outpatientNurse, { psychiatricOutpatientUnitId: outpatientNurse.unitId });
    expect(outcome.__typename).toBe('LinkPatientOk');
  });

  test('when another municipality has decided on the stay, then it is stored and can be read (G-030)', async () => {
    const [timra] = await region.databases.organisation.query<{ id: string }>(
      "SELECT id FROM principal WHERE slug = 'timra'",
    );
    await link(assessor, { decidingMunicipalityId: timra?.id });
    const answer = await assessor.ask(
      'query ($id: ID!) { patient(id: $id) { addressing { decidingMunicipality { name } } } }',
      { id: patientId },
    );
    expect(answer.at('patient').addressing.decidingMunicipality).toEqual({ name: 'Timrå kommun' });
  });
});

describe('who is not permitted to', () => {
  const municipal = Object.keys(FITTING).filter((field) => field !== 'psychiatricOutpatientUnitId');

  test.each([...municipal, 'housingType', 'decidingMunicipalityId'])(
    'when a psychiatric ward sets the municipal field %s, then not permitted (F-225)',
    async (field) => {
      await relate(psychiatricNurse);
      const value =
        field === 'housingType' ? 'ORDINARY' : unitId(FITTING[field as keyof typeof FITTING] ?? 'Björkbacka');
      await expectRefused(await link(psychiatricNurse, { [field]: value }));
      expect(await logged(psychiatricNurse)).toEqual(['DENIED addressing.edit-municipal NO_CAPABILITY']);
    },
  );

  test('when the municipality sets the psychiatric outpatient unit, then not permitted (F-235)', async () => {
    await expectRefused(await link(assessor, { psychiatricOutpatientUnitId: outpatientNurse.unitId }));
    expect(await logged(assessor)).toEqual(['DENIED addressing.edit-psychiatric NO_CAPABILITY']);
  });

  test('when somebody sets both at once, then nothing is done and the log names the one that is not theirs', async () => {
    const both = { housingType: 'ORDINARY', psychiatricOutpatientUnitId: outpatientNurse.unitId };
    await expectRefused(await link(assessor, both));
    expect(await logged(assessor)).toEqual(['DENIED addressing.edit-psychiatric NO_CAPABILITY']);
    await relate(psychiatricNurse);
    await expectRefused(await link(psychiatricNurse, both));
    expect(await logged(psychiatricNurse)).toEqual(['DENIED addressing.edit-municipal NO_CAPABILITY']);
  });

  test('when the unit has no relation to the patient, then not permitted, as if there were no such patient (G-070, f.6 100)', async () => {
    const colleague = await region.staff('Hemsjukvård Alnö', 'NURSE');
    const outcome = await link(colleague, { homeHealthUnitId: colleague.unitId });
    await expectRefused(outcome);
    expect(await logged(colleague)).toEqual(['DENIED addressing.edit-municipal NOT_IN_REACH']);
    const none = await does.linkPatient(colleague, {
      patientId: 'pat_00000000000000000000000000',
      version: 1,
      homeHealthUnitId: colleague.unitId,
    });
    expect(none).toEqual(outcome);
  });

  test.each([
    ['Avd 11 Medicin, Sundsvall', 'NURSE'],
    ['Hälsocentralen Nacksta', 'DISTRICT_NURSE'],
    ['Hemsjukvård Centrum', 'OCCUPATIONAL_THERAPIST'],
    ['Hemtjänst Centrum', 'PLANNER'],
    ['Björkbacka', 'UNIT_MANAGER'],
    ['Socialtjänsten, vuxna', 'CASE_OFFICER'],
    ['Barn- och elevhälsan', 'SCHOOL_NURSE'],
    ['Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
    ['Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER'],
    ['Region Västernorrland, förvaltning', 'SYSTEM_MANAGER'],
  ] as const)('when %s’s %s links, then not permitted', async (unit, role) => {
    const person = await region.staff(unit, role);
    await expectRefused(await link(person, { housingType: 'ORDINARY' }));
  });
});

describe('units that do not fit', () => {
  const CASES: readonly (readonly [string, string, string])[] = [
    ['housingUnitId', 'Hemsjukvård Centrum', 'of another kind'],
    ['housingUnitId', 'Hemtjänsten', 'an organisational level'],
    ['homeHealthUnitId', 'Björkbacka', 'of another kind'],
    ['homeHealthUnitId', 'Hemsjukvård Timrå', 'of another municipality'],
    ['listedHealthCentreId', 'Avd 11 Medicin, Sundsvall', 'of another kind'],
  ];

  test.each(CASES)(
    'when %s is %s, which is %s, then UnitDoesNotFit names the field and nothing is stored',
    async (field, name) => {
      const outcome = await link(assessor, { housingType: 'ORDINARY', [field]: unitId(name) });
      expect(outcome).toMatchObject({
        __typename: 'UnitDoesNotFit',
        code: 'ADDRESSING_UNIT_DOES_NOT_FIT',
        field: `input.${field}`,
        message: expect.stringContaining(`input.${field}`),
      });
      expect(await stored()).toMatchObject({ version: 1, housing_type: null });
      expect(await told()).toEqual([]);
    },
  );

  test.each(Object.keys(FITTING))(
    'when the unit in %s does not exist, then UnitDoesNotFit names the field',
    async (field) => {
      const by = field === 'psychiatricOutpatientUnitId' ? psychiatricNurse : assessor;
      if (by === psychiatricNurse) await relate(by);
      const outcome = await link(by, { [field]: 'unt_00000000000000000000000000' });
      expect(outcome).toMatchObject({ __typename: 'UnitDoesNotFit', field: `input.${field}` });
      expect(await told()).toEqual([]);
    },
  );

  test.each(['prn_00000000000000000000000000', 'region'])(
    'when the deciding municipality is %s, then UnitDoesNotFit names the field',
    async (which) => {
      const [row] = await region.databases.organisation.query<{ id: string }>(
        "SELECT id FROM principal WHERE kind = 'REGION'",
      );
      const outcome = await link(assessor, { decidingMunicipalityId: which === 'region' ? row?.id : which });
      expect(outcome).toMatchObject({ __typename: 'UnitDoesNotFit', field: 'input.decidingMunicipalityId' });
      expect(await told()).toEqual([]);
    },
  );

  test('when the unit has been ended, then UnitDoesNotFit; who was linked to it before keeps the link until it is changed', async () => {
    const linkedBefore = unitId('Solhaga');
    await link(assessor, { housingUnitId: linkedBefore });
    const file = principalFile('sundsvall');
    await region.importFile(withoutUnit(file, 'Solhaga'));
    const other = await newPatient(region, assessor);
    const outcome = await does.linkPatient(assessor, { patientId: other, version: 1, housingUnitId: linkedBefore });
    expect(outcome).toMatchObject({ __typename: 'UnitDoesNotFit', field: 'input.housingUnitId' });
    expect(await link(assessor, { housingType: 'SPECIAL_ELDERLY' }, 2)).toMatchObject({ __typename: 'LinkPatientOk' });
    await region.importFile(file);
  });
});

describe('bad input and lost races', () => {
  test('when nothing is given to change, then the field is named and nothing is stored', async () => {
    const { errors } = await link(assessor, {});
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input', reason: 'EMPTY' });
    expect(await stored()).toMatchObject({ version: 1 });
  });

  test('when the version is not the latest, then ChangedMeanwhile and nothing is stored', async () => {
    await link(assessor, { housingType: 'ORDINARY' });
    expect(await link(assessor, { housingType: 'LSS' }, 1)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await link(assessor, { housingType: 'LSS' }, 3)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await stored()).toMatchObject({ housing_type: 'ORDINARY', version: 2 });
    expect(await told()).toHaveLength(1);
  });

  test('when several link at once, then one is first and the others are told so', async () => {
    const types = ['ORDINARY', 'LSS', 'SPECIAL_ELDERLY', 'SOCIAL_PSYCHIATRY'];
    const outcomes = await Promise.all(types.map((housingType) => link(assessor, { housingType })));
    const won = outcomes.filter((outcome) => outcome.__typename === 'LinkPatientOk');
    const lost = outcomes.filter((outcome) => outcome.code === 'CHANGED_MEANWHILE');
    expect([won.length, lost.length]).toEqual([1, 3]);
    expect(await stored()).toMatchObject({ version: 2 });
    expect(await told()).toHaveLength(1);
  });

  test('when the ward reads the links of a patient of its own, then the read is in the log', async () => {
    await relate(wardNurse);
    await wardNurse.ask('query ($id: ID!) { patient(id: $id) { addressing { version } } }', { id: patientId });
    expect(await logged(wardNurse)).toEqual(['READ addressing.read']);
  });
});
