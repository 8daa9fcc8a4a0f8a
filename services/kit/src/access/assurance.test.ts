import { expect, test } from 'vitest';
import { isFresh, maySign } from './assurance.ts';

const at = (text: string): Date => new Date(`2026-11-21T${text}Z`);
const proof = { assurance: 'LOA2', authenticatedAt: at('08:00:00'), certificate: null } as const;

test.each([
  ['at once', '08:00:00', true],
  ['just within the minutes', '08:04:59', true],
  ['when the minutes have passed', '08:05:00', false],
])(
  'when something is asked for %s after the sign-in, at %s, then the proof is five minutes fresh: %s',
  (_, now, fresh) => {
    expect(isFresh(proof, at(now), 5)).toBe(fresh);
  },
);

test('when the session is bound to a card, then nothing more is asked for (F-064)', () => {
  const card = { ...proof, assurance: 'LOA3', certificate: 'x5t' } as const;
  expect(isFresh(card, at('18:00:00'), 5)).toBe(true);
});

test.each([
  ['within the time', { signsUntil: at('08:15:00') }, '08:14:59', true],
  ['when the time is over', { signsUntil: at('08:15:00') }, '08:15:00', false],
  ['by somebody who signs nothing', {}, '08:00:00', false],
  ['with a card in the reader, whatever the time (F-064)', { certificate: 'x5t' }, '18:00:00', true],
])('when something is signed %s, given %o at %s, then that is allowed: %s (G-146)', (_, change, now, may) => {
  expect(maySign({ ...proof, ...change }, at(now))).toBe(may);
});
