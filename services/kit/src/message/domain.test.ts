import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledge, forward, isOutstanding, newRecipient, type Recipient, read } from './domain.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const LATER = new Date('2026-11-21T09:00:00.000Z');

function acknowledged(unitId: string): Recipient {
  const result = acknowledge(newRecipient(unitId), 'usr_first', NOW);
  if (!result.ok) throw new Error('a new recipient can acknowledge');
  return result.value;
}

function forwarded(unitId: string, toUnitId: string): Recipient {
  const result = forward(newRecipient(unitId), toUnitId, [], 'usr_first', NOW);
  if (!result.ok) throw new Error('a new recipient can forward');
  return result.value.from;
}

describe('reading', () => {
  test('notes who read first and when, and the message is still owed an acknowledgement', () => {
    const once = read(newRecipient('unt_a'), 'usr_first', NOW);
    expect(once).toMatchObject({ state: 'READ', readAt: NOW, readByUserId: 'usr_first' });
    expect(isOutstanding(once)).toBe(true);
    expect(read(once, 'usr_second', LATER)).toBe(once);
  });

  test('changes nothing of what is acknowledged or handed on', () => {
    expect(read(acknowledged('unt_a'), 'usr_second', LATER)).toEqual(acknowledged('unt_a'));
    expect(read(forwarded('unt_a', 'unt_b'), 'usr_second', LATER)).toEqual(forwarded('unt_a', 'unt_b'));
  });
});

describe('acknowledging (G-100)', () => {
  test('is reading too, when nobody has read before', () => {
    expect(acknowledged('unt_a')).toMatchObject({ readAt: NOW, readByUserId: 'usr_first', acknowledgedAt: NOW });
  });

  test('keeps who read first', () => {
    const opened = read(newRecipient('unt_a'), 'usr_first', NOW);
    const result = acknowledge(opened, 'usr_second', LATER);
    expect(result.ok && result.value).toMatchObject({
      readByUserId: 'usr_first',
      readAt: NOW,
      acknowledgedByUserId: 'usr_second',
      acknowledgedAt: LATER,
    });
  });

  test('when it comes twice, then the first stands', () => {
    const result = acknowledge(acknowledged('unt_a'), 'usr_second', LATER);
    expect(result.ok && result.value).toEqual(acknowledged('unt_a'));
  });

  test('when the message is handed on, then the other unit acknowledges instead', () => {
    expect(acknowledge(forwarded('unt_a', 'unt_b'), 'usr_second', LATER)).toEqual({ ok: false, problem: 'FORWARDED' });
  });
});

describe('handing on (F-224)', () => {
  test('to itself is refused', () => {
    expect(forward(newRecipient('unt_a'), 'unt_a', [], 'usr_first', NOW)).toEqual({ ok: false, problem: 'OWN_UNIT' });
  });

  test('what is acknowledged or handed on already is refused', () => {
    for (const settled of [acknowledged('unt_a'), forwarded('unt_a', 'unt_b')]) {
      expect(forward(settled, 'unt_c', [], 'usr_first', NOW)).toEqual({ ok: false, problem: 'NOT_OUTSTANDING' });
    }
  });

  test('to a unit that has acknowledged leaves its acknowledgement as it is', () => {
    const others = [acknowledged('unt_b')];
    const result = forward(newRecipient('unt_a'), 'unt_b', others, 'usr_second', LATER);
    expect(result.ok && result.value).toMatchObject({ to: acknowledged('unt_b'), isToOutstandingAnew: false });
  });
});

/** A message at several units, with the count of owed acknowledgements kept as a store keeps it. */
class Message {
  readonly recipients: Map<string, Recipient>;
  outstanding: number;
  /** First acknowledgements, as they were when they were given. */
  readonly acknowledgements = new Map<string, Recipient>();
  private seconds = 0;

  constructor(unitIds: readonly string[]) {
    this.recipients = new Map(unitIds.map((unitId) => [unitId, newRecipient(unitId)]));
    this.outstanding = this.recipients.size;
  }

  do({ kind, unitId, toUnitId }: Step): void {
    const recipient = this.recipients.get(unitId);
    if (!recipient) return; // a unit that never got it can do nothing
    const now = this.tick();
    if (kind === 'read') this.recipients.set(unitId, read(recipient, 'usr_any', now));
    if (kind === 'acknowledge') this.acknowledge(recipient, now);
    if (kind === 'forward') this.forward(recipient, toUnitId, now);
  }

