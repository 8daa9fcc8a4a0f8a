import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanningTrack } from '../generated/resolvers.ts';
import { type Chosen, choose, isMeetingMissing, lockedParts, type NewChoice, type PartVersion } from './domain.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const LATER = new Date('2026-11-22T12:00:00Z');
const ASSESSMENT: PartVersion = { unitId: 'assessment', partition: 'NEEDS_ASSESSMENT', version: 1 };
const NURSING: PartVersion = { unitId: 'home-health', partition: 'NURSING', version: 3 };

const given = (track: PlanningTrack, change: Partial<NewChoice> = {}): NewChoice => ({
  track,
  meetingAt: null,
  groups: null,
  reason: null,
  ...change,
});

function must(latest: Chosen | null, choice: NewChoice, parts: readonly PartVersion[] = [], now = NOW): Chosen {
  const chosen = choose(latest, latest?.version ?? 0, choice, parts, now);
  if (!chosen.ok) throw new Error(chosen.problem.code);
  return chosen.value;
}

describe('choose (G-108)', () => {
  test('when the track becomes red, then the parts there are led to it; what comes later did not', () => {
    const red = must(null, given('RED'), [ASSESSMENT]);
    expect(red).toMatchObject({ track: 'RED', since: NOW, basis: [ASSESSMENT], version: 1 });
    const planned = must(red, given('RED', { meetingAt: LATER }), [ASSESSMENT, NURSING], LATER);
    expect(planned).toMatchObject({ since: NOW, basis: [ASSESSMENT], meetingAt: LATER, version: 2 });
  });

  test('when it leaves red without a reason, then the reason is asked for; with one, what led to it is open again', () => {
    const red = must(null, given('RED'), [ASSESSMENT]);
    expect(choose(red, 1, given('GREEN'), [], LATER)).toMatchObject({
      problem: { code: 'PLANNING_TRACK_REASON_MISSING', field: 'input.reason' },
    });
    const green = must(red, given('GREEN', { reason: 'Fel patient.' }), [ASSESSMENT], LATER);
    expect(green).toMatchObject({ track: 'GREEN', since: LATER, basis: [] });
    expect(lockedParts(green, false)).toEqual([]);
  });

  test('when somebody chose meanwhile, then it is refused', () => {
    const yellow = must(null, given('YELLOW'));
    for (const version of [0, 2]) {
      expect(choose(yellow, version, given('RED'), [], NOW)).toMatchObject({ problem: { code: 'CHANGED_MEANWHILE' } });
    }
  });

  test('whatever is chosen in whatever order, then only red holds parts fast, and only those that were there when it became red', () => {
    const step = fc.record({
      track: fc.constantFrom<PlanningTrack>('GREEN', 'YELLOW', 'RED'),
      parts: fc.subarray([ASSESSMENT, NURSING]),
      special: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let latest: Chosen | null = null;
        steps.forEach(({ track, parts, special }, i) => {
          const before: Chosen | null = latest;
          const at = new Date(NOW.getTime() + i);
          latest = must(before, given(track, { reason: 'Därför.' }), parts, at);
          const isSame = before?.track === track;
          const led = isSame ? before.basis : parts;
          expect(latest).toMatchObject({ version: i + 1, since: isSame ? before.since : at });
          expect(lockedParts(latest, special)).toEqual(track === 'RED' && !special ? led : []);
        });
      }),
    );
  });
});

test('when nothing is chosen, then nothing is held fast', () => {
  expect(lockedParts(null, false)).toEqual([]);
});

test.each([
  ['RED', null, false, true],
  ['RED', null, true, false],
  ['RED', LATER, false, false],
  ['YELLOW', null, false, false],
  ['GREEN', null, false, false],
] as const)(
  'when the track is %s, the meeting is at %j and somebody is invited: %s, then it is missing: %s',
  (track, meetingAt, isInvited, isMissing) => {
    expect(isMeetingMissing({ track, meetingAt }, { isStarted: isInvited, isInvited })).toBe(isMissing);
  },
);
