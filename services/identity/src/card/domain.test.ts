import { describe, expect, test } from 'vitest';
import { checkConversion } from './domain.ts';

const HSA_ID = 'SE2321000180-T1';
const at = new Date('2026-11-21T08:00:00Z');

describe('checkConversion (F-060, f.2 24)', () => {
  test.each([
    ['nobody has told whose card is awaited', { hsaId: null, convertedAt: null }, 'allowed'],
    ['the card is the awaited one', { hsaId: HSA_ID, convertedAt: null }, 'allowed'],
    ['another holder’s card is awaited', { hsaId: 'SE2321000180-T2', convertedAt: null }, 'CARD_OF_ANOTHER'],
    ['the account was converted to this holder’s card', { hsaId: HSA_ID, convertedAt: at }, 'ALREADY_CONVERTED'],
    ['the account was converted to another’s', { hsaId: 'SE2321000180-T2', convertedAt: at }, 'ALREADY_CONVERTED'],
  ])('when %s, then %o gives %s', (_, account, outcome) => {
    const checked = checkConversion(account, HSA_ID);
    expect(checked.ok ? 'allowed' : checked.problem.code).toBe(outcome);
  });
});
