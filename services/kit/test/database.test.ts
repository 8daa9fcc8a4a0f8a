import { openDatabase } from '@samplan/kit/db/database';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import { layWire } from '@samplan/testing/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let db: OpenTestDatabase;
beforeAll(async () => {
  db = await openTestDatabase('sip');
});
afterAll(() => db.drop());

/** Ends every connection of the service but for the tester's own. */
async function terminateAll(): Promise<void> {
  await db.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = 'test_service'`);
}

async function notify(channel: string, payload: string): Promise<void> {
  await db.query('SELECT pg_notify($1, $2)', [channel, payload]);
}

let channels = 0;
function newChannel(): string {
  channels += 1;
  return `test_channel_${channels}`;
}

/** Listens and waits until listening has begun. */
async function listening(
  database = db.database,
  channel = newChannel(),
): Promise<{ channel: string; heard: string[] }> {
  const heard: string[] = [];
  database.listen(channel, (payload) => heard.push(payload));
  await until('listening has begun', async () => heard.length > 0);
  return { channel, heard };
}

describe('a connection that the server closes', () => {
  test('while nobody uses it is replaced', async () => {
    await db.database.pool.query('SELECT 1');
    await terminateAll();
    await until('the pool has noticed', async () => db.database.pool.idleCount === 0);
    expect((await db.database.pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('while it is held between two statements fails the next statement and does not end the process', async () => {
    const client = await db.database.pool.connect();
    await client.query('SELECT 1');
    const gone = new Promise((resolve) => client.once('end', resolve));
    await terminateAll();
    await gone;
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release();
    expect((await db.database.pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('listening', () => {
  test('hears every NOTIFY on its channel, in order, and none of others', async () => {
    const { channel, heard } = await listening();
    for (let i = 1; i <= 20; i += 1) await notify(channel, String(i));
    await notify('another_channel', 'x');
    await until('all are heard', async () => heard.length >= 21);
    expect(heard).toEqual(['', ...Array.from({ length: 20 }, (_, i) => String(i + 1))]);
  });

  test('begins for a channel that is added later too, and says so once', async () => {
    await listening();
    const second = await listening();
    await notify(second.channel, 'x');
    await until('it is heard', async () => second.heard.length >= 2);
    expect(second.heard).toEqual(['', 'x']);
  });

  test('by two on one channel tells both', async () => {
    const first = await listening();
    const second = await listening(db.database, first.channel);
    await notify(first.channel, 'x');
    await until('both hear it', async () => first.heard.includes('x') && second.heard.includes('x'));
  });

  test('begins again after the connection was closed, and says so, since something may have been missed', async () => {
    const { channel, heard } = await listening();
    await terminateAll();
    await notify(channel, 'missed');
    await until('listening has begun again', async () => heard.length >= 2);
    await notify(channel, 'x');
    await until('it is heard', async () => heard.includes('x'));
    expect(heard).toEqual(['', '', 'x']);
  });

  test('begins again after the server was out of reach', async () => {
    const wire = await layWire(db.url);
    const database = openDatabase({ url: wire.url });
    const { channel, heard } = await listening(database);
    wire.cut();
    await notify(channel, 'missed');
    wire.mend();
    await until('listening has begun again', async () => heard.length >= 2);
    await notify(channel, 'x');
    await until('it is heard', async () => heard.includes('x'));
    await database.close();
    await wire.close();
  });

  test('begins again after the connection fell silent, which neither side is told', async () => {
    const wire = await layWire(db.url);
    const database = openDatabase({ url: wire.url, listenCheckMs: 50 });
    const { channel, heard } = await listening(database);
    wire.silence();
    await notify(channel, 'missed');
    await until('listening has begun again', async () => heard.length >= 2);
    await notify(channel, 'x');
    await until('it is heard', async () => heard.includes('x'));
    await database.close();
    await wire.close();
  });

  test('ends with the database, also while the server is out of reach', async () => {
    const wire = await layWire(db.url);
    const database = openDatabase({ url: wire.url });
    await listening(database);
    wire.cut();
    await database.close();
    await wire.close();
    const never = openDatabase({ url: wire.url });
    never.listen('any', () => {});
    await never.close();
  });
});
