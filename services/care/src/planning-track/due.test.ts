import { addHours } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AT_WARD } from '../episode/domain.ts';
import type { EpisodeState } from '../generated/resolvers.ts';
import { basisHours, type DueParty, dueOf } from './due.ts';

const SENT = new Date('2026-11-20T12:00:00Z');
const TERMS = { begunAt: SENT, hours: [] };
const party = (change: Partial<DueParty> = {}): DueParty => ({
  unitId: 'assessment',
  kind: 'ASSESSMENT',
  since: SENT,
  isReleased: false,
  isAnswered: false,
  ...change,
});

describe('dueOf (G-108)', () => {
  test('when 48 hours have passed without an answer, then the unit is late; at the very instant it is not', () => {
    const due = dueOf(TERMS, 'ADMITTED', [party()], addHours(SENT, 48));
    expect(due).toMatchObject({ at: addHours(SENT, 48), isOverdue: false });
    const after = dueOf(TERMS, 'ADMITTED', [party()], new Date(addHours(SENT, 48).getTime() + 1));
    expect(after).toMatchObject({ isOverdue: true, parties: [{ unitId: 'assessment', isOverdue: true }] });
  });

  test('when the clock is moved in between, then 48 hours are 48 hours of absolute time', () => {
    const begunAt = new Date('2026-10-24T12:00:00Z'); // the night when summer time ends lies in between
    expect(dueOf({ begunAt, hours: [] }, 'ADMITTED', [], SENT).at).toEqual(new Date('2026-10-26T12:00:00Z'));
  });

  test('when the region agrees on other hours, then they hold for notices from that Swedish day on', () => {
    const hours = [{ from: '2026-11-20', value: { basisHours: 24 } }];
    // Half an hour before and after midnight in Sweden.
    const before = dueOf({ begunAt: new Date('2026-11-19T22:30:00Z'), hours }, 'ADMITTED', [], SENT);
    const after = dueOf({ begunAt: new Date('2026-11-19T23:30:00Z'), hours }, 'ADMITTED', [], SENT);
    expect(before.at).toEqual(new Date('2026-11-21T22:30:00Z'));
    expect(after.at).toEqual(new Date('2026-11-20T23:30:00Z'));
    expect(basisHours(hours, '2026-11-19')).toBe(48);
  });

  test('when a unit joins later, then it has as many hours from then (G-008)', () => {
    const since = addHours(SENT, 40);
    const { at, parties } = dueOf(TERMS, 'ADMITTED', [party({ since })], addHours(SENT, 60));
    expect(at).toEqual(addHours(SENT, 48));
    expect(parties).toMatchObject([{ dueAt: addHours(since, 48), isOverdue: false }]);
  });

  test.each([
    ['has answered', party({ isAnswered: true })],
    ['is released', party({ isReleased: true })],
    ['answers no part', party({ kind: 'RESIDENCE' })],
  ])('when a unit %s, then it is never late', (_, one) => {
    expect(dueOf(TERMS, 'ADMITTED', [one], addHours(SENT, 1000)).isOverdue).toBe(false);
  });

  test('whoever takes part since whenever, then late is who owes an answer at the ward after the time, and the whole when one is', () => {
    const any = fc.record({
      unitId: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom<DueParty['kind']>('ASSESSMENT', 'HEALTH_CENTRE', 'RESIDENCE'),
      since: fc.integer({ min: -10, max: 100 }).map((hours) => addHours(SENT, hours)),
      isReleased: fc.boolean(),
      isAnswered: fc.boolean(),
    });
    const states = fc.constantFrom<EpisodeState>('ADMITTED', 'DISCHARGE_READY', 'DISCHARGED', 'CLOSED', 'VOIDED');
    fc.assert(
      fc.property(fc.array(any), states, fc.integer({ min: 0, max: 200 }), (parties, state, passed) => {
        const now = addHours(SENT, passed);
        const due = dueOf(TERMS, state, parties, now);
        const owing = parties.filter(({ kind, isReleased }) => kind !== 'RESIDENCE' && !isReleased);
        expect(due.parties.map(({ unitId }) => unitId)).toEqual(owing.map(({ unitId }) => unitId));
        due.parties.forEach(({ dueAt, isAnswered, isOverdue }) => {
          expect(dueAt.getTime()).toBeGreaterThanOrEqual(due.at.getTime());
          expect(isOverdue).toBe(AT_WARD.includes(state) && !isAnswered && now > dueAt);
        });
        expect(due.isOverdue).toBe(due.parties.some(({ isOverdue }) => isOverdue));
      }),
    );
  });
});
