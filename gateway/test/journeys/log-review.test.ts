import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { createServiceAccount, postToken, serviceKey, tokenForm } from '@samplan/testing/service-account';
import { bearer } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { hours, newPatient } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const OFFICE = 'Region Västernorrland, förvaltning';

/* One story: a nurse reads without reason; the review finds it; it becomes an incident; the patient is told. */
describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('%s', (_how, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let reviewer: Person;
  let patientId: string;
  let day: string;
  let review: Json;
  let incident: Json;

  beforeAll(async () => {
    region = await testRegion({ shape, principals: ['region-vasternorrland'] });
    const colleague = await region.staff(WARD, 'NURSE');
    nurse = await region.staff(WARD, 'NURSE');
    patientId = await newPatient(region, colleague);
    day = stockholmDay(region.clock.now());
  });
  afterAll(() => region.close());

  test('a nurse reads without reason, and the entry reaches the central log', async () => {
    const answer = await nurse.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId });
    expect(answer.at('patient')).toEqual({ givenName: 'Test' });
    await until('it is in the central log', async () => {
      const rows = await region.databases.identity.query(
        'SELECT 1 FROM log_entry WHERE user_id = $1 AND patient_id = $2',
        [nurse.userId, patientId],
      );
      return rows.length > 0;
    });
  });

  test('weeks later the ward’s day is drawn, the extract does not suffice, the full log shows the access, and there is a remark', async () => {
    region.clock.move({ days: 30 });
    reviewer = await region.staff(OFFICE, 'SYSTEM_MANAGER');
    const draw = { method: 'UNIT_DAY', fromOn: day, toOn: day, unitIds: [region.unitId(WARD)] };
    const { reviews } = await does.drawLogSample(reviewer, draw);
    review = reviews[0];
    const seen = review.extract.filter(({ user }: Json) => user?.id === nurse.userId);
    expect(seen).toEqual([expect.objectContaining({ kind: 'READ', action: 'patient.read', patientId })]);
    const at = { reviewId: review.id, version: review.version };
    ({ review } = await does.openLogReview(reviewer, { ...at, reason: 'Ingen vårdrelation syns i urvalet.' }));
    const finish = {
      reviewId: review.id,
      version: review.version,
      outcome: 'WITH_REMARK',
      note: 'Läst utan anledning.',
    };
    expect(await does.finishLogReview(reviewer, finish)).toMatchObject({ review: { state: 'FINISHED' } });
  });

  test('the remark becomes an incident, for the data protection officer, with its clocks (F-424, G-089)', async () => {
    const found = { reviewId: review.id, description: 'En akt lästes utan anledning.', isHighRisk: true };
    const discoveredAt = hours(region, -2);
    const report = { ...found, discoveredAt };
    expect(await does.reportDataIncident(reviewer, report)).toMatchObject({ code: 'INCIDENT_OFFICER_MISSING' });
    await does.setDataProtectionOfficer(reviewer, { name: 'Dataskyddsombudet', email: 'dso@example.org' });
    ({ incident } = await does.reportDataIncident(reviewer, report));
    expect(incident).toMatchObject({
      state: 'OPEN',
      due: 'NOTIFICATION',
      review: { id: review.id },
      officer: { name: 'Dataskyddsombudet', email: 'dso@example.org' },
      notifyBeforeAt: new Date(discoveredAt.getTime() + 72 * 3_600_000).toISOString(),
      supplementBeforeAt: null,
    });
    const doneAt = region.clock.now();
    const step = { incidentId: incident.id, version: 1, kind: 'AUTHORITY_NOTIFIED', doneAt };
    ({ incident } = await does.noteDataIncidentStep(reviewer, step));
    expect(incident).toMatchObject({
      state: 'NOTIFIED',
      due: 'INFORMATION',
      supplementBeforeAt: new Date(doneAt.getTime() + 28 * 24 * 3_600_000).toISOString(),
    });
  });

  test('the patient is handed the list of accesses, with units and roles and no names (G-076)', async () => {
    const { export: file } = await does.exportPatientAccesses(reviewer, {
      patientId,
      purpose: 'Begäran från patienten.',
      format: 'TEXT',
    });
    expect(file.content).toContain(`${WARD} | Sjuksköterska | Läst | patient.read`);
    expect(file.content).toContain('Ändamål: Begäran från patienten.');
    expect(file.content).not.toContain(nurse.userId);
  });

  test('a reporting tool fetches the statistics of F-212 with a service account, and nothing else', async () => {
    const key = await serviceKey();
    const { serviceAccount } = await createServiceAccount(reviewer, {
      name: 'Rapportverktyg',
      capabilities: ['statistics.read'],
      publicKey: key.publicKey,
    });
    const assertion = await key.assertion(serviceAccount.id, region.clock.now());
    const { body } = await postToken(region.running.url, tokenForm(assertion));
    const tool = bearer(region.running.url, String(body['access_token']));
    expect((await tool.ask('{ sipStatistics { total } }')).at('sipStatistics')).toEqual({ total: 0 });
    const denied = await tool.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId });
    expect(denied.errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