  private acknowledge(recipient: Recipient, now: Date): void {
    const result = acknowledge(recipient, 'usr_any', now);
    if (!result.ok) return;
    this.outstanding -= Number(isOutstanding(recipient)) - Number(isOutstanding(result.value));
    this.recipients.set(recipient.unitId, result.value);
    if (!this.acknowledgements.has(recipient.unitId)) this.acknowledgements.set(recipient.unitId, result.value);
  }

  private forward(recipient: Recipient, toUnitId: string, now: Date): void {
    const others = [...this.recipients.values()].filter((other) => other !== recipient);
    const result = forward(recipient, toUnitId, others, 'usr_any', now);
    if (!result.ok) return;
    const { from, to, isToOutstandingAnew } = result.value;
    this.outstanding -= isToOutstandingAnew ? 0 : 1;
    this.recipients.set(from.unitId, from);
    this.recipients.set(to.unitId, to);
  }

  private tick(): Date {
    this.seconds += 1;
    return new Date(NOW.getTime() + this.seconds * 1000);
  }
}

interface Step {
  readonly kind: 'read' | 'acknowledge' | 'forward';
  readonly unitId: string;
  readonly toUnitId: string;
}

/** Where a message is that a unit handed on: the end of the chain of forwardings. */
function endOf(message: Message, unitId: string, seen: ReadonlySet<string> = new Set()): Recipient | undefined {
  const recipient = message.recipients.get(unitId);
  if (recipient?.state !== 'FORWARDED') return recipient;
  if (seen.has(unitId) || recipient.forwardedToUnitId === null) return undefined;
  return endOf(message, recipient.forwardedToUnitId, new Set([...seen, unitId]));
}

const UNITS = ['unt_a', 'unt_b', 'unt_c', 'unt_d', 'unt_e'];
const unit = fc.constantFrom(...UNITS);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('read', 'acknowledge', 'forward', 'forward'),
  unitId: unit,
  toUnitId: unit,
});
const recipients = fc.uniqueArray(unit, { minLength: 1 });

describe('a message is never lost, whatever the units do with it in whatever order', () => {
  test('one unit at least owes the acknowledgement or has given it, and every forwarding ends at such a unit', () => {
    fc.assert(
      fc.property(recipients, fc.array(step, { maxLength: 60 }), (units, steps) => {
        const message = new Message(units);
        for (const next of steps) {
          message.do(next);
          const states = [...message.recipients.values()];
          expect(states.some((r) => isOutstanding(r) || r.state === 'ACKNOWLEDGED')).toBe(true);
          for (const unitId of message.recipients.keys()) {
            const end = endOf(message, unitId);
            expect(end && (isOutstanding(end) || end.state === 'ACKNOWLEDGED')).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the count of owed acknowledgements is always that of the units that owe one', () => {
    fc.assert(
      fc.property(recipients, fc.array(step, { maxLength: 60 }), (units, steps) => {
        const message = new Message(units);
        for (const next of steps) {
          message.do(next);
          expect(message.outstanding).toBe([...message.recipients.values()].filter(isOutstanding).length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the first acknowledgement of a unit stands for ever', () => {
    fc.assert(
      fc.property(recipients, fc.array(step, { maxLength: 60 }), (units, steps) => {
        const message = new Message(units);
        for (const next of steps) message.do(next);
        for (const [unitId, given] of message.acknowledgements) expect(message.recipients.get(unitId)).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  test('when A hands on to B and B hands it back, then A owes the acknowledgement again and nothing before counts', () => {
    const message = new Message(['unt_a']);
    message.do({ kind: 'forward', unitId: 'unt_a', toUnitId: 'unt_b' });
    message.do({ kind: 'forward', unitId: 'unt_b', toUnitId: 'unt_a' });
    expect(message.recipients.get('unt_a')).toEqual(newRecipient('unt_a'));
    expect(message.recipients.get('unt_b')).toMatchObject({ state: 'FORWARDED', forwardedToUnitId: 'unt_a' });
    expect(message.outstanding).toBe(1);
  });
});
