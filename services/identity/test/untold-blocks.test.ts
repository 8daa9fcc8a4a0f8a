import * as does from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

test('when the event of a block is stuck, then the subgraph asks for it and closes the data all the same', async () => {
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  const { patientId, episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const read = async () =>
    (await assessor.ask('query ($id: ID!) { careEpisode(id: $id) { state } }', { id: episode.id })).data;
  expect(await read()).toEqual({ careEpisode: { state: 'ADMITTED' } });
  // The handler cannot write the copy as part of an event: the delivery fails again and again.
  await region.databases.care.query(
    `CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.type LIKE '%BlockChanged%' THEN RAISE EXCEPTION 'stuck'; END IF; RETURN NEW; END $$`,
  );
  await region.databases.care.query(
    'CREATE TRIGGER stuck BEFORE INSERT ON kit.inbox FOR EACH ROW EXECUTE FUNCTION stuck()',
  );
  const block = { patientId, scope: 'CARE_GIVER', requestedBy: 'PATIENT' };
  expect(await does.registerBlock(nurse, block)).toMatchObject({ __typename: 'RegisterBlockOk' });
  expect(await read()).toEqual({ careEpisode: null });
  const waiting = await region.databases.identity.query("SELECT 1 FROM kit.outbox_delivery WHERE consumer = 'care'");
  expect(waiting.length).toBeGreaterThan(0);
  await region.databases.care.query('DROP TRIGGER stuck ON kit.inbox');
  await until('the event is heard', async () => {
    const rows = await region.databases.identity.query("SELECT 1 FROM kit.outbox_delivery WHERE consumer = 'care'");
    return rows.length === 0;
  });
  expect(await read()).toEqual({ careEpisode: null });
});
