import { describe, expect, test } from 'vitest';
import { takeTurns } from './turns.ts';

/** Work that ends when it is told to. */
function heldWork() {
  const ends: (() => void)[] = [];
  return { ends, work: () => new Promise<void>((resolve) => ends.push(resolve)) };
}

describe('takeTurns', () => {
  test('when more comes than runs at once, then the rest waits in order and everything is done', async () => {
    const inTurn = takeTurns({ atOnce: 2, waiting: 10 });
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const all = [0, 1, 2, 3, 4, 5].map((n) =>
      inTurn(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        done.push(n);
      }),
    );
    await Promise.all(all);
    expect(most).toBe(2);
    expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('when too many wait, then the next is turned away and those who wait are not', async () => {
    const inTurn = takeTurns({ atOnce: 1, waiting: 1 });
    const { ends, work } = heldWork();
    const first = inTurn(work);
    const second = inTurn(work);
    await expect(inTurn(work)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    ends.shift()?.();
    await first;
    ends.shift()?.();
    await second;
    expect(ends).toEqual([]);
  });

  test('when work fails, then its place is free again', async () => {
    const inTurn = takeTurns({ atOnce: 1, waiting: 0 });
    await expect(inTurn(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await inTurn(async () => 'done')).toBe('done');
  });
});
