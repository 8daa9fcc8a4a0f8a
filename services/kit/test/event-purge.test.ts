import { type Database, openDatabase } from '@samplan/kit/db/database';
import type { Sql } from '@samplan/kit/db/sql';
import { replayParked } from '@samplan/kit/events/backlog';
import { type FeedPage, readFeed } from '@samplan/kit/events/feed';
import { forgetHeard, purgeEvents } from '@samplan/kit/events/purge';
import { assignmentChanged } from '@samplan/schema/events/identity';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { directly, eventOf, makePair, type Numbered, numbersOf, type Pair, type RelayStart } from './pair.ts';

let pair: Pair;
let producerOwner: Database;
let consumerOwner: Database;
beforeAll(async () => {
  pair = await makePair();
  producerOwner = openDatabase({ url: pair.producer.ownerUrl });
  consumerOwner = openDatabase({ url: pair.consumer.ownerUrl });
});
afterAll(async () => {
  await Promise.all([producerOwner.close(), consumerOwner.close()]);
  await pair.close();
});
beforeEach(async () => {
  await pair.producer.query('TRUNCATE kit.outbox, kit.outbox_delivery, kit.outbox_purged');
  await pair.consumer.query('TRUNCATE kit.inbox, heard');
});

/** Delivers to care for as long as a test takes, or until it is stopped. */
function relaying(options?: RelayStart): { stop(): Promise<void> } {
  const relay = pair.relay({ ...options });
  onTestFinished(() => relay.stop());
  return relay;
}

const DAYS = 30;
const purge = () => purgeEvents(producerOwner.pool, DAYS);
const forget = () =>
  forgetHeard({ consumer: consumerOwner.pool, producer: 'identity', producerPool: producerOwner.pool }, DAYS);

/** Writes events that lie so many days back; care hears them when a relay runs. */
async function written(daysAgo: number, ...events: readonly Numbered[]): Promise<void> {
  await pair.tell(...events);
  await pair.producer.query(
    `UPDATE kit.outbox SET written_at = now() - make_interval(days => $1) WHERE aggregate_id = ANY($2)`,
    [daysAgo, events.map(([id]) => id)],
  );
}

/** The same, and every consumer has got them. */
async function delivered(daysAgo: number, ...events: readonly Numbered[]): Promise<void> {
  await written(daysAgo, ...events);
  await pair.producer.query('DELETE FROM kit.outbox_delivery WHERE aggregate_id = ANY($1)', [events.map(([id]) => id)]);
}

/** Aggregates whose events are in the outbox. */
async function left(): Promise<readonly string[]> {
  const rows = await pair.producer.query<{ id: string }>('SELECT aggregate_id AS id FROM kit.outbox ORDER BY position');
  return rows.map(({ id }) => id);
}

async function follow(after: string | null, sql: Sql = pair.producer.sql): Promise<FeedPage<typeof assignmentChanged>> {
  return await readFeed(sql, assignmentChanged, { first: 50, after }, 'true', []);
}

/** Where the feed stands when everything written so far can be told: transactions in other databases may still run. */
async function here(): Promise<string> {
  const [now] = await pair.producer.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
  await until('all earlier transactions have ended', async () => {
    const ended = 'SELECT 1 WHERE pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8';
    return (await pair.producer.query(ended, [now?.id])).length === 1;
  });
  return (await follow(null)).endCursor;
}

async function toldAfter(after: string, sql?: Sql): Promise<readonly string[]> {
  await here();
  return (await follow(after, sql)).events.map(({ data }) => data.assignmentId);
}

const TOO_OLD = { extensions: { code: 'BAD_USER_INPUT', field: 'after', reason: 'CURSOR_TOO_OLD' } };

