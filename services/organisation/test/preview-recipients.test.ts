import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const HEALTH_CENTRE = 'Hälsocentralen Nacksta';

let region: TestRegion;
let wardNurse: Person;
let assessor: Person;

beforeAll(async () => {
  region = await testRegion({ principals: ['region-vasternorrland', 'kramfors', 'sundsvall'], shape: inOneProcess });
  wardNurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
});
afterAll(() => region.close());

/** A patient of the municipality and postal code whom ward and assessor both have a relation to. */
async function patientIn(municipalityCode: string, postalCode: string): Promise<string> {
  const input = patientInput();
  const registeredAddress = { ...input.registeredAddress, postalCode };
  const { patient } = await does.registerPatient(wardNurse, { ...input, registeredAddress, municipalityCode });
  await does.lookUpPatient(assessor, {
    personalIdentityNumber: input.personalIdentityNumber,
    purpose: 'CLIENT_REGISTRATION',
  });
  await region.settled();
  return patient.id;
}

async function link(patientId: string, version: number, change: object): Promise<void> {
  expect(await does.linkPatient(assessor, { patientId, version, ...change })).toMatchObject({
    __typename: 'LinkPatientOk',
  });
}

const PREVIEW = `query ($id: ID!) { previewRecipients(patientId: $id, messageType: ADMISSION_NOTICE) {
  suggestions { unit { name } reason isPreselected explanation } gaps { kind explanation } } }`;

/** What the preview says, short. */
async function preview(patientId: string, by: Person = wardNurse): Promise<readonly string[]> {
  const { suggestions, gaps } = (await by.ask(PREVIEW, { id: patientId })).at('previewRecipients');
  return [...suggestions.map((s: Json) => `${s.unit.name} ${s.reason}`), ...gaps.map((gap: Json) => `- ${gap.kind}`)];
}

describe('where a notice would go', () => {
  test('when the patient lives in an area of Sundsvall, then its teams are suggested, and the links once there are some (F-222, F-223)', async () => {
    const patientId = await patientIn('2281', '86531');
    expect(await preview(patientId)).toEqual([
      'Biståndsenheten Sundsvall ASSESSMENT_UNIT',
      'Hemtjänst Alnö ADDRESS_AREA',
      'Hemsjukvård Alnö ADDRESS_AREA',
      '- LISTED_HEALTH_CENTRE',
    ]);
    await link(patientId, 1, {
      housingUnitId: region.unitId('Björkbacka'),
      homeHealthUnitId: region.unitId('Hemsjukvård Centrum'),
      listedHealthCentreId: region.unitId(HEALTH_CENTRE),
    });
    expect(await preview(patientId)).toEqual([
      'Biståndsenheten Sundsvall ASSESSMENT_UNIT',
      'Björkbacka PATIENT_LINK',
      'Hemsjukvård Centrum PATIENT_LINK',
      `${HEALTH_CENTRE} LISTED_HEALTH_CENTRE`,
    ]);
  });

  test('when a linked unit is ended, then the message falls back to the area; when the area’s unit is ended, to what is left', async () => {
    const patientId = await patientIn('2281', '86531');
    await link(patientId, 1, {
      housingUnitId: region.unitId('Skönsta'),
      homeHealthUnitId: region.unitId('Hemsjukvård Alnö'),
    });
    const file = principalFile('sundsvall');
    await region.importFile(withoutUnit(file, 'Skönsta'));
    expect(await preview(patientId)).toEqual([
      'Biståndsenheten Sundsvall ASSESSMENT_UNIT',
      'Hemsjukvård Alnö PATIENT_LINK',
      'Hemtjänst Alnö ADDRESS_AREA',
      '- LISTED_HEALTH_CENTRE',
    ]);
    const areas = (file.routing?.areas ?? []).filter((area) => !area.postalCodes.includes('86531'));
    const smaller = withoutUnit(withoutUnit(file, 'Hemsjukvård Alnö'), 'Hemtjänst Alnö');
    await region.importFile({ ...smaller, routing: { ...file.routing, areas } });
    expect(await preview(patientId)).toEqual([
      'Biståndsenheten Sundsvall ASSESSMENT_UNIT',
      'Skönsta PATIENT_LINK',
      '- LISTED_HEALTH_CENTRE',
    ]);
    await region.importFile(file);
  });

  test('when no area holds the postal code and there is no single unit, then a gap names the missing rule (f.3 48)', async () => {
    const patientId = await patientIn('2281', '99999');
    const answer = await wardNurse.ask(PREVIEW, { id: patientId });
    expect(answer.at('previewRecipients').gaps).toContainEqual({
      kind: 'MUNICIPAL_RECIPIENT',
      explanation: expect.stringContaining('Sundsvalls kommun saknar adresseringsregel'),
    });
  });

  test('when the patient lives in Kramfors, then its single unit is suggested once, though it also assesses (F-223)', async () => {
    const patientId = await patientIn('2282', '87230');
    expect(await preview(patientId)).toEqual(['Biståndsenheten Kramfors ASSESSMENT_UNIT', '- LISTED_HEALTH_CENTRE']);
  });

  test('when the municipality is not part of the installation, then a gap says so and the region’s units remain', async () => {
    const patientId = await patientIn('2584', '98131');
    await link(patientId, 1, { listedHealthCentreId: region.unitId(HEALTH_CENTRE) });
    expect(await preview(patientId)).toEqual([`${HEALTH_CENTRE} LISTED_HEALTH_CENTRE`, '- MUNICIPALITY_UNKNOWN']);
  });

  test('when another municipality has decided on the stay, then messages go there (G-030)', async () => {
    const patientId = await patientIn('2281', '86531');
    const [kramfors] = await region.databases.organisation.query<{ id: string }>(
      "SELECT id FROM principal WHERE slug = 'kramfors'",
    );
    await link(patientId, 1, { decidingMunicipalityId: kramfors?.id });
    expect(await preview(patientId)).toEqual(['Biståndsenheten Kramfors ASSESSMENT_UNIT', '- LISTED_HEALTH_CENTRE']);
  });

  test('when the patient moves, then the next preview follows the new address (f.3 49)', async () => {
    const patientId = await patientIn('2281', '86531');
    await region.databases.organisation.query('UPDATE patient_addressing SET postal_code = $2 WHERE patient_id = $1', [
      patientId,
      '85354',
    ]);
    expect(await preview(patientId)).toContain('Hemsjukvård Nacksta ADDRESS_AREA');
  });

  test('when a psychiatric ward looks, then the health centre is added by hand and its outpatient unit is missing (F-235, F-236)', async () => {
    const psychiatricNurse = await region.staff('Avd 51 Psykiatri, Sundsvall', 'NURSE');
    const input = patientInput();
    const { patient } = await does.registerPatient(psychiatricNurse, input);
    const number = { personalIdentityNumber: input.personalIdentityNumber, purpose: 'CLIENT_REGISTRATION' };
    await does.lookUpPatient(assessor, number);
    await region.settled();
    await link(patient.id, 1, { listedHealthCentreId: region.unitId(HEALTH_CENTRE) });
    const before = (await psychiatricNurse.ask(PREVIEW, { id: patient.id })).at('previewRecipients');
    expect(before.suggestions).toContainEqual(
      expect.objectContaining({ unit: { name: HEALTH_CENTRE }, reason: 'ADD_BY_HAND', isPreselected: false }),
    );
    expect(before.gaps.map((gap: Json) => gap.kind)).toEqual(['PSYCHIATRIC_OUTPATIENT_UNIT']);
    const outpatient = 'Psykiatriska öppenvårdsmottagningen Sundsvall';
    await does.linkPatient(psychiatricNurse, {
      patientId: patient.id,
      version: 2,
      psychiatricOutpatientUnitId: region.unitId(outpatient),
    });
    expect(await preview(patient.id, psychiatricNurse)).toContain(`${outpatient} PSYCHIATRIC_OUTPATIENT_UNIT`);
  });
});

