import type { Envelope, Receipt } from '@samplan/kit/events/envelope';
import { layWire } from '@samplan/testing/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataOf, eventOf, hearing, makePair, type Numbered, type Pair } from './pair.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await makePair();
});
afterEach(() => pair.close());

const receive = (...events: readonly Envelope[]): Promise<readonly Receipt[]> => pair.inbox.receive('identity', events);
/** What became of each event, in a word. */
const outcomes = (receipts: readonly Receipt[]) => receipts.map(({ outcome, problem }) => problem ?? outcome);
const noted = async () =>
  (await pair.consumer.query<{ id: string }>('SELECT event_id AS id FROM kit.inbox')).map((row) => row.id);

describe('an event', () => {
  test('takes effect and is noted together, and its receipt says so', async () => {
    const event = eventOf(['asg_1', 1]);
    expect(await receive(event)).toEqual([{ id: event.id, outcome: 'HEARD', problem: null }]);
    expect(await pair.heard()).toEqual([['asg_1', 1]]);
    expect(await pair.consumer.query('SELECT event_id, producer, type FROM kit.inbox')).toEqual([
      { event_id: event.id, producer: 'identity', type: event.type },
    ]);
  });

  test('that comes again takes effect once: later, in the same delivery, beside others, and at the same time', async () => {
    const event = eventOf(['asg_1', 1]);
    expect(outcomes(await receive(event, event))).toEqual(['HEARD', 'HEARD']);
    expect(outcomes(await receive(event))).toEqual(['HEARD']);
    expect(outcomes(await receive(eventOf(['asg_2', 1]), event, eventOf(['asg_1', 2])))).toEqual(
      Array(3).fill('HEARD'),
    );
    const other = eventOf(['asg_3', 1]);
    const atOnce = await Promise.all([receive(other), receive(other), receive(other, event)]);
    expect(new Set(atOnce.flatMap(outcomes))).toEqual(new Set(['HEARD']));
    const heard = await pair.heard();
    expect([...heard].map(String).sort()).toEqual(['asg_1,1', 'asg_1,2', 'asg_2,1', 'asg_3,1']);
  });

  test('that fails leaves nothing, and takes effect when it comes again after the cause is mended', async () => {
    pair.failing.add('asg_1');
    const event = eventOf(['asg_1', 1]);
    expect(outcomes(await receive(event))).toEqual(['RangeError']);
    expect([await pair.heard(), await noted()]).toEqual([[], []]);
    pair.failing.clear();
    expect(outcomes(await receive(event))).toEqual(['HEARD']);
    expect(await pair.heard()).toEqual([['asg_1', 1]]);
  });

  test('of no kind that is handled here fails, so that a later version of the subgraph may hear it', async () => {
    const event = eventOf(['asg_1', 1], { type: 'se.samplan.identity.AssignmentAdmired' });
    expect(await receive(event)).toEqual([{ id: event.id, outcome: 'FAILED', problem: 'NoHandler' }]);
    expect(await noted()).toEqual([]);
  });
});

describe('an event that cannot be heard however often it comes is rejected', () => {
  test.each<[string, string, Partial<Envelope>]>([
    ['FOREIGN_SOURCE', 'calls itself by the name of another producer', { source: '/samplan/organisation' }],
    ['CONTRACT_BROKEN', 'lacks what its contract promises', { data: { assignmentId: 'asg_1' } }],
    ['CONTRACT_BROKEN', 'has data of the wrong kind', { data: { ...dataOf(['asg_1', 1]), version: 'one' } }],
    ['CONTRACT_BROKEN', 'has no data', { data: null }],
  ])('as %s when it %s', async (problem, _, change) => {
    const event = eventOf(['asg_1', 1], change);
    expect(await receive(event)).toEqual([{ id: event.id, outcome: 'REJECTED', problem }]);
    expect([await pair.heard(), await noted()]).toEqual([[], []]);
  });

  test('as FOREIGN_TYPE when it is of a kind that only another producer may tell of', async () => {
    const event = eventOf(['asg_1', 1], { source: '/samplan/sip' });
    expect(await pair.inbox.receive('sip', [event])).toEqual([
      { id: event.id, outcome: 'REJECTED', problem: 'FOREIGN_TYPE' },
    ]);
    expect(await pair.heard()).toEqual([]);
  });
});

describe('a delivery', () => {
  test('of nothing is answered with nothing', async () => {
    expect(await receive()).toEqual([]);
  });

  test('is heard in its order', async () => {
    const numbers = Array.from({ length: 50 }, (_, i): Numbered => [`asg_${i % 3}`, i + 1]);
    await receive(...numbers.map((numbered) => eventOf(numbered)));
    expect(await pair.heard()).toEqual(numbers);
  });

  test('with one that fails is heard one by one: only what comes after it in its own aggregate waits', async () => {
    pair.failing.add('asg_bad');
    const events: readonly Envelope[] = [
      eventOf(['asg_good', 1]),
      eventOf(['asg_bad', 1]),
      eventOf(['asg_good', 2]),
      eventOf(['asg_bad', 2]),
      eventOf(['asg_other', 1]),
      eventOf(['asg_bad', 3]),
    ];
    const receipts = await receive(...events);
    expect(outcomes(receipts)).toEqual(['HEARD', 'RangeError', 'HEARD', 'WAITING', 'HEARD', 'WAITING']);
    expect(receipts.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    const good: readonly Numbered[] = [
      ['asg_good', 1],
      ['asg_good', 2],
      ['asg_other', 1],
    ];
    expect(await pair.heard()).toEqual(good);

    pair.failing.clear();
    expect(outcomes(await receive(...events))).toEqual(Array(6).fill('HEARD'));
    expect(await pair.heard()).toEqual([...good, ['asg_bad', 1], ['asg_bad', 2], ['asg_bad', 3]]);
  });

  test('with one that is rejected or not handled holds back that one’s aggregate in the same way', async () => {
    const changes = [{ data: {} }, { type: 'se.samplan.identity.AssignmentAdmired' }];
    for (const [i, change] of changes.entries()) {
      const receipts = await receive(
        eventOf(['asg_bad', 1], change),
        eventOf(['asg_bad', 2]),
        eventOf([`asg_good_${i}`, 1]),
      );
      expect(receipts.map(({ outcome }) => outcome)).toEqual([
        expect.stringMatching(/REJECTED|FAILED/),
        'WAITING',
        'HEARD',
      ]);
    }
    expect((await pair.heard()).map(([id]) => id)).not.toContain('asg_bad');
  });

  test('is answered with no receipts while the database is out of reach: that says nothing about the events', async () => {
    const wire = await layWire(pair.consumer.url);
    const gone = hearing(pair.consumer.openAgain({ url: wire.url }).sql, pair.failing);
    const event = eventOf(['asg_1', 1]);
    wire.cut();
    await expect(gone.receive('identity', [event])).rejects.toThrow();
    wire.mend();
    expect(outcomes(await gone.receive('identity', [event]))).toEqual(['HEARD']);
    await wire.close();
  });

  test('that fails is logged by kind, id and class of the error, without data', async () => {
    pair.failing.add('asg_bad');
    const event = eventOf(['asg_bad', 1]);
    await receive(event);
    expect(pair.logged).toHaveLength(1);
    expect(JSON.parse(pair.logged[0] ?? '')).toMatchObject({
      event: 'inbox.failed',
      producer: 'identity',
      type: event.type,
      eventId: event.id,
      problem: 'RangeError',
    });
    expect(pair.logged[0]).not.toMatch(/asg_bad|usr_test|cannot handle/);
  });
});