describe('a purge', () => {
  test('removes what everybody has got and is old enough by when it was written, and nothing else', async () => {
    await delivered(31, ['asg_old', 1]);
    await delivered(29, ['asg_young', 1]);
    await written(31, ['asg_waiting', 1]);
    // It happened long before it was written: an import tells it so.
    await delivered(1, ['asg_late', 1]);
    await pair.producer.query(`UPDATE kit.outbox SET occurred_at = now() - interval '2 years'`);
    expect(await purge()).toEqual({ purged: 1, undelivered: 1 });
    expect(await left()).toEqual(['asg_young', 'asg_waiting', 'asg_late']);
  });

  test('when it is done again, then nothing is left to do, and what was delivered meanwhile goes', async () => {
    await delivered(40, ['asg_1', 1]);
    await written(31, ['asg_2', 1]);
    expect(await purge()).toEqual({ purged: 1, undelivered: 1 });
    expect(await purge()).toEqual({ purged: 0, undelivered: 1 });
    await pair.producer.query('DELETE FROM kit.outbox_delivery');
    expect(await purge()).toEqual({ purged: 1, undelivered: 0 });
    expect(await left()).toEqual([]);
  });

  test('when an event is parked, then it and those that wait behind it stay, and a replay delivers them', async () => {
    await written(31, ['asg_1', 1]);
    await written(31, ['asg_1', 2]);
    await pair.producer.query(`DELETE FROM kit.outbox_delivery WHERE consumer <> 'care'`);
    await pair.producer.query(
      'UPDATE kit.outbox_delivery SET parked_at = now() WHERE position = (SELECT min(position) FROM kit.outbox)',
    );
    expect(await purge()).toEqual({ purged: 0, undelivered: 2 });
    await replayParked(pair.producer.database.pool);
    relaying();
    await pair.untilHeard(2);
    await until('both are settled', async () => (await pair.waiting()).length === 0);
    expect(await purge()).toEqual({ purged: 2, undelivered: 0 });
  });

  test('goes through more than one batch, past those that stay', async () => {
    await pair.producer.query(
      `WITH written AS (
         INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at, written_at)
         SELECT 'evt_' || i, 'AssignmentChanged', 'asg_' || i, '{}', now(), now() - interval '31 days' FROM generate_series(1, 3500) AS i
         RETURNING position)
       INSERT INTO kit.outbox_delivery (consumer, position, aggregate_id)
       SELECT 'care', position, 'asg' FROM written WHERE position % 3 = 0 OR position BETWEEN 1000 AND 2500`,
    );
    const [waiting] = await pair.producer.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM kit.outbox_delivery',
    );
    const undelivered = waiting?.count ?? 0;
    expect(await purge()).toEqual({ purged: 3500 - undelivered, undelivered });
    expect(await left()).toHaveLength(undelivered);
  });

  test('when two purge at once, then each event is counted once', async () => {
    await delivered(31, ...Array.from({ length: 50 }, (_, i): Numbered => [`asg_${i}`, 1]));
    const both = await Promise.all([purge(), purge()]);
    expect(both.map(({ purged }) => purged).sort((a, b) => a - b)).toEqual([0, 50]);
    expect(both.map(({ undelivered }) => undelivered)).toEqual([0, 0]);
  });

  test('when events are written, delivered and purged at once, then each is heard once and in order', async () => {
    relaying({ consumers: ['organisation', 'care', 'sip'] });
    let isWriting = true;
    const purging = (async () => {
      let purged = 0;
      while (isWriting) purged += (await purgeEvents(producerOwner.pool, 0)).purged;
      return purged;
    })();
    const aggregates = ['asg_a', 'asg_b', 'asg_c'];
    const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
    await Promise.all(
      aggregates.map(async (id) => {
        for (const n of numbers) await pair.tell([id, n]);
      }),
    );
    const heard = await pair.untilHeard(120);
    isWriting = false;
    const during = await purging;
    await until('all is settled', async () => (await pair.waiting()).length === 0);
    for (const id of aggregates) expect(numbersOf(heard, id)).toEqual(numbers);
    expect(await pair.heard()).toHaveLength(120);
    expect(during + (await purgeEvents(producerOwner.pool, 0)).purged + (await left()).length).toBe(120);
  });

  test('when a service tries to purge or to move the mark, then it has not the right', async () => {
    await delivered(31, ['asg_1', 1]);
    await expect(purgeEvents(pair.producer.database.pool, DAYS)).rejects.toThrow(/permission denied/);
    for (const statement of ['DELETE FROM kit.outbox', 'DELETE FROM kit.inbox', 'DELETE FROM kit.outbox_purged'])
      await expect(pair.producer.database.pool.query(statement), statement).rejects.toThrow(/permission denied/);
    expect(await left()).toEqual(['asg_1']);
  });
});

