import { expect, test } from 'vitest';
import { contactAbout } from './estimate.ts';

const needs = ['SOCIAL_SERVICES'] as const;
const before = { estimatedDischargeAt: new Date('2026-11-23T09:00:00Z'), needs };

test.each([
  ['an hour earlier', '2026-11-23T08:00:00Z', 'EARLIER'],
  ['two days earlier', '2026-11-21T09:00:00Z', 'EARLIER'],
  ['later the same day', '2026-11-23T20:00:00Z', null],
  ['on the next day', '2026-11-24T22:59:59Z', null],
  ['two days later, though it is 39 hours', '2026-11-24T23:00:00Z', 'LATER'],
  ['a week later', '2026-11-30T09:00:00Z', 'LATER'],
])(
  'when the estimate is moved to %s, then the ward contacts by the standard of more than one day (G-006)',
  (_, to, contact) => {
    expect(contactAbout(before, new Date(to), 1)).toBe(contact);
  },
);

test('when the region has agreed on another number of days, then that holds', () => {
  const week = new Date('2026-11-30T09:00:00Z');
  expect(contactAbout(before, week, 6)).toBe('LATER');
  expect(contactAbout(before, week, 7)).toBeNull();
});

test('when nothing is needed of the municipality, then there is nobody to contact', () => {
  const outpatient = { ...before, needs: ['REGION_OUTPATIENT_CARE'] as const };
  expect(contactAbout(outpatient, new Date('2026-11-21T09:00:00Z'), 1)).toBeNull();
});
