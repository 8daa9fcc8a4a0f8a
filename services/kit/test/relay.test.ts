import { transact } from '@samplan/kit/db/transaction';
import { backlog, parkedEvents, replayParked } from '@samplan/kit/events/backlog';
import { type Envelope, envelope, type Transport } from '@samplan/kit/events/envelope';
import { isUndelivered } from '@samplan/kit/events/outbox';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { until } from '@samplan/testing/until';
import { layWire } from '@samplan/testing/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directly, hearing, makePair, type Numbered, numbersOf, type Pair, tellIn } from './pair.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await makePair();
});
afterEach(() => pair.close());

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Never again within a test. */
const NEVER = { firstWaitMs: 600_000, longestWaitMs: 600_000 };

describe('an event that is committed', () => {
  test('is heard once, and in order within its aggregate, while many write at once and some roll back', async () => {
    pair.relay();
    const write = async (aggregateId: string): Promise<void> => {
      for (const n of range(20)) {
        const rolledBack = transact(pair.producer.sql, async (tx) => {
          await tellIn(tx, [aggregateId, 1000 + n]);
          throw new Error('rolled back');
        });
        await expect(rolledBack).rejects.toThrow();
        await pair.tell([aggregateId, n]);
      }
    };
    const aggregates = range(4).map((i) => `asg_${i}`);
    await Promise.all(aggregates.map(write));
    const heard = await pair.untilHeard(80);
    for (const id of aggregates) expect(numbersOf(heard, id)).toEqual(range(20));
    expect(heard).toHaveLength(80);
  });

  test('is heard though its transaction committed after a later one was heard', async () => {
    pair.relay();
    await transact(pair.producer.sql, async (slow) => {
      await tellIn(slow, ['asg_slow', 1]);
      await pair.tell(['asg_fast', 1]);
      await pair.untilHeard(1);
    });
    expect(await pair.untilHeard(2)).toEqual([
      ['asg_fast', 1],
      ['asg_slow', 1],
    ]);
  });

  test('comes after those of its aggregate that others committed before, however slow they were', async () => {
    pair.relay();
    let second: Promise<void> | undefined;
    await transact(pair.producer.sql, async (slow) => {
      await tellIn(slow, ['asg_1', 1]);
      second = pair.tell(['asg_1', 2]);
      const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      await until('the second waits for the first', async () => (await pair.producer.query(waiting)).length > 0);
      await pair.tell(['asg_2', 1]);
      await pair.untilHeard(1);
    });
    await second;
    expect(numbersOf(await pair.untilHeard(3), 'asg_1')).toEqual([1, 2]);
  });

  test('travels as a CloudEvent with the time when it happened', async () => {
    const seen: Envelope[] = [];
    pair.relay({
      transport: async (consumer, events) => {
        seen.push(...events);
        return await directly(pair.inbox)(consumer, events);
      },
    });
    await pair.tell(['asg_1', 1]);
    await pair.untilHeard(1);
    expect(seen.map((event) => envelope.parse(event))).toEqual(seen);
    expect(seen[0]).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^evt_/),
      source: '/samplan/identity',
      type: 'se.samplan.identity.AssignmentChanged',
      subject: 'asg_1',
      time: '2026-11-21T08:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        assignmentId: 'asg_1',
        userId: 'usr_test',
        unitId: 'unt_test',
        role: 'NURSE',
        isActive: true,
        version: 1,
      },
    });
    expect(await isUndelivered(pair.producer.sql, seen[0]?.id ?? '')).toBe(true); // others than care wait for it too
  });

  test('is heard when the relay starts later, in as many batches as it takes', async () => {
    await pair.tell(...range(25).map((n): Numbered => ['asg_1', n]));
    pair.relay({ batchSize: 4 });
    expect(numbersOf(await pair.untilHeard(25), 'asg_1')).toEqual(range(25));
  });
});

