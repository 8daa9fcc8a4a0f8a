import { newRecipient } from '@samplan/kit/message/domain';
import { describe, expect, test } from 'vitest';
import { canTake, stuckBecause } from './domain.ts';

const CAME = new Date('2026-11-20T08:00:00.000Z'); // a Friday
const place = { recipient: newRecipient('unt_1', CAME), isUnitActive: true, hasUsers: true };
const on = (day: number) => new Date(`2026-11-${day}T12:00:00.000Z`);

describe('stuckBecause (B-02)', () => {
  test.each([
    ['on its day', {}, 'SUPER_USER', 20, []],
    ['the day after, for the super-user', {}, 'SUPER_USER', 21, ['OVERDUE']],
    ['the day after, for the administrator', {}, 'ADMINISTRATOR', 21, []],
    ['on Tuesday, for the administrator', {}, 'ADMINISTRATOR', 24, ['OVERDUE']],
    ['at a unit that has ended, at once', { isUnitActive: false }, 'ADMINISTRATOR', 20, ['UNIT_ENDED']],
    ['where nobody works, at once (f.3 53)', { hasUsers: false }, 'ADMINISTRATOR', 20, ['NO_ACTIVE_USERS']],
    [
      'for every reason',
      { isUnitActive: false, hasUsers: false },
      'SUPER_USER',
      24,
      ['UNIT_ENDED', 'NO_ACTIVE_USERS', 'OVERDUE'],
    ],
  ] as const)('a message %s', (_, change, from, day, reasons) => {
    expect(stuckBecause({ ...place, ...change }, from, on(day))).toEqual(reasons);
  });

  test('when nothing is owed, then it is not stuck, wherever it lies', () => {
    const recipient = { ...place.recipient, state: 'ACKNOWLEDGED' as const };
    expect(stuckBecause({ recipient, isUnitActive: false, hasUsers: false }, 'SUPER_USER', on(30))).toEqual([]);
  });
});

describe('canTake', () => {
  const home = { unitId: 'unt_2', kind: 'HOME_HEALTH', administrationKind: 'VOF', isActive: true } as const;
  const ward = { unitId: 'unt_3', kind: 'INPATIENT_SOMATIC', administrationKind: 'REGION', isActive: true } as const;

  test.each([
    ['a notice of admission to a team', 'ADMISSION_NOTICE', home, true],
    ['a notice of admission to a ward', 'ADMISSION_NOTICE', ward, false],
    ['a care request to a ward', 'CARE_REQUEST', ward, true],
    ['a care request to a team', 'CARE_REQUEST', home, false],
    ['a message to care to a team', 'MESSAGE_TO_CARE', home, true],
    ['a message to care to a ward', 'MESSAGE_TO_CARE', ward, false],
    ['an extra message to a ward', 'EXTRA_MESSAGE', ward, true],
    ['a general message to a ward', 'GENERAL_MESSAGE', ward, true],
    ['anything to a unit that has ended', 'EXTRA_MESSAGE', { ...home, isActive: false }, false],
    ['anything to a level of the organisation', 'EXTRA_MESSAGE', { ...home, kind: 'ORGANISATIONAL' }, false],
    ['anything to education', 'EXTRA_MESSAGE', { ...home, kind: 'SCHOOL', administrationKind: 'BIF' }, false],
    ['anything back to its sender', 'EXTRA_MESSAGE', { ...home, unitId: 'unt_1' }, false],
    ['anything to nowhere', 'EXTRA_MESSAGE', null, false],
  ] as const)('%s: %#', (_, type, unit, can) => {
    expect(canTake(type, 'unt_1', unit)).toBe(can);
  });
});
