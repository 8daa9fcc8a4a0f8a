import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { patientAdmitted } from '@samplan/schema/events/care';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Given, give, givenTo } from './giving.ts';

let region: TestRegion;
let given: Given;

beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
});
afterAll(() => region.close());

const CARE = () => region.databases.care;

/** Writes an event of an admission into care's outbox; returns its id. */
async function admission(episodeId: string, version: number): Promise<string> {
  const sql = {
    $executeRawUnsafe: async (statement: string, ...values: unknown[]) =>
      (await CARE().query(statement, values)).length,
    $queryRawUnsafe: () => Promise.reject(new Error('the outbox only writes')),
  };
  const data = { ...patientAdmitted.example, episodeId, version };
  const [id = ''] = await writeEvents(sql, [newEvent(patientAdmitted, episodeId, data)], new Date());
  return id;
}

/** Breaks an event in the outbox, as a fault of ours would, and waits until sip has refused it. */
async function parked(episodeId: string): Promise<string> {
  const [row] = await CARE().query<{ id: string }>(
    `WITH broken AS (
       INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at)
       VALUES ('evt_' || $1, 'PatientAdmitted', $1, '{"episodeId": 7}', now()) RETURNING position, id)
     , told AS (INSERT INTO kit.outbox_delivery (consumer, position, aggregate_id) SELECT 'sip', position, $1 FROM broken)
     SELECT id FROM broken`,
    [episodeId],
  );
  await until('sip refuses the event', async () => {
    const rows = await CARE().query(
      'SELECT 1 FROM kit.outbox_delivery WHERE aggregate_id = $1 AND parked_at IS NOT NULL',
      [episodeId],
    );
    return rows.length === 1;
  });
  return row?.id ?? '';
}

async function isHeard(id: string): Promise<boolean> {
  return (await region.databases.sip.query('SELECT 1 FROM kit.inbox WHERE event_id = $1', [id])).length === 1;
}

test('when an event is parked, then events shows it with what waits behind, and replay delivers both once it is mended', async () => {
  const id = await parked('epi_parked');
  const later = await admission('epi_parked', 2);
  const shown = await give(['events', 'care'], given);
  expect(shown.code).toBe(0);
  expect(shown.said).toEqual([
    'care: 1 waiting, 1 parked',
    expect.stringMatching(
      new RegExp(`^  ${id}  sip  PatientAdmitted  \\d{4}-[^ ]+Z  1 try  CONTRACT_BROKEN  1 wait behind$`),
    ),
  ]);
  expect(await isHeard(later)).toBe(false);

  const data = { ...patientAdmitted.example, episodeId: 'epi_parked', version: 1 };
  await CARE().query('UPDATE kit.outbox SET data = $2 WHERE id = $1', [id, data]);
  const replayed = await give(['events', 'replay', id], given);
  expect(replayed).toEqual({ code: 0, said: ['care: 1 delivery is tried again'], complained: [] });
  await region.settled();
  expect([await isHeard(id), await isHeard(later)]).toEqual([true, true]);
  expect((await give(['events', 'care'], given)).said).toEqual(['care: 0 waiting, 0 parked']);
});

test('when replay names no event, then every parked one is tried, and one that is still broken is parked again', async () => {
  const id = await parked('epi_broken');
  const { code, said } = await give(['events', 'replay'], given);
  expect({ code, said }).toEqual({ code: 0, said: ['care: 1 delivery is tried again'] });
  await until('sip refuses the event again', async () => {
    const { said: lines } = await give(['events', 'care'], given);
    return lines[0] === 'care: 0 waiting, 1 parked';
  });
  expect(await isHeard(id)).toBe(false);
  await CARE().query(`DELETE FROM kit.outbox_delivery WHERE aggregate_id = 'epi_broken'`);
});

test('when nothing is parked, then replay says so', async () => {
  expect((await give(['events', 'replay'], given)).said).toEqual(['No event is parked.']);
});

test('when no subgraph is named, then every one is shown', async () => {
  const { said } = await give(['events'], given);
  expect(said).toEqual(['identity', 'organisation', 'care', 'sip'].map((name) => `${name}: 0 waiting, 0 parked`));
});

test('when replay names an event that is not parked, then one sentence says so', async () => {
  const { code, complained } = await give(['events', 'replay', 'evt_nobody'], given);
  expect({ code, complained }).toEqual({
    code: 1,
    complained: ['No parked event has the id evt_nobody; give events to see those that are.'],
  });
});