describe('a reader of a feed', () => {
  test('who comes in time misses nothing, though everything before was purged', async () => {
    await delivered(31, ['asg_old', 1]);
    const before = await here();
    await delivered(1, ['asg_new', 1]);
    expect(await purge()).toMatchObject({ purged: 1 });
    expect(await toldAfter(before)).toEqual(['asg_new']);
  });

  test('who has come as far as the last event that was purged is in time', async () => {
    const before = await here();
    await delivered(31, ['asg_1', 1]);
    await here();
    const last = (await follow(before)).events[0]?.cursor ?? '';
    await delivered(1, ['asg_2', 1]);
    await purge();
    expect(await toldAfter(last)).toEqual(['asg_2']);
    await expect(follow(before)).rejects.toMatchObject(TOO_OLD);
  });

  test('who comes too late is told so, also when nothing is left to tell, and begins anew', async () => {
    const before = await here();
    await delivered(31, ['asg_1', 1], ['asg_2', 1]);
    await purge();
    await expect(toldAfter(before)).rejects.toMatchObject(TOO_OLD);
    await delivered(1, ['asg_3', 1]);
    await expect(toldAfter(before)).rejects.toMatchObject(TOO_OLD);
    const anew = await here();
    await delivered(1, ['asg_4', 1]);
    expect(await toldAfter(anew)).toEqual(['asg_4']);
  });

  test('is not told to begin anew when events of another kind were purged', async () => {
    const before = await here();
    await delivered(31, ['ses_1', 1]);
    await pair.producer.query(`UPDATE kit.outbox SET type = 'SessionEnded'`);
    await delivered(1, ['asg_1', 1]);
    expect(await purge()).toMatchObject({ purged: 1 });
    expect(await toldAfter(before)).toEqual(['asg_1']);
  });

  test('is told so when it is purged while the reader asks', async () => {
    const before = await here();
    await delivered(31, ['asg_1', 1]);
    await here();
    const { sql } = pair.producer;
    let asked = 0;
    const slow: Sql = {
      $executeRawUnsafe: (statement, ...values) => sql.$executeRawUnsafe(statement, ...values),
      async $queryRawUnsafe<T>(statement: string, ...values: unknown[]) {
        asked += 1;
        if (asked === 2) await purge();
        return await sql.$queryRawUnsafe<T>(statement, ...values);
      },
    };
    await expect(follow(before, slow)).rejects.toMatchObject(TOO_OLD);
    expect(asked).toBe(2);
  });

  test('who comes while events are written and purged gets each of them or is told', async () => {
    const seen: (number | null)[] = [];
    let [after, isWriting] = [await here(), true];
    const writing = (async () => {
      for (let n = 1; n <= 60; n += 1) {
        await pair.tell(['asg_1', n]);
        await pair.producer.query('DELETE FROM kit.outbox_delivery');
        if (n % 20 === 10) await purgeEvents(producerOwner.pool, 0);
      }
      isWriting = false;
    })();
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting;
      if (isLast) await here();
      const piece = await follow(after).catch((error: unknown) => {
        expect(error).toMatchObject(TOO_OLD);
        return null;
      });
      if (!piece) {
        seen.push(null); // here something is missing, and the reader knows it
        after = await here();
      } else {
        seen.push(...piece.events.map(({ data }) => data.version));
        after = piece.endCursor;
      }
    }
    await writing;
    expect(seen.at(-1)).toBe(60);
    seen.forEach((n, i) => {
      const before = i === 0 ? 0 : (seen[i - 1] ?? null);
      if (n !== null && before !== null) expect(n).toBe(before + 1);
    });
  });

  test('when a database was restored into a younger server, then its old mark keeps nobody from following', async () => {
    await delivered(31, ['asg_before', 1]);
    // As a dump brings them: numbers of transactions that this server has not come to.
    await pair.producer.query(`UPDATE kit.outbox SET written_in = '900000000000'`);
    await pair.producer.query(`INSERT INTO kit.outbox_purged VALUES ('AssignmentChanged', '800000000000', 7)`);
    const before = await here();
    expect(await purge()).toMatchObject({ purged: 1 });
    await delivered(1, ['asg_1', 1]);
    expect(await toldAfter(before)).toEqual(['asg_1']);
    await pair.producer.query(`UPDATE kit.outbox SET written_at = now() - interval '31 days'`);
    await purge();
    await expect(toldAfter(before)).rejects.toMatchObject(TOO_OLD);
  });
});

