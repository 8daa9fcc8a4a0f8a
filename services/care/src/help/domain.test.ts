import { describe, expect, test } from 'vitest';
import { answer, close, patientLabel } from './domain.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');

describe('patientLabel (F-262, f.6 110)', () => {
  const personal = { digits: '193801099286', kind: 'PERSONAL' } as const;

  test.each([
    ['an initial, the last name and the year', 'Anna', 'Larsson', personal, 'A Larsson, 1938'],
    ['one initial of a double name', ' Åsa-Karin ', 'von Test', personal, 'Å von Test, 1938'],
    ['a capital', 'östen', 'Test', personal, 'Ö Test, 1938'],
    [
      'the year of a coordination number',
      'Test',
      'Test',
      { digits: '191401682396', kind: 'COORDINATION' } as const,
      'T Test, 1914',
    ],
    ['no year where it is open', 'Test', 'Test', { digits: '191700602399', kind: 'COORDINATION' } as const, 'T Test'],
  ])('is %s', (_, givenName, familyName, number, label) => {
    expect(patientLabel({ givenName, familyName }, number)).toBe(label);
  });
});

describe('a request for help', () => {
  test.each([
    ['OPEN', { ok: true }, { ok: true }],
    ['ANSWERED', { problem: 'ANSWERED' }, { ok: true }],
    ['CLOSED', { problem: 'CLOSED' }, { problem: 'CLOSED' }],
  ] as const)('that is %s is answered and closed, or not', (state, answered, closed) => {
    expect(answer({ state }, 'Klart.', 'usr_1', NOW)).toMatchObject(answered);
    expect(close({ state }, 'usr_1', NOW)).toMatchObject(closed);
  });
});
