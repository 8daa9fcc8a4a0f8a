import { idFrom } from '@samplan/kit/id';

/** Chance that comes out the same every time. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from the first to below the second. */
  between(from: number, below: number): number;
  /** True in so many of a hundred cases. */
  percent(share: number): boolean;
  /** One of several; there must be one. */
  pick<T>(of: readonly T[]): T;
  /** The same things in another order. */
  shuffled<T>(of: readonly T[]): T[];
  /** An id made at an instant. */
  id(prefix: string, at: Date): string;
}

/**
 * Chance of a subject's own, so that more or fewer draws in one subject leave the others as they are.
 * The generator is Mulberry32, started with the FNV-1a hash of the subject.
 */
export function chanceOf(subject: string): Chance {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(subject)) state = Math.imul(state ^ byte, 0x01000193);

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function between(from: number, below: number): number {
    return from + Math.floor(next() * (below - from));
  }

  return {
    next,
    between,
    percent: (share) => next() * 100 < share,
    pick(of) {
      const picked = of[between(0, of.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    shuffled(of) {
      return of
        .map((thing) => ({ thing, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ thing }) => thing);
    },
    id: (prefix, at) => idFrom(prefix, at, next),
  };
}
