import type { ActiveAssignment, Role } from '@samplan/kit/access/viewer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  consentFor,
  covers,
  type Inability,
  isSame,
  openShared,
  type Reader,
  type RegistrationFrame,
  registerConsent,
  registerInability,
  type SharingConsent,
  type StepFacts,
  showSources,
} from './domain.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const minutes = (change: number): Date => new Date(NOW.getTime() + change * 60_000);

function reader(o: Partial<ActiveAssignment> & { readonly userId?: string } = {}): Reader {
  const { userId = 'usr_1', ...assignment } = o;
  return {
    userId,
    assignment: {
      id: 'asg_1',
      role: 'NURSE',
      unitId: 'unt_1',
      unitKind: 'HOME_HEALTH',
      administrationId: 'adm_1',
      administrationKind: 'VOF',
      principalId: 'prn_1',
      ...assignment,
    },
  };
}

const FRAME: RegistrationFrame = {
  id: 'shc_1',
  patientId: 'pat_1',
  scope: 'UNIT',
  validFrom: '2026-11-21',
  validTo: '2026-12-31',
  minorUntil: null,
  viewer: reader(),
};
const GIVEN = { givenBy: 'PATIENT', obtained: 'OBTAINED_NOW', isInformed: true, childIsMature: false } as const;
const INABILITY: Inability = {
  isMoreThanTemporary: true,
  importance: 'Uppgifterna behövs för vården.',
  attitude: 'Närstående är tillfrågade.',
  noReasonToBelieveOpposition: true,
};
const MINOR_UNTIL = '2030-01-01';

function consent(more: Partial<SharingConsent> = {}): SharingConsent {
  return {
    id: 'shc_1',
    patientId: 'pat_1',
    basis: 'OBTAINED_NOW',
    scope: 'UNIT',
    administrationId: 'adm_1',
    registeredByUnitId: 'unt_1',
    registeredByUserId: 'usr_1',
    registeredAt: minutes(-60),
    validFrom: minutes(-60),
    endsAt: minutes(60 * 24),
    importance: null,
    attitude: null,
    ...more,
  };
}

const FACTS: StepFacts = {
  consents: [consent()],
  foundAt: minutes(-2),
  shownAt: minutes(-1),
  sources: ['prn_2'],
  isServiceGivenOrInvestigated: false,
};
const RULES = { sharedAccessHours: 8 };

test('when the patient consents, then the record says how, for whom and until when (G-092)', () => {
  expect(registerConsent(FRAME, { ...GIVEN, obtained: 'EARLIER_IN_CARE_REQUEST' }, NOW)).toEqual({
    ok: true,
    value: {
      id: 'shc_1',
      patientId: 'pat_1',
      basis: 'EARLIER_IN_CARE_REQUEST',
      scope: 'UNIT',
      administrationId: 'adm_1',
      registeredByUnitId: 'unt_1',
      registeredByUserId: 'usr_1',
      registeredAt: NOW,
      validFrom: NOW,
      endsAt: new Date('2026-12-31T23:00:00.000Z'),
      importance: null,
      attitude: null,
    },
  });
});

test('when the first day is later, then the consent holds from its midnight in Sweden', () => {
  const later = registerConsent({ ...FRAME, validFrom: '2026-11-23' }, GIVEN, NOW);
  expect(later).toMatchObject({ value: { validFrom: new Date('2026-11-22T23:00:00.000Z') } });
});

test.each(['GUARDIAN', 'REPRESENTATIVE'] as const)(
  'when a %s consents in the patient’s place, then it is refused, also for a child (G-079, G-092)',
  (givenBy) => {
    for (const minorUntil of [null, MINOR_UNTIL]) {
      const refused = registerConsent({ ...FRAME, minorUntil }, { ...GIVEN, givenBy, childIsMature: true }, NOW);
      expect(refused).toMatchObject({ ok: false, problem: { code: 'CONSENT_NOT_BY_PATIENT' } });
    }
  },
);

test('when the patient is a child, then it consents only when it is mature enough, and of age on the day', () => {
  const child = { ...FRAME, minorUntil: MINOR_UNTIL };
  expect(registerConsent(child, GIVEN, NOW)).toMatchObject({ problem: { code: 'CONSENT_BY_CHILD' } });
  expect(registerConsent(child, { ...GIVEN, childIsMature: true }, NOW).ok).toBe(true);
  expect(registerConsent({ ...FRAME, minorUntil: '2026-11-21' }, GIVEN, NOW).ok).toBe(true);
});

test('when the patient was not informed, then there is no consent (G-079)', () => {
  expect(registerConsent(FRAME, { ...GIVEN, isInformed: false }, NOW)).toMatchObject({
    problem: { code: 'CONSENT_NOT_INFORMED' },
  });
});

test('when the patient is unable to consent, then all three statements are recorded as a basis of their own (G-082)', () => {
  expect(registerInability(FRAME, INABILITY, NOW)).toMatchObject({
    value: { basis: 'UNABLE_TO_CONSENT', importance: INABILITY.importance, attitude: INABILITY.attitude },
  });
});

test.each([
  ['INABILITY_TEMPORARY', FRAME, { isMoreThanTemporary: false }],
  ['OPPOSITION_LIKELY', FRAME, { noReasonToBelieveOpposition: false }],
  ['INABILITY_OF_CHILD', { ...FRAME, minorUntil: MINOR_UNTIL }, {}],
] as const)('when a statement does not hold, then it is refused as %s (G-082)', (code, frame, change) => {
  expect(registerInability(frame, { ...INABILITY, ...change }, NOW)).toMatchObject({ problem: { code } });
});

