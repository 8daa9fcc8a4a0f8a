import { expect, test } from 'vitest';
import { isSame, NOTHING_SAID, numberToCall } from './domain.ts';

const OWN = { ...NOTHING_SAID, phone: '+4660123456', mobile: '+46701740699' };

test.each([
  ['a number is given for it', '060-1', OWN, '060-1'],
  ['none is given', null, OWN, '+4660123456'],
  ['the person has a mobile only', null, { ...OWN, phone: null }, '+46701740699'],
  ['nothing is said', null, NOTHING_SAID, null],
])('when %s, then that is the number to call', (_, given, own, number) => {
  expect(numberToCall(given, own)).toBe(number);
});

test.each(['phone', 'mobile', 'fax', 'email'] as const)('another %s is another contact', (name) => {
  expect(isSame(OWN, { ...OWN })).toBe(true);
  expect(isSame(OWN, { ...OWN, [name]: 'x' })).toBe(false);
});
