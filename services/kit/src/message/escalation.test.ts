import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newRecipient } from './domain.ts';
import { answerBefore, ESCALATION_STEPS, escalationOf, receivedAtStep } from './escalation.ts';

const at = (text: string): Date => new Date(text);
const came = (text: string) => newRecipient('unt_1', at(text));

describe('escalationOf (B-01, F-026, F-039)', () => {
  test.each([
    ['on the day it came', '2026-11-24T08:00:00Z', '2026-11-24T22:59:59.999Z', 'UNIT'],
    ['when the day is over by the Swedish clock', '2026-11-24T08:00:00Z', '2026-11-24T23:00:00Z', 'SUPER_USER'],
    ['to the end of the next day', '2026-11-24T08:00:00Z', '2026-11-25T22:59:59.999Z', 'SUPER_USER'],
    ['after the next day', '2026-11-24T08:00:00Z', '2026-11-25T23:00:00Z', 'ADMINISTRATOR'],
    ['that came on a Friday, on Sunday', '2026-11-20T08:00:00Z', '2026-11-22T12:00:00Z', 'SUPER_USER'],
    ['that came on a Friday, on Monday', '2026-11-20T08:00:00Z', '2026-11-23T22:59:59Z', 'SUPER_USER'],
    ['that came on a Friday, on Tuesday', '2026-11-20T08:00:00Z', '2026-11-23T23:00:00Z', 'ADMINISTRATOR'],
    ['that came on Maundy Thursday, on Easter Monday', '2026-04-02T08:00:00Z', '2026-04-06T12:00:00Z', 'SUPER_USER'],
    ['that came on Maundy Thursday, on Wednesday', '2026-04-02T08:00:00Z', '2026-04-07T22:00:00Z', 'ADMINISTRATOR'],
    ['that came just before midnight', '2026-07-14T21:59:59Z', '2026-07-14T22:00:00Z', 'SUPER_USER'],
    ['that came just after midnight', '2026-07-14T22:00:00Z', '2026-07-15T21:59:59Z', 'UNIT'],
  ])('a message %s', (_, receivedAt, now, step) => {
    expect(escalationOf(came(receivedAt), at(now))).toBe(step);
  });

  test('when nothing is owed, then it is nobody’s turn', () => {
    const states = ['ACKNOWLEDGED', 'FORWARDED', 'DELEGATED', 'RETURNED_MISDIRECTED', 'RELEASED'] as const;
    for (const state of states) {
      expect(escalationOf({ ...came('2026-11-20T08:00:00Z'), state }, at('2026-11-30T08:00:00Z'))).toBeNull();
    }
    expect(escalationOf({ ...came('2026-11-20T08:00:00Z'), state: 'READ' }, at('2026-11-30T08:00:00Z'))).not.toBeNull();
  });

  test('a day of 25 hours is answered before its own end', () => {
    expect(answerBefore(came('2026-10-25T00:30:00Z'))).toEqual(at('2026-10-25T23:00:00Z'));
  });
});

const times = fc.date({ min: at('2005-01-02T00:00:00Z'), max: at('2299-12-01T00:00:00Z'), noInvalidDate: true });
const ORDER = { UNIT: 0, SUPER_USER: 1, ADMINISTRATOR: 2 } as const;
const waits = fc.integer({ min: 0, max: 9 * 86_400_000 });

describe('every instant, over years', () => {
  test('has one step, and many asked for at once give the same as each by itself', () => {
    fc.assert(
      fc.property(times, waits, (receivedAt, wait) => {
        const now = new Date(receivedAt.getTime() + wait);
        const step = escalationOf(newRecipient('unt_1', receivedAt), now);
        const within = (asked: (typeof ESCALATION_STEPS)[number], orLater: boolean) => {
          const { from, before } = receivedAtStep(asked, now, orLater);
          return (!from || receivedAt >= from) && (!before || receivedAt < before);
        };
        expect(ESCALATION_STEPS.filter((asked) => within(asked, false))).toEqual([step]);
        const reached = ESCALATION_STEPS.filter((one) => one === step || ORDER[one] < ORDER[step ?? 'UNIT']);
        expect(ESCALATION_STEPS.filter((asked) => within(asked, true))).toEqual(reached);
      }),
    );
  });

  test('only climbs while time goes on', () => {
    fc.assert(
      fc.property(times, waits, waits, (receivedAt, one, other) => {
        const stepAfter = (wait: number) =>
          ORDER[
            escalationOf(newRecipient('unt_1', receivedAt), new Date(receivedAt.getTime() + wait)) ?? 'ADMINISTRATOR'
          ];
        expect(stepAfter(Math.min(one, other))).toBeLessThanOrEqual(stepAfter(Math.max(one, other)));
      }),
    );
  });
});
