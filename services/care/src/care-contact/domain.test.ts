import { describe, expect, test } from 'vitest';
import { type ContactStep, contactStateOf, toEnd } from './domain.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PERSON = { name: 'Test Distriktssköterska', role: 'Distriktssköterska' };

function step(version: number, endedReason: string | null): ContactStep {
  return { patientId: 'pat_1', unitId: 'unt_1', version, person: PERSON, at: NOW, byUserId: 'usr_1', endedReason };
}

describe('toEnd', () => {
  test('when somebody is appointed, then that is who is ended', () => {
    expect(toEnd(step(2, null), 2)).toEqual({ ok: true, value: PERSON });
  });

  test.each([
    ['nobody has been appointed', null, 0, 'CARE_CONTACT_NOT_APPOINTED'],
    ['it is ended already', step(2, 'Flyttat'), 2, 'CARE_CONTACT_NOT_APPOINTED'],
    ['another was appointed meanwhile', step(2, null), 1, 'CHANGED_MEANWHILE'],
    ['it was ended meanwhile', step(2, 'Flyttat'), 1, 'CHANGED_MEANWHILE'],
  ])('when %s, then it is refused', (_, latest, version, code) => {
    expect(toEnd(latest, version)).toMatchObject({ ok: false, problem: { code } });
  });
});

test.each([
  [PERSON, null, 'CONFIRMED'],
  [null, { at: NOW, byUserId: 'usr_1', reason: 'Flyttat' }, 'ENDED'],
  [null, null, 'UNCONFIRMED'],
] as const)('when the person is %j and the ending %j, then the contact is %s', (person, ending, state) => {
  expect(contactStateOf({ person, ending })).toBe(state);
});