describe('what a consumer has heard', () => {
  async function heardIds(): Promise<readonly string[]> {
    return (await pair.consumer.query<{ id: string }>('SELECT event_id AS id FROM kit.inbox ORDER BY 1')).map(
      ({ id }) => id,
    );
  }

  async function ageInbox(): Promise<void> {
    await pair.consumer.query(`UPDATE kit.inbox SET received_at = now() - interval '31 days'`);
  }

  test('is forgotten when it is old and its event is not in the outbox any more', async () => {
    relaying({ consumers: ['care'] });
    await written(31, ['asg_1', 1]);
    await pair.untilHeard(1);
    await ageInbox();
    // Others have not got it.
    await purge();
    expect(await forget()).toBe(0);
    await until('care’s is settled', async () => (await pair.waiting()).length === 0);
    await pair.producer.query('DELETE FROM kit.outbox_delivery');
    await purge();
    expect(await forget()).toBe(1);
    expect(await heardIds()).toEqual([]);
  });

  test('when a producer rests for long before it has settled a delivery, then the event still takes effect once', async () => {
    await written(60, ['asg_1', 1]);
    // Delivered, and the producer was gone before it could settle: the delivery is there.
    const relay = relaying({
      transport: async (consumer, events) => {
        await directly(pair.inbox)(consumer, events);
        throw new Error('the answer is lost');
      },
    });
    await pair.untilHeard(1);
    await relay.stop();
    await ageInbox();
    await purge();
    expect(await forget()).toBe(0);
    relaying();
    await until('it is settled', async () => (await pair.waiting()).length === 0);
    expect(await pair.heard()).toEqual([['asg_1', 1]]);
  });

  test('stays while it is young, and what came past the outbox goes with age', async () => {
    const [old, young] = [eventOf(['asg_1', 1]), eventOf(['asg_2', 1])];
    await pair.inbox.receive('identity', [old]);
    await ageInbox();
    await pair.inbox.receive('identity', [young]);
    await pair.consumer.query(
      `INSERT INTO kit.inbox (event_id, producer, type, received_at) VALUES ('evt_sip', 'sip', 'x', now() - interval '31 days')`,
    );
    expect(await forget()).toBe(1);
    expect(await heardIds()).toEqual([young.id, 'evt_sip'].sort());
  });

  test('goes in more than one batch', async () => {
    await pair.consumer.query(
      `INSERT INTO kit.inbox (event_id, producer, type, received_at)
       SELECT 'seg_' || i, 'identity', 'x', now() - interval '31 days' FROM generate_series(1, 2500) AS i`,
    );
    expect(await forget()).toBe(2500);
  });
});
