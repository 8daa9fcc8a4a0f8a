import { describe, expect, test } from 'vitest';
import { type Draft, type DraftInput, decideSave, expiresAt, lastKept, MAX_DRAFTS } from './domain.ts';

const SAVED = new Date('2026-11-21T08:00:00.000Z');
const KEPT: Draft = { id: 'drf_1', key: 'form', version: 'drv_1', patientId: null, savedAt: SAVED, content: 'a' };
const input = (change: Partial<DraftInput> = {}): DraftInput => ({
  key: 'form',
  version: 'drv_1',
  content: 'b',
  patientId: null,
  ...change,
});

describe('decideSave (B-05)', () => {
  test.each<[string, Draft | null, Partial<DraftInput>, number, unknown]>([
    ['nothing is kept and no version is given', null, { version: null }, 0, { value: 'CREATE' }],
    ['one more than there may be is begun', null, { version: null }, MAX_DRAFTS, { problem: 'FULL' }],
    ['the last one that there may be is begun', null, { version: null }, MAX_DRAFTS - 1, { value: 'CREATE' }],
    ['another window has deleted it', null, {}, 0, { problem: 'CHANGED' }],
    ['the version is the one that is kept', KEPT, {}, MAX_DRAFTS, { value: 'REPLACE' }],
    ['another window has saved since', KEPT, { version: 'drv_0' }, 1, { problem: 'CHANGED' }],
    ['another window was first to begin', KEPT, { version: null }, 1, { problem: 'CHANGED' }],
    ['the same comes twice', KEPT, { version: 'drv_0', content: 'a' }, 1, { value: 'NOTHING' }],
    ['the first save comes twice', KEPT, { version: null, content: 'a' }, 1, { value: 'NOTHING' }],
    [
      'the same comes about somebody else',
      KEPT,
      { version: null, content: 'a', patientId: 'pat_1' },
      1,
      { problem: 'CHANGED' },
    ],
  ])('when %s, then this comes of it', (_, before, change, count, outcome) => {
    expect(decideSave(before, input(change), count)).toMatchObject(outcome as object);
  });
});

test('a draft is kept so many times 24 hours after it was saved, over a change of clocks too', () => {
  const savedAt = new Date('2026-10-24T22:30:00.000Z');
  const until = expiresAt({ savedAt }, 30);
  expect(until).toEqual(new Date('2026-11-23T22:30:00.000Z'));
  expect(lastKept(until, 30)).toEqual(savedAt);
});