describe('a consumer that cannot be reached', () => {
  test('hears everything in order when it is back, and no try is counted against the events', async () => {
    let isDown = true;
    let tries = 0;
    pair.relay({
      maxAttempts: 2,
      transport: async (consumer, events) => {
        tries += 1;
        if (isDown) throw new Error('down');
        return await directly(pair.inbox)(consumer, events);
      },
    });
    for (const n of range(5)) await pair.tell(['asg_1', n]);
    await until('it was tried often', async () => tries > 6);
    expect(new Set((await pair.waiting()).map((row) => [row.attempts, row.isParked].join()))).toEqual(
      new Set(['0,false']),
    );
    isDown = false;
    expect(numbersOf(await pair.untilHeard(5), 'asg_1')).toEqual(range(5));
  });

  test('delays no other, and is not knocked at by every new event', async () => {
    const calls: SubgraphName[] = [];
    pair.relay({
      ...NEVER,
      consumers: ['sip', 'care'],
      transport: async (consumer, events) => {
        calls.push(consumer);
        if (consumer === 'sip') throw new Error('down');
        return await directly(pair.inbox)(consumer, events);
      },
    });
    for (const n of range(15)) {
      await pair.tell(['asg_1', n]);
      await pair.untilHeard(n);
    }
    expect(calls.filter((consumer) => consumer === 'sip')).toHaveLength(1);
  });

  test('whose database is gone counts no try either', async () => {
    const wire = await layWire(pair.consumer.url);
    const { sql } = pair.consumer.openAgain({ url: wire.url });
    wire.cut();
    let tries = 0;
    const gone = directly(hearing(sql, pair.failing));
    pair.relay({
      maxAttempts: 2,
      transport: async (consumer, events) => {
        tries += 1;
        return await gone(consumer, events);
      },
    });
    await pair.tell(['asg_1', 1], ['asg_2', 1]);
    await until('it was tried often', async () => tries > 4);
    expect((await pair.waiting()).map((row) => [row.attempts, row.isParked])).toEqual([
      [0, false],
      [0, false],
    ]);
    wire.mend();
    await pair.untilHeard(2);
    await wire.close();
  });

  test('that answers without saying what became of any event is left alone for a while', async () => {
    let calls = 0;
    pair.relay({
      ...NEVER,
      transport: async (_consumer, events) => {
        calls += 1;
        return calls % 2 === 0 ? [] : events.map(({ id }) => ({ id: `${id}x`, outcome: 'HEARD', problem: null }));
      },
    });
    await pair.tell(['asg_1', 1]);
    await until('that is logged', async () => pair.logged.some((line) => line.includes('NothingSettled')));
    for (const n of range(5)) await pair.tell(['asg_2', n]);
    expect(calls).toBe(1);
    expect(await pair.waiting()).toHaveLength(6);
  });

  test('that takes only the first of what is brought gets the rest next', async () => {
    const one: Transport = async (consumer, events) => await directly(pair.inbox)(consumer, events.slice(0, 1));
    pair.relay({ transport: one });
    await pair.tell(...range(6).map((n): Numbered => ['asg_1', n]));
    expect(numbersOf(await pair.untilHeard(6), 'asg_1')).toEqual(range(6));
  });
});

