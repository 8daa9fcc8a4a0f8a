import { addHours, stockholmDay } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assignment } from '../assignment/store.ts';
import { accessTokenEnd, idleEnd, type SessionRules, viewerOf } from './domain.ts';

const TIMES: SessionRules = {
  idleMinutes: 60,
  maxHours: 12,
  accessTokenMinutes: 5,
  signatureMinutes: 15,
  minAssurance: 'LOA1',
  environment: 'TRAINING',
  responsibilities: { version: 1, text: 'Ansvar' },
};

const at = (text: string): Date => new Date(text);
const minutes = (count: number): number => count * 60_000;

const ASSIGNMENT: Assignment = {
  id: 'asg_1',
  userId: 'usr_1',
  role: 'NURSE',
  unitId: 'unt_1',
  validTo: null,
  unitKind: 'INPATIENT_SOMATIC',
  administrationId: 'adm_1',
  administrationKind: 'REGION',
  principalId: 'prn_1',
  networks: [],
};

describe('idleEnd', () => {
  test('when a session is used, then it ends after the idle minutes unless it is used again', () => {
    const end = idleEnd({ endsAt: at('2026-11-21T20:00:00Z') }, TIMES, at('2026-11-21T08:00:00Z'));
    expect(end).toEqual(at('2026-11-21T09:00:00Z'));
  });

  test('when the absolute end is nearer, then use does not move the session past it', () => {
    const end = idleEnd({ endsAt: at('2026-11-21T08:20:00Z') }, TIMES, at('2026-11-21T08:00:00Z'));
    expect(end).toEqual(at('2026-11-21T08:20:00Z'));
  });
});

describe('accessTokenEnd', () => {
  const now = at('2026-11-21T08:00:00Z');
  const far = { idleEndsAt: at('2026-11-21T09:00:00Z'), endsAt: at('2026-11-21T20:00:00Z') };

  test.each([
    ['nothing else ends', far, null, '2026-11-21T08:05:00Z'],
    ['the session ends in two minutes', { ...far, endsAt: at('2026-11-21T08:02:00Z') }, null, '2026-11-21T08:02:00Z'],
    [
      'the session is idle in one minute',
      { ...far, idleEndsAt: at('2026-11-21T08:01:00Z') },
      null,
      '2026-11-21T08:01:00Z',
    ],
    ['the assignment holds all day', far, '2026-11-21', '2026-11-21T08:05:00Z'],
    ['the assignment ended yesterday', far, '2026-11-20', '2026-11-20T23:00:00Z'],
  ])('when %s, then the token ends in time', (_, session, validTo, expected) => {
    expect(accessTokenEnd(session, { validTo }, TIMES, now)).toEqual(at(expected));
  });

  /** Local midnight after the last day, in winter time, in summer time and on both days on which the clock changes. */
  test.each([
    ['in winter', '2026-11-21', '2026-11-21T23:00:00Z'],
    ['in summer', '2026-07-15', '2026-07-15T22:00:00Z'],
    ['the day before the clock goes forward', '2026-03-28', '2026-03-28T23:00:00Z'],
    ['the day the clock goes forward', '2026-03-29', '2026-03-29T22:00:00Z'],
    ['the day before the clock goes back', '2026-10-24', '2026-10-24T22:00:00Z'],
    ['the day the clock goes back', '2026-10-25', '2026-10-25T23:00:00Z'],
    ['on New Year’s Eve', '2026-12-31', '2026-12-31T23:00:00Z'],
  ])(
    'when an assignment is valid to a day %s, then the token ends at midnight in Sweden after it (B-14)',
    (_, validTo, midnight) => {
      const end = at(midnight);
      const late = new Date(end.getTime() - minutes(2));
      const session = { idleEndsAt: addHours(end, 1), endsAt: addHours(end, 1) };
      expect(accessTokenEnd(session, { validTo }, TIMES, late)).toEqual(end);
    },
  );

  test('whatever the limits are, then a token ends with or before the session, its idle limit and the assignment', () => {
    const instant = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.option(fc.integer({ min: 0, max: 2 })),
        fc.record({
          idleMinutes: fc.integer({ min: 1, max: 1440 }),
          maxHours: fc.integer({ min: 1, max: 24 }),
          accessTokenMinutes: fc.integer({ min: 1, max: 60 }),
          signatureMinutes: fc.constant(15),
          minAssurance: fc.constant('LOA1' as const),
          responsibilities: fc.constant(TIMES.responsibilities),
          environment: fc.constant('TRAINING' as const),
        }),
        (moment, idleSeconds, moreSeconds, daysValid, times) => {
          const idleEndsAt = new Date(moment.getTime() + idleSeconds * 1000);
          const endsAt = new Date(idleEndsAt.getTime() + moreSeconds * 1000);
          const validTo = daysValid === null ? null : stockholmDay(addHours(moment, 24 * daysValid));
          const end = accessTokenEnd({ idleEndsAt, endsAt }, { validTo }, times, moment);
          expect(end.getTime()).toBeLessThanOrEqual(endsAt.getTime());
          expect(end.getTime()).toBeLessThanOrEqual(idleEndsAt.getTime());
          expect(end.getTime()).toBeLessThanOrEqual(moment.getTime() + minutes(times.accessTokenMinutes));
          const lastInstant = new Date(end.getTime() - 1);
          if (validTo !== null) expect(stockholmDay(lastInstant) <= validTo).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('viewerOf', () => {
  const proof = { assurance: 'LOA2', authenticatedAt: at('2026-11-21T08:00:00Z'), certificate: null } as const;
  const session = {
    id: 'ses_1',
    userId: 'usr_1',
    proof,
    account: { passwordMustChange: false, acceptedResponsibilities: 1, environment: 'TRAINING' as const },
  };

  test('when no assignment is chosen, then the viewer has no rights (F-276, f.2 28)', () => {
    expect(viewerOf(session, null, TIMES, null)).toEqual({
      userId: 'usr_1',
      sessionId: 'ses_1',
      assignment: null,
      capabilities: new Set(),
      proof: { ...proof, signsUntil: at('2026-11-21T08:15:00Z') },
    });
  });

  test('when an assignment is chosen, then the viewer has its unit, its role and what the matrix gives them', () => {
    const viewer = viewerOf(session, ASSIGNMENT, TIMES, null);
    expect(viewer.assignment).toMatchObject({ id: 'asg_1', role: 'NURSE', unitId: 'unt_1', principalId: 'prn_1' });
    expect(viewer.capabilities.has('episode.admit')).toBe(true);
    expect(viewer.capabilities.has('log.review')).toBe(false);
  });

  test.each([
    ['LOA1', true],
    ['LOA2', true],
    ['LOA3', false],
  ] as const)(
    'when the installation demands %s and the session has LOA2, then it has rights: %s (G-144)',
    (minAssurance, has) => {
      const viewer = viewerOf(session, ASSIGNMENT, { ...TIMES, minAssurance }, null);
      expect(viewer.capabilities.size > 0).toBe(has);
    },
  );
});
