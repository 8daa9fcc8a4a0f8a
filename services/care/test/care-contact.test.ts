import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let centreNurse: Person;
let psychiatricNurse: Person;
let episode: Json;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  centreNurse = await region.staff('Hälsocentralen Granlo', 'DISTRICT_NURSE');
  psychiatricNurse = await region.staff('Psykiatriska öppenvårdsmottagningen Sundsvall', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  const recipients = [assessor, centreNurse];
  ({ episode, patientId } = await admitted(region, { nurse, physician, recipients }));
});

const person = (change: Readonly<Record<string, unknown>> = {}) => ({
  patientId,
  version: 0,
  personName: 'Test Distriktssköterska',
  personRole: 'Distriktssköterska',
  ...change,
});

const CONTACTS = `query ($id: ID!) { patient(id: $id) { careContacts {
  kind state unit { id } personName personRole confirmedBy { id } version } } }`;
async function contacts(by: Person): Promise<readonly Json[]> {
  return (await by.ask(CONTACTS, { id: patientId })).at('patient').careContacts;
}

async function missing(by: Person): Promise<readonly string[]> {
  const answer = await by.ask(
    'query ($id: ID!) { careEpisode(id: $id) { careContactsMissing { id } changes { kind before after byUnit { id } } } }',
    { id: episode.id },
  );
  return answer.at('careEpisode').careContactsMissing.map(({ id }: Json) => id);
}

/** Links the patient to the health centre, as its listing. */
async function listed(): Promise<void> {
  await does.linkPatient(assessor, { patientId, version: 1, listedHealthCentreId: centreNurse.unitId });
  await region.settled();
}

