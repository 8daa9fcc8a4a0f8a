import type { Clock } from '@samplan/kit/time';

/** A clock that goes on by itself from a given instant and can be moved. */
export interface TestClock {
  readonly now: Clock;
  /** Moves the clock, also backwards. */
  move(change: { readonly minutes?: number; readonly hours?: number; readonly days?: number }): void;
}

/** A Saturday morning in November, in winter time. */
export const START = new Date('2026-11-21T08:00:00.000Z');

/** Makes a clock. */
export function testClock(start: Date = START): TestClock {
  const began = performance.now();
  let offset = start.getTime();
  return {
    now: () => new Date(Math.round(offset + performance.now() - began)),
    move({ minutes = 0, hours = 0, days = 0 }) {
      offset += ((days * 24 + hours) * 60 + minutes) * 60_000;
    },
  };
}
