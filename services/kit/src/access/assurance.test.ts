import { expect, test } from 'vitest';
import { isFresh } from './assurance.ts';

const at = (text: string): Date => new Date(`2026-11-21T${text}Z`);
const proof = { assurance: 'LOA2', authenticatedAt: at('08:00:00'), certificate: null } as const;

test.each([
  ['at once', '08:00:00', true],
  ['just within the minutes', '08:04:59', true],
  ['when the minutes have passed', '08:05:00', false],
])(
  'when something is signed %s after the sign-in, at %s, then the proof is fresh enough: %s (G-146)',
  (_, now, fresh) => {
    expect(isFresh(proof, at(now), 5)).toBe(fresh);
  },
);

test('when the session is bound to a card, then nothing more is asked for (F-064)', () => {
  const card = { ...proof, assurance: 'LOA3', certificate: 'x5t' } as const;
  expect(isFresh(card, at('18:00:00'), 5)).toBe(true);
});
