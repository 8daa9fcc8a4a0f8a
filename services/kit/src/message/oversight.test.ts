import { describe, expect, test } from 'vitest';
import { newRecipient } from './domain.ts';
import { canMoveTo, overseenAt, stuckBecause } from './oversight.ts';

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

describe('canMoveTo (F-013, F-037)', () => {
  const moving = { senderUnitId: 'unt_1', fromUnitId: 'unt_2', administrationId: 'adm_1' };
  const unit = { unitId: 'unt_3', administrationId: 'adm_1', isActive: true };

  test.each([
    ['to a unit of the administration', unit, true],
    ['to a unit that has ended', { ...unit, isActive: false }, false],
    ['to a unit of another administration', { ...unit, administrationId: 'adm_2' }, false],
    ['back to its sender', { ...unit, unitId: 'unt_1' }, false],
    ['to where it is', { ...unit, unitId: 'unt_2' }, false],
    ['to nowhere', null, false],
  ])('a message %s: %#', (_, to, can) => {
    expect(canMoveTo(to, moving)).toBe(can);
  });
});

describe('overseenAt', () => {
  const message = {
    id: 'msg_1',
    senderUnitId: 'unt_9',
    sentAt: CAME,
    places: [{ ...place, from: 'ADMINISTRATOR' as const }],
    recipients: [place.recipient, newRecipient('unt_2', CAME)],
  };

  test('when the unit is in reach, then the message is found there; when it is not, or there is none, then not', () => {
    expect(overseenAt(message, 'unt_1')).toEqual({ message, recipient: place.recipient });
    expect([overseenAt(message, 'unt_2'), overseenAt(null, 'unt_1'), overseenAt(undefined, 'unt_1')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
