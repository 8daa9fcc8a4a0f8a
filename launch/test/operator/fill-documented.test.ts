import * as does from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey, staffOf } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Given, give, givenTo } from './giving.ts';

let region: TestRegion;
let given: Given;
beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
});
afterAll(() => region.close());

const COPY = 'SELECT document_id, patient_id, unit_id, version FROM documented_copy ORDER BY document_id';

test('when identity has heard of nothing that is older, then it is told whose each episode and plan is, and nothing changes by being told again (G-081)', async () => {
  const { nurse, physician, assessor } = await staffOf(region);
  const { episode, patientId } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const { sip } = await does.initiateSip(assessor, {
    idempotencyKey: newKey(),
    patientId,
    episodeId: episode.id,
    initiationReason: 'Prov.',
    participants: [{ unitId: nurse.unitId }],
  });
  await region.settled();
  const { identity } = region.databases;
  expect(await identity.query(COPY)).toHaveLength(2);
  await identity.query('DELETE FROM documented_copy'); // as before the copy was kept

  const told = { code: 0, said: ['episodes: 1 told', 'plans: 1 told'], complained: [] };
  expect(await give(['fill-documented'], given)).toEqual(told);
  const filled = await identity.query(COPY);
  expect(filled).toEqual([
    { document_id: episode.id, patient_id: patientId, unit_id: nurse.unitId, version: expect.any(Number) },
    { document_id: sip.id, patient_id: patientId, unit_id: assessor.unitId, version: expect.any(Number) },
  ]);
  expect(await give(['fill-documented'], given)).toEqual(told);
  expect(await identity.query(COPY)).toEqual(filled);
});

test('when something later has been heard, then it stays', async () => {
  const { identity } = region.databases;
  await identity.query("UPDATE documented_copy SET version = 99, unit_id = 'unt_later' WHERE document_id LIKE 'sip_%'");
  await give(['fill-documented'], given);
  expect(await identity.query("SELECT unit_id FROM documented_copy WHERE document_id LIKE 'sip_%'")).toEqual([
    { unit_id: 'unt_later' },
  ]);
});

test('when something is given that the command does not take, then usage is told', async () => {
  expect((await give(['fill-documented', 'care'], given)).code).toBe(2);
});
