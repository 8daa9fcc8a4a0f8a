import { expect, test } from 'vitest';
import { isOpen } from './domain.ts';

test.each([
  ['no day is agreed', null, false, false],
  ['the agreed day is tomorrow', '2026-11-22', false, false],
  ['the agreed day is today', '2026-11-21', false, true],
  ['the agreed day has been', '2026-11-20', false, true],
  ['the agreed day is tomorrow and the user is appointed', '2026-11-22', true, true],
  ['no day is agreed and the user is appointed', null, true, true],
])('when %s, then sign-in on 2026-11-21 follows (F-278)', (_, startsOn, isAppointed, open) => {
  expect(isOpen({ startsOn, isAppointed }, '2026-11-21')).toBe(open);
});
