import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeText, holdsIdentityNumber } from './free-text.ts';
import { testNumbers } from './test-numbers.ts';

const numbers = [...testNumbers()];

test('when a text holds an official test number in any way of writing, then it is found (B-09, f.6 110)', () => {
  const ways = [
    (n: string) => n,
    (n: string) => `${n.slice(0, 8)}-${n.slice(8)}`,
    (n: string) => `${n.slice(2, 8)}-${n.slice(8)}`,
    (n: string) => `${n.slice(2, 8)}+${n.slice(8)}`,
    (n: string) => n.slice(2),
    (n: string) => `${n.slice(0, 8)} ${n.slice(8)}`,
    (n: string) => `${n.slice(0, 8)}\u2013${n.slice(8)}`,
    (n: string) => `${n.slice(0, 8)}\u200b${n.slice(8)}`,
    (n: string) => [...n].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...numbers), fc.constantFrom(...ways), (number, way) => {
      expect(holdsIdentityNumber(`Gäller ${way(number)}.`)).toBe(true);
    }),
  );
});

test.each([
  'A Larsson, 1938',
  'Gäller ärende epi_01kahm5x7hfy0a0j9v6w4q2n8m',
  'Ring 060-18 10 00 eller 070-174 06 12',
  'Den 2026-11-21 kl. 09:30 öppnades fjorton akter',
  'Diarienummer 2026:000123',
  '',
])('when a text is %j, then nothing is found in it', (text) => {
  expect(holdsIdentityNumber(text)).toBe(false);
});

test('when a field holds a number, then it is refused by name and the number is not repeated', () => {
  const number = numbers[0] ?? '';
  expect(() => freeText('input.note', `Se ${number}`)).toThrow(
    expect.objectContaining({
      message: expect.not.stringContaining(number),
      extensions: { code: 'BAD_USER_INPUT', field: 'input.note', reason: 'IDENTITY_NUMBER' },
    }),
  );
  expect(freeText('input.note', 'A Larsson, 1938')).toBe('A Larsson, 1938');
});
