import { BadInput } from '@samplan/kit/server/errors';
import { expect, test } from 'vitest';
import { MIN_REASON, reasonText } from './reason.ts';

test.each([
  ['', 'EMPTY'],
  ['x'.repeat(MIN_REASON - 1), 'TOO_SHORT'],
  [`${'x'.repeat(MIN_REASON - 1)}          `, 'TOO_SHORT'],
  ['x'.repeat(2001), 'TOO_LONG'],
])('when the reason is %j, then it is refused and the field is named (f.6 101)', (value, reason) => {
  expect(() => reasonText('input.reason', value)).toThrow(BadInput);
  try {
    reasonText('input.reason', value);
  } catch (error) {
    expect(error).toMatchObject({ extensions: { field: 'input.reason', reason } });
  }
});

test('when the reason is long enough, then it is kept as it is', () => {
  expect(reasonText('input.reason', 'x'.repeat(MIN_REASON))).toHaveLength(MIN_REASON);
});
