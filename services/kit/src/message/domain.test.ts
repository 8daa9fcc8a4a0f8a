import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledge,
  acknowledgeOnBehalf,
  delegate,
  forward,
  isOutstanding,
  newRecipient,
  type Recipient,
  read,
  release,
  reroute,
  returnMisdirected,
  toldRecipient,
} from './domain.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const LATER = new Date('2026-11-21T09:00:00.000Z');

function acknowledged(unitId: string): Recipient {
  const result = acknowledge(newRecipient(unitId, NOW), 'usr_first', NOW);
  if (!result.ok) throw new Error('a new recipient can acknowledge');
  return result.value;
}

function forwarded(unitId: string, toUnitId: string): Recipient {
  const result = forward(newRecipient(unitId, NOW), toUnitId, [], 'usr_first', NOW);
  if (!result.ok) throw new Error('a new recipient can forward');
  return result.value.from;
}

describe('reading', () => {
  test('notes who read first and when, and the message is still owed an acknowledgement', () => {
    const once = read(newRecipient('unt_a', NOW), 'usr_first', NOW);
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
    const opened = read(newRecipient('unt_a', NOW), 'usr_first', NOW);
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
    expect(acknowledge(forwarded('unt_a', 'unt_b'), 'usr_second', LATER)).toEqual({ ok: false, problem: 'HANDED_ON' });
  });
});

describe('handing on (F-224)', () => {
  test('to itself is refused', () => {
    expect(forward(newRecipient('unt_a', NOW), 'unt_a', [], 'usr_first', NOW)).toEqual({
      ok: false,
      problem: 'OWN_UNIT',
    });
  });

  test('what is acknowledged or handed on already is refused', () => {
    for (const settled of [acknowledged('unt_a'), forwarded('unt_a', 'unt_b')]) {
      expect(forward(settled, 'unt_c', [], 'usr_first', NOW)).toEqual({ ok: false, problem: 'NOT_OUTSTANDING' });
    }
  });

  test('to a unit that has acknowledged leaves its acknowledgement as it is', () => {
    const others = [acknowledged('unt_b')];
    const result = forward(newRecipient('unt_a', NOW), 'unt_b', others, 'usr_second', LATER);
    expect(result.ok && result.value).toMatchObject({ to: [] });
  });
});

describe('delegating (F-224)', () => {
  test('makes every unit concerned owe an acknowledgement, and the one that delegates none', () => {
    const result = delegate(
      newRecipient('unt_a', NOW),
      ['unt_b', 'unt_c'],
      [acknowledged('unt_c')],
      'usr_first',
      LATER,
    );
    expect(result.ok && result.value.from).toMatchObject({ state: 'DELEGATED', handedOnToUnitIds: ['unt_b', 'unt_c'] });
    expect(result.ok && result.value.to).toEqual([newRecipient('unt_b', LATER)]);
  });

  test('to itself among others is refused', () => {
    const result = delegate(newRecipient('unt_a', NOW), ['unt_b', 'unt_a'], [], 'usr_first', NOW);
    expect(result).toEqual({ ok: false, problem: 'OWN_UNIT' });
  });
});

describe('what is not the unit’s own doing', () => {
  test('acknowledging on behalf keeps the reason and does not say that the unit has read it (B-01)', () => {
    const result = acknowledgeOnBehalf(newRecipient('unt_a', NOW), 'usr_admin', 'Enheten är stängd.', LATER);
    expect(result.ok && result.value).toMatchObject({
      state: 'ACKNOWLEDGED',
      readAt: null,
      onBehalfReason: 'Enheten är stängd.',
    });
  });

  test('acknowledging on behalf of a unit that has acknowledged is refused', () => {
    const result = acknowledgeOnBehalf(acknowledged('unt_a'), 'usr_admin', 'Enheten är stängd.', LATER);
    expect(result).toEqual({ ok: false, problem: 'ACKNOWLEDGED' });
  });

  test('a stuck message that is moved was never read where it was stuck (B-02)', () => {
    const result = reroute(newRecipient('unt_a', NOW), 'unt_b', [], 'usr_admin', LATER);
    expect(result.ok && result.value.from).toMatchObject({ state: 'FORWARDED', readAt: null, receivedAt: NOW });
  });
});

describe('giving back (G-103)', () => {
  test('ends what the unit owes, with the reason', () => {
    const result = returnMisdirected(newRecipient('unt_a', NOW), 'usr_first', 'Personen bor inte här.', LATER);
    expect(result.ok && result.value).toMatchObject({
      state: 'RETURNED_MISDIRECTED',
      returnReason: 'Personen bor inte här.',
    });
    expect(result.ok && isOutstanding(result.value)).toBe(false);
  });

  test('who was only told gives it back too (F-311); who was released later has nothing to give back', () => {
    const told = returnMisdirected(toldRecipient('unt_a', NOW), 'usr_first', 'Fel.', LATER);
    expect(told.ok && told.value).toMatchObject({ state: 'RETURNED_MISDIRECTED', readAt: LATER });
    const released = release(newRecipient('unt_a', NOW), 'PLAN_STOPPED', NOW);
    for (const gone of [released, told.ok ? told.value : null]) {
      expect(gone && returnMisdirected(gone, 'usr_first', 'Fel.', LATER)).toMatchObject({ problem: 'NOT_OUTSTANDING' });
    }
  });

  test('what is acknowledged is refused', () => {
    expect(returnMisdirected(acknowledged('unt_a'), 'usr_first', 'Fel.', LATER)).toEqual({
      ok: false,
      problem: 'NOT_OUTSTANDING',
    });
  });

  test('when it is given back, then it can neither be acknowledged nor handed on', () => {
    const given = returnMisdirected(newRecipient('unt_a', NOW), 'usr_first', 'Fel.', LATER);
    if (!given.ok) throw new Error('a new recipient can give back');
    expect(acknowledge(given.value, 'usr_first', LATER)).toEqual({ ok: false, problem: 'RETURNED' });
    expect(forward(given.value, 'unt_b', [], 'usr_first', LATER)).toEqual({ ok: false, problem: 'NOT_OUTSTANDING' });
  });
});