describe('an event that the consumer fails to handle', () => {
  test('is tried again until it succeeds, before the later ones of its aggregate and without delaying others', async () => {
    pair.failing.add('asg_bad');
    pair.relay({ maxAttempts: 1000 });
    await pair.tell(['asg_bad', 1], ['asg_good', 1], ['asg_bad', 2], ['asg_good', 2]);
    expect(await pair.untilHeard(2)).toEqual([
      ['asg_good', 1],
      ['asg_good', 2],
    ]);
    const [first] = await until('it was tried again', async () => {
      const rows = await pair.waiting();
      return (rows[0]?.attempts ?? 0) >= 3 && rows;
    });
    expect(first).toMatchObject({ aggregate: 'asg_bad', isParked: false, problem: 'RangeError' });
    pair.failing.clear();
    expect(numbersOf(await pair.untilHeard(4), 'asg_bad')).toEqual([1, 2]);
    await until('all is settled', async () => (await pair.waiting()).length === 0);
  });

  test('waits longer after each try, up to the longest wait', async () => {
    const minutes = (count: number): number => count * 60_000;
    pair.failing.add('asg_bad');
    // So long that no try comes by itself.
    pair.relay({ firstWaitMs: minutes(10), longestWaitMs: minutes(30), maxAttempts: 4 });
    let before = await instant();
    await pair.tell(['asg_bad', 1]);
    for (const [attempts, wait] of [
      [1, minutes(10)],
      [2, minutes(20)],
      [3, minutes(30)],
    ] as const) {
      const due = await until(`try ${attempts} is noted`, async () => {
        const [row] = await pair.producer.query<{ ms: string }>(
          `SELECT extract(epoch FROM due_at) * 1000 AS ms FROM kit.outbox_delivery
           WHERE consumer = 'care' AND attempts = $1`,
          [attempts],
        );
        return row && Number(row.ms);
      });
      // The try was some time between the two instants, however long that took.
      expect(due).toBeGreaterThanOrEqual(before + wait);
      expect(due).toBeLessThanOrEqual((await instant()) + wait);
      before = await instant();
      await pair.producer.query(`UPDATE kit.outbox_delivery SET due_at = now() WHERE consumer = 'care'`);
    }
  });

  /** Now, by the clock that counts the waits. */
  async function instant(): Promise<number> {
    const [row] = await pair.producer.query<{ ms: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms',
    );
    return Number(row?.ms);
  }

  test('is parked after so many tries, where a person sees it and what waits behind it, and goes on when replayed', async () => {
    pair.failing.add('asg_bad');
    pair.relay({ maxAttempts: 3 });
    await pair.tell(['asg_bad', 1], ['asg_bad', 2], ['asg_good', 1], ['asg_bad', 3]);
    const [parked] = await until('it is parked', async () => {
      const rows = await parkedEvents(pair.producer.database.pool);
      return rows.length > 0 && rows;
    });
    expect(parked).toEqual({
      id: expect.stringMatching(/^evt_/),
      consumer: 'care',
      type: 'AssignmentChanged',
      parkedAt: expect.any(Date),
      attempts: 3,
      problem: 'RangeError',
      waitingBehind: 2,
    });
    expect(await backlog(pair.producer.database.pool)).toMatchObject({ parked: 1 });
    await pair.tell(['asg_good', 2], ['asg_bad', 4]);
    expect(await pair.untilHeard(2)).toEqual([
      ['asg_good', 1],
      ['asg_good', 2],
    ]);

    pair.failing.clear();
    expect(await replayParked(pair.producer.database.pool, 'evt_other')).toBe(0);
    expect(await replayParked(pair.producer.database.pool, parked?.id)).toBe(1);
    expect(numbersOf(await pair.untilHeard(6), 'asg_bad')).toEqual([1, 2, 3, 4]);
    expect(await parkedEvents(pair.producer.database.pool)).toEqual([]);
  });

  test('is parked at once when it breaks its contract, the others of the batch are heard', async () => {
    pair.relay();
    await transact(pair.producer.sql, async (tx) => {
      await tellIn(tx, ['asg_bad', 1], ['asg_good', 1], ['asg_bad', 2]);
      await tx.$executeRawUnsafe(`INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at)
        VALUES ('evt_broken', 'AssignmentChanged', 'asg_broken', '{"version": "one"}', now())`);
      await tx.$executeRawUnsafe(`INSERT INTO kit.outbox_delivery (consumer, position, aggregate_id)
        SELECT 'care', position, aggregate_id FROM kit.outbox WHERE id = 'evt_broken'`);
      await tellIn(tx, ['asg_broken', 2]);
    });
    expect(await pair.untilHeard(3)).toEqual([
      ['asg_bad', 1],
      ['asg_good', 1],
      ['asg_bad', 2],
    ]);
    await until('it is parked', async () => (await pair.waiting())[0]?.isParked);
    expect(await pair.waiting()).toEqual([
      { aggregate: 'asg_broken', attempts: 1, isParked: true, problem: 'CONTRACT_BROKEN' },
      { aggregate: 'asg_broken', attempts: 0, isParked: false, problem: null },
    ]);
  });

  test('is logged by type and class, without its data', async () => {
    pair.failing.add('asg_bad');
    pair.relay();
    await pair.tell(['asg_bad', 1]);
    await until('it has failed', async () => ((await pair.waiting())[0]?.attempts ?? 0) > 0);
    expect(pair.logged.join('')).toContain('"event":"inbox.failed"');
    expect(pair.logged.join('')).not.toMatch(/asg_bad|usr_test|cannot handle/);
  });
});

