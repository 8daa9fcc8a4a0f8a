import { createLog } from '@samplan/kit/server/log';
import { describe, expect, test } from 'vitest';
import { ongoingSettlings } from './ongoing.ts';
import type { SettlingOutcome, SettlingProgress } from './settlement-store.ts';

const SILENT = createLog('test', 'silent');
const REFUSED: SettlingOutcome = { kind: 'REFUSED', refusal: { kind: 'NOT_OVER' }, due: null };
const MISSING: SettlingOutcome = { kind: 'AMOUNT_MISSING', year: 2021 };
const ANY_TIME_MS = 600_000;

/** A month that is settled until the test says what it came to. */
function month() {
  const told: { progress: SettlingProgress } = { progress: () => {} };
  const outcome: { end: (of: SettlingOutcome) => void; fail: (error: unknown) => void } = { end() {}, fail() {} };
  const ended = new Promise<SettlingOutcome>((resolve, reject) => {
    outcome.end = resolve;
    outcome.fail = reject;
  });
  const settle = (progress: SettlingProgress): Promise<SettlingOutcome> => {
    told.progress = progress;
    return ended;
  };
  return { settle, ...outcome, goOn: (episodes: number) => told.progress(episodes) };
}

/** Lets what waits for a promise run. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a month that is being settled', () => {
  test('when it is soon done, then the one who asked is told what came of it', async () => {
    const { settle, end } = month();
    end(REFUSED);
    expect(await ongoingSettlings(SILENT, ANY_TIME_MS).ask('a', settle)).toEqual({ ...REFUSED, isLate: false });
  });

  test('when it takes longer, then whoever asks is told how far it has come, and it is not begun twice', async () => {
    const settlings = ongoingSettlings(SILENT, 0);
    const { settle, end, goOn } = month();
    expect(await settlings.ask('a', settle)).toEqual({ kind: 'ONGOING', episodeCount: 0 });
    goOn(500);
    goOn(300);
    const neverBegun = () => Promise.reject(new Error('begun twice'));
    expect(await settlings.ask('a', neverBegun)).toEqual({ kind: 'ONGOING', episodeCount: 800 });
    end(REFUSED);
  });

  test('when it turns out that it cannot be settled, then the next who asks is told, once', async () => {
    const settlings = ongoingSettlings(SILENT, 0);
    const first = month();
    await settlings.ask('a', first.settle);
    first.end(MISSING);
    await turn();
    expect(await settlings.ask('a', month().settle)).toEqual({ ...MISSING, isLate: true });
    expect(await settlings.ask('a', month().settle)).toMatchObject({ kind: 'ONGOING' });
  });

  test('when it fails, then asking again begins it anew', async () => {
    const settlings = ongoingSettlings(SILENT, 0);
    const first = month();
    await settlings.ask('a', first.settle);
    first.fail(new Error('gone'));
    await turn();
    const second = month();
    expect(await settlings.ask('a', second.settle)).toEqual({ kind: 'ONGOING', episodeCount: 0 });
    second.goOn(7);
    expect(await settlings.ask('a', month().settle)).toEqual({ kind: 'ONGOING', episodeCount: 7 });
  });

  test('when as many as can be are settled, then another is not begun', async () => {
    const settlings = ongoingSettlings(SILENT, 0);
    for (const key of ['a', 'b', 'c']) await settlings.ask(key, month().settle);
    expect(await settlings.ask('d', month().settle)).toEqual({ kind: 'ONGOING', episodeCount: null });
  });

  test('when the process ends, then what goes on is ended at its next page, and waited for', async () => {
    const settlings = ongoingSettlings(SILENT, 0);
    const { settle, fail, goOn } = month();
    await settlings.ask('a', settle);
    const closed = settlings.close();
    try {
      goOn(500);
    } catch (error) {
      fail(error);
    }
    await expect(closed).resolves.toBeUndefined();
  });
});
