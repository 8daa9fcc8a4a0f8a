import { addHours } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addStep, type DataIncident, dueOf, notifyBefore, type StepKind, stateOf, supplementBefore } from './domain.ts';

const at = (text: string): Date => new Date(text);
const FOUND = at('2026-11-21T08:00:00Z');

function incident(more: Partial<DataIncident> = {}): DataIncident {
  return {
    id: 'inc_1',
    reviewId: null,
    description: 'x',
    isHighRisk: false,
    discoveredAt: FOUND,
    createdAt: FOUND,
    createdById: 'usr_1',
    officer: { name: 'Ombud', email: 'ombud@example.org' },
    steps: [],
    ...more,
  };
}

function after(of: DataIncident, ...kinds: readonly StepKind[]): DataIncident {
  return kinds.reduce((before, kind) => {
    const step = { kind, note: null, doneAt: addHours(FOUND, 1), notedAt: addHours(FOUND, 1), notedById: 'usr_1' };
    const next = addStep(before, step);
    if (!next.ok) throw new Error(next.problem);
    return next.value;
  }, of);
}

describe('the time limits (G-089, f.6 108)', () => {
  test.each([
    ['in winter', '2026-11-21T08:00:00Z', '2026-11-24T08:00:00.000Z'],
    ['over the night on which the clock goes forward', '2026-03-28T22:30:00Z', '2026-03-31T22:30:00.000Z'],
    ['over the night on which the clock goes back', '2026-10-24T21:30:00Z', '2026-10-27T21:30:00.000Z'],
    ['over New Year', '2026-12-30T23:59:59Z', '2027-01-02T23:59:59.000Z'],
  ])(
    'when an incident is discovered %s, then the authority is to be notified within 72 hours of absolute time',
    (_, found, before) => {
      expect(notifyBefore({ discoveredAt: at(found) }).toISOString()).toBe(before);
    },
  );

  test('supplements are due four weeks after the notification, and not before there is one', () => {
    expect(supplementBefore(incident())).toBeNull();
    expect(supplementBefore(after(incident(), 'AUTHORITY_NOTIFIED'))).toEqual(at('2026-12-19T09:00:00Z'));
  });

  const notified = after(incident(), 'AUTHORITY_NOTIFIED');
  test.each([
    ['nothing was done', incident(), 71, 'NOTIFICATION'],
    ['nothing was done in 72 hours', incident(), 72, 'NOTIFICATION_LATE'],
    ['the authority was notified', notified, 100, 'SUPPLEMENT'],
    ['four weeks went by', notified, 1 + 28 * 24, 'SUPPLEMENT_LATE'],
    ['it was supplemented', after(notified, 'SUPPLEMENTED'), 1000, null],
    ['the risk is high', after(incident({ isHighRisk: true }), 'AUTHORITY_NOTIFIED'), 2, 'INFORMATION'],
    ['it is closed', after(incident(), 'CLOSED'), 1000, null],
  ] as const)('when %s, then after hours this is due', (_, of, hours, due) => {
    expect(dueOf(of, addHours(FOUND, hours))).toBe(due);
  });
});

describe('the course', () => {
  test.each([
    ['after it was closed', after(incident(), 'CLOSED'), 'NOTED', 'CLOSED'],
    ['a second notification', after(incident(), 'AUTHORITY_NOTIFIED'), 'AUTHORITY_NOTIFIED', 'TWICE'],
    ['a supplement without notification', incident(), 'SUPPLEMENTED', 'NOT_NOTIFIED'],
    ['closing while nobody was informed of a high risk', incident({ isHighRisk: true }), 'CLOSED', 'NOT_INFORMED'],
  ] as const)('refuses %s', (_, of, kind, problem) => {
    const step = { kind, note: null, doneAt: FOUND, notedAt: FOUND, notedById: 'usr_1' };
    expect(addStep(of, step)).toEqual({ ok: false, problem });
  });

  test('whatever is tried in whatever order, then earlier steps stay as they are and nothing follows the end', () => {
    const kinds: readonly StepKind[] = ['AUTHORITY_NOTIFIED', 'SUPPLEMENTED', 'SUBJECTS_INFORMED', 'NOTED', 'CLOSED'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds)), fc.boolean(), (tried, isHighRisk) => {
        let now = incident({ isHighRisk });
        for (const kind of tried) {
          const before = now;
          const step = { kind, note: null, doneAt: FOUND, notedAt: FOUND, notedById: 'usr_1' };
          const next = addStep(before, step);
          if (next.ok) now = next.value;
          expect(now.steps.slice(0, before.steps.length)).toEqual(before.steps);
          if (stateOf(before) === 'CLOSED') expect(next.ok).toBe(false);
        }
      }),
    );
  });
});
