import { addHours } from '@samplan/kit/time';
import { expect, test } from 'vitest';
import { counterOf } from './counter.ts';
import { judge } from './domain.ts';
import { episodeFacts, NOTICE_AT, readinessNotice } from './example.ts';
import type { LiabilityFacts } from './facts.ts';

function counter(now: Date, change: Partial<LiabilityFacts> = {}) {
  const latest = judge(episodeFacts(change), now).at(-1);
  return latest ? counterOf(latest, true, now) : null;
}

test.each([
  [0, 0, 3, 'GREEN'],
  [1, 1, 2, 'GREEN'],
  [2, 2, 1, 'YELLOW'],
  [3, 3, 0, 'RED'],
  [10, 10, 0, 'RED'],
])(
  'when %d days have passed since the notice, then %d are used, %d left, and it is %s (G-044)',
  (days, usedDays, leftDays, colour) => {
    expect(counter(addHours(NOTICE_AT, days * 24))).toEqual({ usedDays, leftDays, colour });
  },
);

test('when no grace is left but a condition is not met, then it is yellow: nobody pays yet, somebody may', () => {
  const now = addHours(NOTICE_AT, 5 * 24);
  expect(counter(now, { needs: ['MUNICIPAL_HEALTH_CARE'] })).toEqual({ usedDays: 5, leftDays: 0, colour: 'YELLOW' });
});

test('when nobody waits, then nothing is counted', () => {
  expect(counter(NOTICE_AT, { readinessNotices: [] })).toBeNull();
  expect(counter(NOTICE_AT, { readinessNotices: [readinessNotice({ interruptedAt: NOTICE_AT })] })).toBeNull();
  const [latest] = judge(episodeFacts(), NOTICE_AT);
  if (!latest) throw new Error('no judgement');
  expect(counterOf(latest, false, NOTICE_AT)).toBeNull();
});