describe('a fixed care contact (G-007, F-227)', () => {
  test('when the patient is listed, then the health centre stands as unconfirmed until it appoints somebody (F-240)', async () => {
    expect(await contacts(nurse)).toEqual([]);
    await listed();
    const awaited = { kind: 'FIXED_CARE_CONTACT', state: 'UNCONFIRMED', unit: { id: centreNurse.unitId } };
    expect(await contacts(nurse)).toEqual([
      { ...awaited, personName: null, personRole: null, confirmedBy: null, version: 0 },
    ]);
    const { contact } = await does.confirmCareContact(centreNurse, person());
    expect(contact).toMatchObject({ state: 'CONFIRMED', version: 1 });
    expect(await contacts(assessor)).toEqual([
      {
        ...awaited,
        state: 'CONFIRMED',
        personName: 'Test Distriktssköterska',
        personRole: 'Distriktssköterska',
        confirmedBy: { id: centreNurse.userId },
        version: 1,
      },
    ]);
  });

  test('when the municipality appoints its contact too, then both stand, and each unit changes its own', async () => {
    await does.confirmCareContact(centreNurse, person());
    await does.confirmCareContact(assessor, person({ personName: 'Test Handläggare', personRole: 'Handläggare' }));
    await does.confirmCareContact(centreNurse, person({ personName: 'Test Sjuksköterska', version: 1 }));
    expect(await contacts(nurse)).toMatchObject([
      { kind: 'FIXED_CARE_CONTACT', personName: 'Test Sjuksköterska', version: 2 },
      { kind: 'MUNICIPAL_CONTACT', personName: 'Test Handläggare', version: 1 },
    ]);
    const kept = await region.databases.care.query('SELECT 1 FROM care_contact WHERE patient_id = $1', [patientId]);
    expect(kept).toHaveLength(3);
  });

  test('when a unit that got the notice has appointed nobody, then the discharge is done and names it (G-007)', async () => {
    expect(await missing(assessor)).toEqual([centreNurse.unitId]);
    const { left } = await discharged(region, { nurse, physician }, episode);
    expect(left).toMatchObject({
      episode: { state: 'DISCHARGED' },
      careContactsMissing: [{ id: centreNurse.unitId }],
    });
    await does.confirmCareContact(centreNurse, person());
    expect(await missing(nurse)).toEqual([]);
  });

  test('when a unit had appointed somebody before the admission, then nothing is missing: the contact may remain (G-007)', async () => {
    await does.confirmCareContact(centreNurse, person());
    await does.voidEpisode(nurse, { episodeId: episode.id, version: episode.version, reason: 'Fel.' });
    expect(await missing(nurse)).toEqual([]);
  });

  test('when the unit gives the notice back as misdirected, then nothing is missing there', async () => {
    const [row] = await region.databases.care.query('SELECT id FROM message WHERE episode_id = $1', [episode.id]);
    await does.returnMisdirectedMessage(centreNurse, { messageId: row?.['id'], reason: 'Inte listad här.' });
    expect(await missing(nurse)).toEqual([]);
  });

  test('when somebody is appointed, then the episode shows the change and the log says who', async () => {
    await does.confirmCareContact(centreNurse, person());
    const answer = await assessor.ask(
      'query ($id: ID!) { careEpisode(id: $id) { changes { kind before after byUnit { id } } } }',
      { id: episode.id },
    );
    expect(answer.at('careEpisode').changes[0]).toEqual({
      kind: 'CARE_CONTACT',
      before: null,
      after: 'CONFIRMED',
      byUnit: { id: centreNurse.unitId },
    });
    const log = await region.databases.care.query(
      "SELECT action FROM kit.access_log WHERE patient_id = $1 AND kind = 'WRITE' AND user_id = $2",
      [patientId, centreNurse.userId],
    );
    expect(log).toEqual([{ action: 'care-contact.confirm' }]);
  });

  test('when two appoint at once, or on what was read before, then one is told that somebody was first', async () => {
    const outcomes = await Promise.all([1, 2].map(() => does.confirmCareContact(centreNurse, person())));
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'ConfirmCareContactOk']);
    expect(await does.confirmCareContact(centreNurse, person())).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test('when the ward tries, then it may not; when a unit has no relation to the patient, then there is none as far as it knows', async () => {
    expect(await does.confirmCareContact(nurse, person())).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await does.confirmCareContact(psychiatricNurse, person())).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test.each([
    ['personName', ' '],
    ['personRole', 'x'.repeat(101)],
  ])('when %s is %j, then the field is named', async (field, value) => {
    const { errors } = await does.confirmCareContact(centreNurse, person({ [field]: value }));
    expect(errors[0].extensions.field).toBe(`input.${field}`);
  });
});

test('when the psychiatric outpatient unit takes part, then it appoints the contact that the act demands of it (F-241, G-007)', async () => {
  ({ episode, patientId } = await admitted(region, { nurse, physician, recipients: [assessor, psychiatricNurse] }));
  expect(await missing(nurse)).toEqual([psychiatricNurse.unitId]);
  expect(await does.confirmCareContact(psychiatricNurse, person())).toMatchObject({
    contact: { kind: 'FIXED_CARE_CONTACT', unit: { id: psychiatricNurse.unitId } },
  });
  expect(await missing(nurse)).toEqual([]);
});

describe('endCareContact', () => {
  const ending = (change: Readonly<Record<string, unknown>> = {}) => ({
    patientId,
    version: 1,
    reason: 'Har slutat på hälsocentralen.',
    ...change,
  });

  test('when the unit ends its contact, then nobody is, the history says who, when and why, and another can be appointed', async () => {
    await does.confirmCareContact(centreNurse, person());
    const { contact } = await does.endCareContact(centreNurse, ending());
    const by = { id: centreNurse.userId };
    const named = { personName: 'Test Distriktssköterska', personRole: 'Distriktssköterska' };
    expect(contact).toMatchObject({ state: 'ENDED', personName: null, confirmedAt: null, version: 2 });
    expect(contact.ending).toMatchObject({ reason: 'Har slutat på hälsocentralen.', by });
    expect(contact.history).toMatchObject([
      { kind: 'ENDED', version: 2, ...named, reason: 'Har slutat på hälsocentralen.', by },
      { kind: 'APPOINTED', version: 1, ...named, reason: null, by },
    ]);
    expect(await contacts(assessor)).toMatchObject([{ state: 'ENDED', personName: null, version: 2 }]);
    expect(
      await does.confirmCareContact(centreNurse, person({ version: 2, personName: 'Test Sjuksköterska' })),
    ).toMatchObject({ contact: { state: 'CONFIRMED', personName: 'Test Sjuksköterska', version: 3 } });
    expect(await contacts(assessor)).toMatchObject([{ state: 'CONFIRMED', version: 3 }]);
  });

  test('when it is ended before the discharge, then the unit owes one again (G-007), and the episode shows the change', async () => {
    await does.confirmCareContact(centreNurse, person());
    expect(await missing(nurse)).toEqual([]);
    await does.endCareContact(centreNurse, ending());
    expect(await missing(nurse)).toEqual([centreNurse.unitId]);
    const answer = await assessor.ask(
      'query ($id: ID!) { careEpisode(id: $id) { changes(first: 1) { kind before after } } }',
      { id: episode.id },
    );
    expect(answer.at('careEpisode').changes).toEqual([{ kind: 'CARE_CONTACT', before: 'CONFIRMED', after: 'ENDED' }]);
  });

  test('when nobody is appointed, or it is ended already, then there is nothing to end', async () => {
    expect(await does.endCareContact(centreNurse, ending({ version: 0 }))).toMatchObject({
      code: 'CARE_CONTACT_NOT_APPOINTED',
    });
    await does.confirmCareContact(centreNurse, person());
    await does.endCareContact(centreNurse, ending());
    expect(await does.endCareContact(centreNurse, ending())).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await does.endCareContact(centreNurse, ending({ version: 2 }))).toMatchObject({
      code: 'CARE_CONTACT_NOT_APPOINTED',
    });
  });

  test('when one ends and one appoints another at once, then one is told that somebody was first', async () => {
    await does.confirmCareContact(centreNurse, person());
    const outcomes = await Promise.all([
      does.endCareContact(centreNurse, ending()),
      does.confirmCareContact(centreNurse, person({ version: 1 })),
    ]);
    expect(outcomes.filter(({ __typename }) => __typename === 'ChangedMeanwhile')).toHaveLength(1);
    const [latest] = await contacts(nurse);
    expect(latest?.['version']).toBe(2);
  });

  test('when the ward, another unit or somebody without a relation tries, then the contact stays', async () => {
    await does.confirmCareContact(centreNurse, person());
    expect(await does.endCareContact(nurse, ending())).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await does.endCareContact(assessor, ending({ version: 0 }))).toMatchObject({
      code: 'CARE_CONTACT_NOT_APPOINTED',
    });
    expect(await does.endCareContact(psychiatricNurse, ending())).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await contacts(nurse)).toMatchObject([{ state: 'CONFIRMED', version: 1 }]);
  });

  test('when no reason is given, then the field is named', async () => {
    const { errors } = await does.endCareContact(centreNurse, ending({ reason: ' ' }));
    expect(errors[0].extensions.field).toBe('input.reason');
  });
});
