import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { type TestDatabases, testDatabases } from '@samplan/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf, give, ownersOf } from './giving.ts';

let databases: TestDatabases;
let owners: NodeJS.ProcessEnv;

beforeAll(async () => {
  databases = await testDatabases();
  owners = ownersOf(databases);
});
afterAll(async () => {
  await Promise.all(SUBGRAPHS.map((name) => databases[name].drop()));
});

/** Writes an event of care so many days ago, which sip has heard. */
async function heard(id: string, daysAgo: number): Promise<void> {
  await databases.care.query(
    `INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at, written_at)
     VALUES ($1, 'PatientAdmitted', $1, '{}', now(), now() - make_interval(days => $2))`,
    [id, daysAgo],
  );
  await databases.sip.query(
    `INSERT INTO kit.inbox (event_id, producer, type, received_at)
     VALUES ($1, 'care', 'x', now() - make_interval(days => $2))`,
    [id, daysAgo],
  );
}

async function left(): Promise<unknown> {
  const outbox = await databases.care.query<{ id: string }>('SELECT id FROM kit.outbox ORDER BY id');
  const inbox = await databases.sip.query<{ id: string }>('SELECT event_id AS id FROM kit.inbox ORDER BY 1');
  return { outbox: outbox.map(({ id }) => id), inbox: inbox.map(({ id }) => id) };
}

const purge = (variables: NodeJS.ProcessEnv = {}) => give(['purge-events'], { variables: { ...owners, ...variables } });

function lines(purged: string, forgotten: number): readonly string[] {
  return [
    ...['identity', 'organisation', 'care', 'sip'].map(
      (name) => `${name}: ${name === 'care' ? purged : '0 events purged'}`,
    ),
    ...['identity', 'organisation', 'care', 'sip'].map(
      (name) => `${name}: ${name === 'sip' ? forgotten : 0} heard events forgotten`,
    ),
  ];
}

test('events of 31 days go with the notes of them, younger ones and one that is parked stay, and a longer EVENT_RETENTION_DAYS leaves more', async () => {
  await heard('evt_old', 31);
  await heard('evt_parked', 31);
  await heard('evt_young', 29);
  await databases.care.query(
    `INSERT INTO kit.outbox_delivery (consumer, position, aggregate_id, parked_at)
     SELECT 'identity', position, id, now() FROM kit.outbox WHERE id = 'evt_parked'`,
  );
  const later = await purge({ EVENT_RETENTION_DAYS: '32' });
  expect(later).toEqual({ code: 0, said: lines('0 events purged', 0), complained: [] });
  expect(await purge()).toEqual({
    code: 0,
    said: lines('1 events purged, 1 as old wait for a consumer', 1),
    complained: [],
  });
  const kept = ['evt_parked', 'evt_young'];
  expect(await left()).toEqual({ outbox: kept, inbox: kept });
  expect((await purge()).said).toEqual(lines('0 events purged, 1 as old wait for a consumer', 0));
});

test('a service cannot, and the command says whose address is needed', async () => {
  const before = await left();
  const { code, complained } = await give(['purge-events'], { variables: addressesOf(databases) });
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [
      'The login in the address of identity does not own the tables; give the owner in IDENTITY_MIGRATION_DATABASE_URL.',
    ],
  });
  expect(await left()).toEqual(before);
});

test.each(['0', '-1', '3651', 'many'])('when EVENT_RETENTION_DAYS is %s, then one sentence refuses', async (days) => {
  const { code, complained } = await purge({ EVENT_RETENTION_DAYS: days });
  expect(code).toBe(1);
  expect(complained).toEqual([
    expect.stringMatching(/^These environment variables are missing or wrong: EVENT_RETENTION_DAYS \([^()]+\)\.$/),
  ]);
});

test('when more is given than the command takes, then it says so', async () => {
  expect(await give(['purge-events', 'care'], { variables: owners })).toMatchObject({ code: 2, said: [] });
});
