import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeStep, nextOf, nowOf, phaseOf, reportOf, type Step, seenBy, type UnitWork } from './domain.ts';

const step = (key: string, fromOn: string, untilOn: string | null, change: Partial<Step> = {}): Step => ({
  ...{ key, fromOn, untilOn, party: 'INPATIENT_CARE', text: 'Prov', condition: null },
  ...change,
});

/** The phases of the seed's timeline, each with dates of its own (F-200 to F-207, K6). */
const STEPS: readonly Step[] = [
  step('staff', '2025-04-28', null, { party: 'MUNICIPALITY' }),
  step('clients', '2025-05-06', '2025-09-29', { party: 'MUNICIPALITY' }),
  step('start', '2025-09-30', '2025-09-30'),
  step('primary', '2025-09-30', null, { party: 'PRIMARY_CARE' }),
  step('answer', '2025-10-01', null, { party: 'MUNICIPALITY' }),
  step('plans', '2025-10-02', '2025-10-10', { party: 'MUNICIPALITY' }),
  step('read-only', '2025-10-16', null, { party: 'SYSTEM_MANAGEMENT' }),
];
const seen = (today: string, done: readonly string[] = []) =>
  STEPS.map((one) => seenBy('MUNICIPALITY', one, done.includes(one.key) ? new Date(0) : null, today));

test.each([
  ['2025-04-27', 'COMING'],
  ['2025-05-06', 'NOW'],
  ['2025-09-29', 'NOW'],
  ['2025-09-30', 'PAST'],
])('when it is %s, then a step of 6 May to 29 September is %s (F-201)', (today, phase) => {
  expect(phaseOf({ fromOn: '2025-05-06', untilOn: '2025-09-29' }, today)).toBe(phase);
});

test('when a party looks, then what it has begun and not done is now, and what begins first is next (F-200 to F-205)', () => {
  const keys = (steps: readonly { readonly key: string }[]) => steps.map(({ key }) => key);
  expect(keys(nowOf(seen('2025-09-30', ['staff'])))).toEqual(['clients']); // its last day is past, and it is not done
  expect(keys(nextOf(seen('2025-09-30')))).toEqual(['answer']);
  expect(keys(nowOf(seen('2025-10-02', ['staff', 'clients'])))).toEqual(['answer', 'plans']);
  expect(nextOf(seen('2025-10-02'))).toEqual([]);
});

const unit = (unitId: string, change: Partial<UnitWork> = {}): UnitWork => ({
  ...{
    unitId,
    kind: 'INPATIENT_SOMATIC',
    unacknowledgedMessages: 0,
    unansweredEpisodes: 0,
    unconfirmedCareContacts: 0,
    stepsCompleted: [],
  },
  ...change,
});

const anyUnit: fc.Arbitrary<UnitWork> = fc.record({
  unitId: fc.uuid(),
  kind: fc.constantFrom('INPATIENT_SOMATIC', 'HEALTH_CENTRE', 'ASSESSMENT', 'SCHOOL', 'ORGANISATIONAL'),
  unacknowledgedMessages: fc.nat(5),
  unansweredEpisodes: fc.nat(5),
  unconfirmedCareContacts: fc.nat(5),
  stepsCompleted: fc.subarray(STEPS.map(({ key }) => key)),
});

test('whatever units there are, every sum of the report is the sum of its units (K1)', () => {
  fc.assert(
    fc.property(fc.array(anyUnit), fc.subarray(STEPS.map(({ key }) => key)), (units, managed) => {
      const { parties, units: rows, isComplete } = reportOf(units, STEPS, managed, new Date(0));
      expect(rows.length).toBe(units.filter(({ kind }) => kind !== 'SCHOOL' && kind !== 'ORGANISATIONAL').length);
      for (const party of parties.filter(({ party }) => party !== 'SYSTEM_MANAGEMENT')) {
        const own = rows.filter((row) => row.party === party.party);
        expect(party.units).toBe(own.length);
        expect(party.unitsComplete).toBe(own.filter((row) => row.isComplete).length);
        for (const name of [
          'stepsDone',
          'stepsLeft',
          'unacknowledgedMessages',
          'unansweredEpisodes',
          'unconfirmedCareContacts',
        ] as const) {
          expect(party[name]).toBe(own.reduce((sum, row) => sum + row[name], 0));
        }
      }
      const isAll = rows.every((row) => row.isComplete) && managed.includes('read-only');
      expect(isComplete).toBe(isAll);
    }),
  );
});

const START = step('start', '2025-09-30', '2025-09-30');
const ACKNOWLEDGED = { ...START, condition: 'MESSAGES_ACKNOWLEDGED' } as const;
const ANSWERED = { ...START, condition: 'PLANNING_ANSWERED' } as const;
const APPOINTED = { ...START, condition: 'CARE_CONTACTS_CONFIRMED' } as const;
const BUSY = unit('unt_1', { unacknowledgedMessages: 1, unansweredEpisodes: 1, unconfirmedCareContacts: 1 });

test.each<[string, Step, UnitWork, boolean, string, unknown]>([
  ['in time', START, BUSY, false, '2025-09-30', { isLate: false }],
  ['after its last day', START, BUSY, false, '2025-10-01', { isLate: true }],
  ['before its first day', START, BUSY, false, '2025-09-29', 'TransitionStepNotBegun'],
  ['of another party', START, unit('unt_1', { kind: 'ASSESSMENT' }), false, '2025-09-30', 'TransitionStepOfOthers'],
  [
    'of the system management by a unit',
    { ...START, party: 'SYSTEM_MANAGEMENT' },
    BUSY,
    false,
    '2025-09-30',
    'TransitionStepOfOthers',
  ],
  [
    'of the system management by a manager',
    { ...START, party: 'SYSTEM_MANAGEMENT' },
    BUSY,
    true,
    '2025-09-30',
    { isLate: false },
  ],
  ['with messages left that must not be (F-210)', ACKNOWLEDGED, BUSY, false, '2025-09-30', 'TransitionWorkLeft'],
  ['with contacts left that must not be (F-240)', APPOINTED, BUSY, false, '2025-09-30', 'TransitionWorkLeft'],
  ['with answers left that must not be (F-214)', ANSWERED, BUSY, false, '2025-09-30', 'TransitionWorkLeft'],
  [
    'with only answers left where messages must not be',
    ACKNOWLEDGED,
    { ...BUSY, unacknowledgedMessages: 0 },
    false,
    '2025-09-30',
    { isLate: false },
  ],
  [
    'a second time, whatever is left by now',
    ACKNOWLEDGED,
    { ...BUSY, stepsCompleted: ['start'] },
    false,
    '2025-09-30',
    { isLate: false },
  ],
])('when a step is told to be done %s, then this comes of it', (_what, one, at, isManager, today, expected) => {
  const decided = completeStep(one, [at], isManager, today);
  expect(decided.ok ? decided.value : decided.problem.__typename).toEqual(expected);
});
