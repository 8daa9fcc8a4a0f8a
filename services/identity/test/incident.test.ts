import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { hours, newIdentityNumber } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let reviewer: Person;
let other: Person;

beforeAll(async () => {
  region = await testRegion();
  reviewer = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
  other = await region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
  await does.setDataProtectionOfficer(reviewer, { name: 'Ombudet', email: 'ombud@example.org' });
});
afterAll(() => region.close());

const input = (more: object = {}) => ({
  description: 'En lista skickades fel.',
  isHighRisk: false,
  discoveredAt: hours(region, -1),
  ...more,
});
const report = async (more: object = {}): Promise<Json> =>
  (await does.reportDataIncident(reviewer, input(more))).incident;
const step = (incident: Json, kind: string, more: object = {}) =>
  does.noteDataIncidentStep(reviewer, {
    incidentId: incident.id,
    version: incident.version,
    kind,
    doneAt: region.clock.now(),
    ...more,
  });

test('when an incident goes its course, then every step stays, with who noted it, and nothing can be changed by anybody', async () => {
  let incident = await report();
  ({ incident } = await step(incident, 'AUTHORITY_NOTIFIED'));
  ({ incident } = await step(incident, 'SUPPLEMENTED', { note: 'Fler uppgifter.' }));
  ({ incident } = await step(incident, 'CLOSED'));
  expect(incident).toMatchObject({ state: 'CLOSED', due: null });
  expect(incident.steps.map(({ kind, notedBy }: Json) => [kind, notedBy.id])).toEqual([
    ['AUTHORITY_NOTIFIED', reviewer.userId],
    ['SUPPLEMENTED', reviewer.userId],
    ['CLOSED', reviewer.userId],
  ]);
  for (const table of ['data_incident', 'data_incident_step', 'data_protection_officer']) {
    for (const statement of [`UPDATE ${table} SET id = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      await expect(region.databases.identity.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  }
});

test('when two note at once, or from an old version, then one is stored and the other learns that it changed', async () => {
  const incident = await report();
  const answers = await Promise.all([step(incident, 'AUTHORITY_NOTIFIED'), step(incident, 'AUTHORITY_NOTIFIED')]);
  expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'NoteDataIncidentStepOk']);
  expect(await step(incident, 'SUPPLEMENTED')).toMatchObject({ __typename: 'ChangedMeanwhile' });
});

test('when a step does not fit the course, then it is refused', async () => {
  const incident = await report();
  expect(await step(incident, 'SUPPLEMENTED')).toMatchObject({ code: 'INCIDENT_STEP_REFUSED' });
});

test('when only those with something due are asked for, then the others are left out', async () => {
  const due = await report();
  const closed = await report();
  await step(closed, 'CLOSED', { note: 'Ingen risk för de berörda.' });
  const { edges } = (
    await reviewer.ask('{ dataIncidents(first: 100, dueOnly: true) { edges { node { id due } } } }')
  ).at('dataIncidents');
  const ids = edges.map(({ node }: Json) => node.id);
  expect(ids).toContain(due.id);
  expect(ids).not.toContain(closed.id);
});

test.each([
  [
    'the description holds an identity number (B-09, f.6 110)',
    () => ({ description: newIdentityNumber() }),
    'input.description',
    'IDENTITY_NUMBER',
  ],
  ['the description is empty', () => ({ description: ' ' }), 'input.description', 'EMPTY'],
  ['the discovery lies in the future', () => ({ discoveredAt: hours(region, 1) }), 'input.discoveredAt', 'TOO_LATE'],
])('when %s, then the field is named', async (_when, wrong, field, reason) => {
  const { errors } = await does.reportDataIncident(reviewer, input(wrong()));
  expect(errors[0].extensions).toMatchObject({ field, reason });
});

test.each([
  ['a note is missing', 'NOTED', () => ({}), 'input.note', 'MISSING'],
  ['it is closed without notification and reason', 'CLOSED', () => ({}), 'input.note', 'MISSING'],
  [
    'it was done before the discovery',
    'AUTHORITY_NOTIFIED',
    () => ({ doneAt: hours(region, -2) }),
    'input.doneAt',
    'TOO_EARLY',
  ],
  ['it is to come', 'AUTHORITY_NOTIFIED', () => ({ doneAt: hours(region, 1) }), 'input.doneAt', 'TOO_LATE'],
])('when %s, then the field is named', async (_when, kind, wrong, field, reason) => {
  const { errors } = await step(await report(), kind, wrong());
  expect(errors[0].extensions).toMatchObject({ field, reason });
});

test('when an incident is of another administration, then it is as if it were not there', async () => {
  const incident = await report();
  expect((await other.ask('query ($id: ID!) { dataIncident(id: $id) { id } }', { id: incident.id })).data).toEqual({
    dataIncident: null,
  });
  const note = { incidentId: incident.id, version: 1, kind: 'CLOSED', doneAt: region.clock.now(), note: 'x' };
  expect(await does.noteDataIncidentStep(other, note)).toMatchObject({ __typename: 'NotPermitted' });
});

test.each([
  ['Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
  ['Socialförvaltningen, ledning', 'SYSTEM_MANAGER'],
  ['Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'],
] as const)('at %s %s may nothing of it, nor of lists for patients', async (unit, role) => {
  const by = await region.staff(unit, role);
  for (const answer of [
    await does.reportDataIncident(by, input()),
    await does.noteDataIncidentStep(by, { incidentId: 'inc_1', version: 1, kind: 'CLOSED', doneAt: new Date() }),
    await does.setDataProtectionOfficer(by, { name: 'x', email: 'x@example.org' }),
    await does.exportPatientAccesses(by, { patientId: 'pat_1', purpose: 'x', format: 'CSV' }),
    await by.ask('{ dataIncidents { edges { cursor } } }'),
    await by.ask('{ dataIncident(id: "inc_1") { id } }'),
    await by.ask('{ patientAccesses(patientId: "pat_1") { edges { cursor } } }'),
  ]) {
    expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
  }
});