describe('who may look', () => {
  async function logged(by: Person): Promise<readonly Json[]> {
    return await region.databases.organisation.query(
      'SELECT kind, action, reason, patient_id FROM kit.access_log WHERE user_id = $1 ORDER BY entry',
      [by.userId],
    );
  }

  test('when the ward previews, then the read is in the log and nothing has changed', async () => {
    const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    const patientId = await patientIn('2281', '86531');
    await preview(patientId, nurse);
    const entry = { kind: 'READ', action: 'recipients.preview', reason: null, patient_id: patientId };
    expect(await logged(nurse)).toEqual([entry]);
    const [row] = await region.databases.organisation.query(
      'SELECT version FROM patient_addressing WHERE patient_id = $1',
      [patientId],
    );
    expect(row).toEqual({ version: 1 });
  });

  test('when the unit has no relation to the patient, then nothing comes and the attempt is in the log (G-070)', async () => {
    const stranger = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    const patientId = await patientIn('2281', '86531');
    const answer = await stranger.ask(PREVIEW, { id: patientId });
    expect([answer.data, answer.errors]).toEqual([{ previewRecipients: null }, []]);
    const entry = { kind: 'DENIED', action: 'recipients.preview', reason: 'NOT_IN_REACH', patient_id: patientId };
    expect(await logged(stranger)).toEqual([entry]);
    const none = await stranger.ask(PREVIEW, { id: 'pat_00000000000000000000000000' });
    expect(none.data).toEqual(answer.data);
  });

  test.each([
    ['Hälsocentralen Granlo', 'NURSE'],
    ['Hemtjänst Centrum', 'PLANNER'],
    ['Socialtjänsten, vuxna', 'CASE_OFFICER'],
    ['Barn- och elevhälsan', 'SCHOOL_NURSE'],
    ['Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER'],
  ] as const)('when %s’s %s previews, then FORBIDDEN', async (unit, role) => {
    const person = await region.staff(unit, role);
    const answer = await person.ask(PREVIEW, { id: await patientIn('2281', '86531') });
    expect(answer.data).toEqual({ previewRecipients: null });
    expect(answer.errors.map((error) => error.extensions['code'])).toEqual(['FORBIDDEN']);
  });
});