describe('a relay', () => {
  test('that is killed after the delivery and before it noted so delivers again, and nothing is heard twice', async () => {
    let isKilled = false;
    pair.relay({
      transport: async (consumer, events) => {
        const receipts = await pair.inbox.receive('identity', events);
        if (!isKilled) {
          isKilled = true;
          throw new Error(`killed after ${consumer} heard`);
        }
        return receipts;
      },
    });
    await pair.tell(['asg_1', 1], ['asg_1', 2]);
    await until('all is settled', async () => (await pair.waiting()).length === 0);
    expect(await pair.heard()).toEqual([
      ['asg_1', 1],
      ['asg_1', 2],
    ]);
  });

  test('whose connection is closed during a delivery goes on, and nothing is heard twice', async () => {
    let closed = 0;
    pair.relay({
      transport: async (consumer, events) => {
        if (closed < 3) {
          closed += 1;
          await pair.producer.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE usename = 'test_service' AND datname = current_database()`);
        }
        return await directly(pair.inbox)(consumer, events);
      },
    });
    // The connection that tells is closed too, as often as the one that delivers.
    const tell = async (n: number, tries = 4): Promise<void> => {
      await pair.tell(['asg_1', n]).catch((error: unknown) => {
        if (tries === 1) throw error;
        return tell(n, tries - 1);
      });
    };
    for (const n of range(10)) await tell(n);
    await until('all is settled', async () => (await pair.waiting()).length === 0);
    expect(numbersOf(await pair.heard(), 'asg_1')).toEqual(range(10));
  });

  test('beside another of the same subgraph delivers each event once, in order', async () => {
    const delivered: string[] = [];
    let underWay = 0;
    const transport: Transport = async (consumer, events) => {
      underWay += 1;
      expect(underWay).toBe(1);
      delivered.push(...events.map((event) => event.id));
      const receipts = await directly(pair.inbox)(consumer, events);
      underWay -= 1;
      return receipts;
    };
    for (const { database } of [pair.producer, pair.producer.openAgain(), pair.producer.openAgain()]) {
      pair.relay({ database, transport, batchSize: 3, pollMs: 5 });
    }
    await Promise.all(
      range(3).map(async (i) => {
        for (const n of range(15)) await pair.tell([`asg_${i}`, n]);
      }),
    );
    const heard = await pair.untilHeard(45);
    for (const i of range(3)) expect(numbersOf(heard, `asg_${i}`)).toEqual(range(15));
    expect(new Set(delivered).size).toBe(delivered.length);
  });

  test('takes over when the one that delivers is cut off from the database', async () => {
    const wire = await layWire(pair.producer.url);
    const { database } = pair.producer.openAgain({ url: wire.url });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hasBegun = false;
    pair.relay({
      database,
      transport: async (consumer, events) => {
        hasBegun = true;
        await held;
        return await directly(pair.inbox)(consumer, events);
      },
    });
    await pair.tell(['asg_1', 1]);
    await until('the first delivers', async () => hasBegun);
    pair.relay();
    wire.cut();
    await pair.untilHeard(1);
    await pair.tell(['asg_1', 2]);
    await pair.untilHeard(2);
    release(); // and now delivers what was heard long ago
    wire.mend();
    await until('all is settled', async () => (await pair.waiting()).length === 0);
    expect(await pair.heard()).toEqual([
      ['asg_1', 1],
      ['asg_1', 2],
    ]);
    await wire.close();
  });

  test('that stops finishes the delivery under way and begins no other', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let calls = 0;
    const relay = pair.relay({
      batchSize: 1,
      transport: async (consumer, events) => {
        calls += 1;
        await held;
        return await directly(pair.inbox)(consumer, events);
      },
    });
    await pair.tell(['asg_1', 1], ['asg_1', 2]);
    await until('a delivery is under way', async () => calls === 1);
    const stopped = relay.stop();
    release();
    await stopped;
    expect(await pair.heard()).toEqual([['asg_1', 1]]);
    expect(await pair.waiting()).toHaveLength(1);
    expect(calls).toBe(1);
  });
});
