import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newIdentityNumber, newPatient } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const OFFICE = 'Region Västernorrland, förvaltning';

let region: TestRegion;
let nurse: Person;
let reviewer: Person;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff(WARD, 'NURSE');
  reviewer = await region.staff(OFFICE, 'SYSTEM_MANAGER');
  patientId = await newPatient(region, nurse);
  const surgery = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  for (const by of [nurse, surgery, assessor]) {
    await by.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId });
  }
  // What the reviewer does is an access too.
  await does.reviewOnSuspicion(reviewer, { patientId, fromOn: '2026-11-21', toOn: '2026-11-21', suspicion: 'Fråga.' });
  for (const by of [nurse, surgery, assessor, reviewer]) await arrived(by);
});
afterAll(() => region.close());

async function arrived({ userId }: Person): Promise<void> {
  await until('it is in the central log', async () => {
    const rows = await region.databases.identity.query(
      'SELECT 1 FROM log_entry WHERE user_id = $1 AND patient_id IS NOT NULL',
      [userId],
    );
    return rows.length > 0;
  });
}

const LIST = `query ($id: ID!, $first: Int, $after: String) { patientAccesses(patientId: $id, first: $first, after: $after) {
  pageInfo { hasNextPage endCursor } edges { node { id at kind action role unit { name } } } } }`;

test('when a patient asks, then every access in reach is listed, denials, administrators and other units among them, and nobody by name (f.6 104)', async () => {
  const rows: Json[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page = (await reviewer.ask(LIST, { id: patientId, first: 2, after })).at('patientAccesses');
    rows.push(...page.edges.map(({ node }: Json) => node));
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  const seen = rows.map(({ kind, action, role, unit }) => `${kind} ${action} ${role} ${unit.name}`);
  expect(seen).toEqual(
    expect.arrayContaining([
      `READ patient.read NURSE ${WARD}`,
      'DENIED patient.read NURSE Avd 2 Kirurgi, Sundsvall',
      `WRITE log-review.draw SYSTEM_MANAGER ${OFFICE}`,
    ]),
  );
  // The municipality answers for its own (e.5).
  expect(seen.join()).not.toContain('NEEDS_ASSESSOR');
  expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('when a file is made, then it says who made it, when and for what, and is itself in the log (f.6 112)', async () => {
  const purpose = '=HYPERLINK("http://example.org")';
  const { export: file } = await does.exportPatientAccesses(reviewer, { patientId, purpose, format: 'CSV' });
  expect(file).toMatchObject({ fileName: 'atkomster-2026-11-21.csv', mediaType: 'text/csv; charset=utf-8' });
  expect(file.content).toContain(`"Ändamål";"'=HYPERLINK(""http://example.org"")"`);
  expect(file.content).toMatch(/"Framtaget av";"Prov Person\d+"/);
  expect(file.content).toContain(`"${WARD}";"Sjuksköterska";"Läst";"patient.read"`);
  expect(file.content).not.toMatch(/usr_|Patient\d{4}/);
  expect(
    await region.databases.identity.query(
      'SELECT patient_id, purpose, exported_by_id FROM access_export WHERE id = $1',
      [file.id],
    ),
  ).toEqual([{ patient_id: patientId, purpose, exported_by_id: reviewer.userId }]);
  expect(
    await region.databases.identity.query('SELECT kind, action, patient_id FROM kit.access_log WHERE subject_id = $1', [
      file.id,
    ]),
  ).toEqual([{ kind: 'WRITE', action: 'patient-accesses.export', patient_id: patientId }]);
});

test('when the list is read, then that is logged with the patient', async () => {
  await reviewer.ask(LIST, { id: patientId });
  const rows = await region.databases.identity.query(
    "SELECT 1 FROM kit.access_log WHERE action = 'patient-accesses.read' AND kind = 'READ' AND patient_id = $1",
    [patientId],
  );
  expect(rows.length).toBeGreaterThan(0);
});

test.each([
  ['the patient is named by number', () => ({ patientId: newIdentityNumber() }), 'input.patientId', 'WRONG_VALUE'],
  ['the purpose holds a number', () => ({ purpose: newIdentityNumber() }), 'input.purpose', 'IDENTITY_NUMBER'],
  ['the purpose is missing', () => ({ purpose: '' }), 'input.purpose', 'EMPTY'],
  [
    'the period ends before it begins',
    () => ({ fromOn: '2026-11-02', toOn: '2026-11-01' }),
    'input.toOn',
    'OUT_OF_RANGE',
  ],
])('when %s, then the field is named', async (_when, wrong, field, reason) => {
  const { errors } = await does.exportPatientAccesses(reviewer, { patientId, purpose: 'x', format: 'CSV', ...wrong() });
  expect(errors[0].extensions).toMatchObject({ field, reason });
});