test.each([
  ['USER', reader(), true],
  ['USER', reader({ userId: 'usr_2' }), false],
  ['USER', reader({ unitId: 'unt_2' }), false],
  ['UNIT', reader({ userId: 'usr_2' }), true],
  ['UNIT', reader({ unitId: 'unt_2' }), false],
  ['ADMINISTRATION', reader({ userId: 'usr_2', unitId: 'unt_2' }), true],
  // Another board of the same municipality is another controller (e.5 rule 3).
  ['ADMINISTRATION', reader({ unitId: 'unt_2', administrationId: 'adm_2' }), false],
] as const)('a consent for %s covers whom it says', (scope, who, isCovered) => {
  expect(covers(consent({ scope }), who, NOW)).toBe(isCovered);
});

test('a consent covers from its first instant until before its last', () => {
  expect(covers(consent({ validFrom: NOW }), reader(), NOW)).toBe(true);
  expect(covers(consent({ validFrom: minutes(1) }), reader(), NOW)).toBe(false);
  expect(covers(consent({ endsAt: NOW }), reader(), NOW)).toBe(false);
  expect(covers(consent({ endsAt: minutes(1) }), reader(), NOW)).toBe(true);
});

test('when several cover somebody, then the patient’s own word counts before an inability, then the longest', () => {
  const unable = consent({ id: 'shc_unable', basis: 'UNABLE_TO_CONSENT', endsAt: minutes(9000) });
  const short = consent({ id: 'shc_short', endsAt: minutes(10) });
  const long = consent({ id: 'shc_long', endsAt: minutes(20) });
  expect(consentFor([unable, short, long], reader(), NOW)?.id).toBe('shc_long');
  expect(consentFor([unable], reader(), NOW)?.id).toBe('shc_unable');
  expect(consentFor([], reader(), NOW)).toBeNull();
});

test('two records say the same when basis and people are the same', () => {
  expect(isSame(consent(), consent({ id: 'shc_2', registeredByUserId: 'usr_2' }))).toBe(true);
  expect(isSame(consent(), consent({ basis: 'UNABLE_TO_CONSENT' }))).toBe(false);
  expect(isSame(consent(), consent({ registeredByUnitId: 'unt_2' }))).toBe(false);
  expect(isSame(consent({ scope: 'USER' }), consent({ scope: 'USER', registeredByUserId: 'usr_2' }))).toBe(false);
});

test('when nobody was told that something exists within the hour, then the sources are not shown (G-081)', () => {
  for (const foundAt of [null, minutes(-60)]) {
    expect(showSources({ ...FACTS, foundAt }, reader(), NOW)).toMatchObject({
      problem: { code: 'SHARING_EXISTENCE_NOT_SHOWN' },
    });
  }
  expect(showSources({ ...FACTS, foundAt: minutes(-59) }, reader(), NOW).ok).toBe(true);
});

test('when the sources were not shown within the hour, then nothing opens (G-081)', () => {
  for (const shownAt of [null, minutes(-60)]) {
    expect(openShared({ ...FACTS, shownAt }, 'prn_2', reader(), RULES, NOW)).toMatchObject({
      problem: { code: 'SHARING_SOURCES_NOT_SHOWN' },
    });
  }
});

test('when no consent covers the viewer, then neither step is taken (G-080)', () => {
  const facts = { ...FACTS, consents: [consent({ registeredByUnitId: 'unt_2' })] };
  const missing = { problem: { code: 'SHARING_CONSENT_MISSING' } };
  expect(showSources(facts, reader(), NOW)).toMatchObject(missing);
  expect(openShared(facts, 'prn_2', reader(), RULES, NOW)).toMatchObject(missing);
});

test.each(['NEEDS_ASSESSOR', 'CASE_OFFICER', 'SOCIAL_WORKER'] as const satisfies readonly Role[])(
  'when a %s does not state that services are given or investigated, then neither step is taken (G-080)',
  (role) => {
    const who = reader({ role });
    const missing = { problem: { code: 'SHARING_SERVICES_MISSING' } };
    expect(showSources(FACTS, who, NOW)).toMatchObject(missing);
    expect(openShared(FACTS, 'prn_2', who, RULES, NOW)).toMatchObject(missing);
    const stated = { ...FACTS, isServiceGivenOrInvestigated: true };
    expect(showSources(stated, who, NOW).ok).toBe(true);
    expect(openShared(stated, 'prn_2', who, RULES, NOW).ok).toBe(true);
  },
);

test('when a care giver has nothing unblocked, then it cannot be opened', () => {
  expect(openShared(FACTS, 'prn_3', reader(), RULES, NOW)).toMatchObject({
    problem: { code: 'SHARING_SOURCE_UNKNOWN' },
  });
});

test('whatever the consent, what is opened ends with it, and after the longest time at the latest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 24 }), (left, sharedAccessHours) => {
      const facts = { ...FACTS, consents: [consent({ endsAt: minutes(left) })] };
      const opened = openShared(facts, 'prn_2', reader(), { sharedAccessHours }, NOW);
      expect(opened).toMatchObject({ ok: true, value: { until: minutes(Math.min(left, sharedAccessHours * 60)) } });
    }),
  );
});