describe('releasing', () => {
  test('ends what is owed and leaves what was acknowledged', () => {
    expect(release(newRecipient('unt_a', NOW), 'MESSAGE_VOIDED', LATER)).toMatchObject({
      state: 'RELEASED',
      releasedAt: LATER,
      releaseReason: 'MESSAGE_VOIDED',
    });
    expect(release(acknowledged('unt_a'), 'MESSAGE_VOIDED', LATER)).toEqual(acknowledged('unt_a'));
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
    this.recipients = new Map(unitIds.map((unitId) => [unitId, newRecipient(unitId, NOW)]));
    this.outstanding = this.recipients.size;
  }

  do({ kind, unitId, toUnitId }: Step): void {
    const recipient = this.recipients.get(unitId);
    if (!recipient) return; // a unit that never got it can do nothing
    const now = this.tick();
    if (kind === 'read') this.recipients.set(unitId, read(recipient, 'usr_any', now));
    if (kind === 'acknowledge') this.acknowledge(recipient, now);
    if (kind === 'forward') this.handOn(forward(recipient, toUnitId, this.others(recipient), 'usr_any', now));
    if (kind === 'reroute') this.handOn(reroute(recipient, toUnitId, this.others(recipient), 'usr_any', now));
    if (kind === 'delegate') {
      const toUnitIds = UNITS.filter((other) => other >= toUnitId);
      this.handOn(delegate(recipient, toUnitIds, this.others(recipient), 'usr_any', now));
    }
  }

  private acknowledge(recipient: Recipient, now: Date): void {
    const result = acknowledge(recipient, 'usr_any', now);
    if (!result.ok) return;
    this.outstanding -= Number(isOutstanding(recipient)) - Number(isOutstanding(result.value));
    this.recipients.set(recipient.unitId, result.value);
    if (!this.acknowledgements.has(recipient.unitId)) this.acknowledgements.set(recipient.unitId, result.value);
  }

  private others(recipient: Recipient): readonly Recipient[] {
    return [...this.recipients.values()].filter((other) => other !== recipient);
  }

  private handOn(result: ReturnType<typeof delegate>): void {
    if (!result.ok) return;
    const { from, to } = result.value;
    this.outstanding += to.length - 1;
    for (const changed of [from, ...to]) this.recipients.set(changed.unitId, changed);
  }

  private tick(): Date {
    this.seconds += 1;
    return new Date(NOW.getTime() + this.seconds * 1000);
  }
}

interface Step {
  readonly kind: 'read' | 'acknowledge' | 'forward' | 'reroute' | 'delegate';
  readonly unitId: string;
  readonly toUnitId: string;
}

/** Where a message is that a unit handed on: the ends of the chains of handing on. */
function endsOf(message: Message, unitId: string, seen: ReadonlySet<string> = new Set()): readonly Recipient[] {
  const recipient = message.recipients.get(unitId);
  if (!recipient || seen.has(unitId)) return [];
  if (recipient.handedOnToUnitIds.length === 0) return [recipient];
  return recipient.handedOnToUnitIds.flatMap((to) => endsOf(message, to, new Set([...seen, unitId])));
}

const UNITS = ['unt_a', 'unt_b', 'unt_c', 'unt_d', 'unt_e'];
const unit = fc.constantFrom(...UNITS);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('read', 'acknowledge', 'forward', 'reroute', 'delegate'),
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
            const ends = endsOf(message, unitId);
            expect(ends.some((end) => isOutstanding(end) || end.state === 'ACKNOWLEDGED')).toBe(true);
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
    expect(message.recipients.get('unt_a')).toEqual(newRecipient('unt_a', expect.any(Date)));
    expect(message.recipients.get('unt_b')).toMatchObject({ state: 'FORWARDED', handedOnToUnitIds: ['unt_a'] });
    expect(message.outstanding).toBe(1);
  });
});

describe('being told only (F-311, f.5 90)', () => {
  test('owes nothing from the start, and reading it changes nothing of that', () => {
    const told = toldRecipient('unt_a', NOW);
    expect(told).toMatchObject({ state: 'RELEASED', releaseReason: 'TOLD_ONLY', receivedAt: NOW });
    expect(isOutstanding(told)).toBe(false);
    expect(isOutstanding(read(told, 'usr_first', LATER))).toBe(false);
    expect(acknowledge(told, 'usr_first', LATER)).toEqual({ ok: false, problem: 'RELEASED' });
  });
});
