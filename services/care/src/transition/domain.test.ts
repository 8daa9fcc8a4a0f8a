import type { AdministrationKind, UnitKind } from '@samplan/kit/access/viewer';
import { ok, refused } from '@samplan/kit/result';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CutOver,
  type EpisodeRow,
  importEpisode,
  importMessage,
  type MessageRow,
  type UnitFacts,
} from './domain.ts';

const NOW = new Date('2025-10-01T08:00:00Z');
const unit = (
  unitId: string,
  kind: UnitKind,
  administrationKind: AdministrationKind,
  regionId = 'prn_22',
): UnitFacts => ({
  unitId,
  kind,
  administrationKind,
  principalId: 'prn_22',
  regionId,
  isActive: true,
});
const UNITS: Readonly<Record<string, UnitFacts>> = {
  ward: unit('ward', 'INPATIENT_SOMATIC', 'REGION'),
  psychiatry: unit('psychiatry', 'INPATIENT_PSYCHIATRIC', 'REGION'),
  closed: { ...unit('closed', 'INPATIENT_SOMATIC', 'REGION'), isActive: false },
  assessment: unit('assessment', 'ASSESSMENT', 'VOF'),
  alias: unit('assessment', 'ASSESSMENT', 'VOF'),
  home: unit('home', 'HOME_HEALTH', 'VOF'),
  school: unit('school', 'SCHOOL', 'BIF'),
  foreign: unit('foreign', 'ASSESSMENT', 'VOF', 'prn_04'),
};
const find = (name: string) => {
  const known = UNITS[name];
  if (name === 'unclear') return refused('UNIT_AMBIGUOUS' as const);
  return known ? ok(known) : refused('UNIT_UNKNOWN' as const);
};
const at = (text: string) => new Date(text);
const ROW: EpisodeRow = {
  id: 'P-1',
  patient: '',
  ward: 'ward',
  state: 'ADMITTED',
  admittedAt: at('2025-09-20T10:00:00+02:00'),
  estimatedDischargeAt: at('2025-10-03T10:00:00+02:00'),
  assessedAt: at('2025-09-20T11:00:00+02:00'),
  needs: ['SOCIAL_SERVICES'],
  parties: ['assessment', 'home'],
};
const PATIENT = { patientId: 'pat_1', hasPsychiatricOutpatientUnit: false, wardUnitIds: [] };
const CUT_OVER: CutOver = { readyUntilOn: '2025-09-29', readyHandling: 'REFUSE', outages: [] };
const MARKING: CutOver = { ...CUT_OVER, readyHandling: 'MARK' };

/** The marks of an episode that is imported, or field and code. */
function outcome(change: Partial<EpisodeRow>, cutOver: CutOver = CUT_OVER, patient: typeof PATIENT | null = PATIENT) {
  const decided = importEpisode({ ...ROW, ...change }, find, patient, () => cutOver, NOW);
  return decided.ok ? decided.value.marks : `${decided.problem.field} ${decided.problem.code}`;
}

const READY = { state: 'DISCHARGE_READY', dischargeReadyAt: at('2025-09-29T23:30:00+02:00') } as const;
const LATER = { state: 'DISCHARGE_READY', dischargeReadyAt: at('2025-09-30T00:00:00+02:00') } as const;

test.each<[string, Partial<EpisodeRow>, CutOver, readonly string[] | string]>([
  ['who is not discharge-ready is imported (F-214)', {}, CUT_OVER, []],
  [
    'who was ready on the last day is finished in the older system (F-215)',
    READY,
    CUT_OVER,
    'dischargeReadyAt READY_BEFORE_CUT_OVER',
  ],
  ['or imported with a mark, where the region wants that (F-216)', READY, MARKING, ['INVOICED_IN_SOURCE']],
  ['who became ready on the day after is imported (F-215)', LATER, CUT_OVER, []],
  ['whose readiness was interrupted is not ready', { ...READY, state: 'DISCHARGE_READY_INTERRUPTED' }, CUT_OVER, []],
  [
    'while the cut-over is not decided nobody who is ready is imported',
    LATER,
    { ...CUT_OVER, readyUntilOn: null },
    'dischargeReadyAt CUT_OVER_UNDECIDED',
  ],
])('of patients, %s', (_what, change, cutOver, expected) => {
  expect(outcome(change, cutOver)).toEqual(expected);
});

/** K5: the manual window of the outage of 2024. */
const WINDOW = {
  id: 'out_1',
  name: 'Provavbrott',
  beginsAt: at('2024-01-17T00:00:00+01:00'),
  endsAt: at('2024-02-01T00:00:00+01:00'),
  registrationOpensAt: at('2024-02-01T00:00:00+01:00'),
  restoredAt: at('2024-02-02T08:00:00+01:00'),
  version: 1,
};
const OUTAGE: CutOver = { ...MARKING, outages: [WINDOW] };
const AGREED = { agreedOn: '2024-02-05', agreementReason: 'Långvariga behov' };
const begun = (text: string): Partial<EpisodeRow> => ({ admittedAt: at(text) });
const HOME = { state: 'DISCHARGED', dischargedAt: at('2024-01-25T12:00:00+01:00') } as const;

test.each<[string, Partial<EpisodeRow>, readonly string[] | string]>([
  ['from the first day after it is imported (F-302)', begun('2024-02-01T00:00:00+01:00'), []],
  ['within it goes on by hand (F-303)', begun('2024-01-31T23:59:00+01:00'), 'admittedAt HANDLED_BY_HAND'],
  ['on its first day goes on by hand (F-303)', begun('2024-01-17T00:00:00+01:00'), 'admittedAt HANDLED_BY_HAND'],
  ['within it is imported when the units agree (F-304)', { ...begun('2024-01-20T08:00:00Z'), ...AGREED }, []],
  ['before it goes on in the system (F-305)', begun('2024-01-16T23:59:00+01:00'), []],
  [
    'before it is closed when the patient has gone home (F-306, K11)',
    { ...begun('2024-01-10T08:00:00Z'), ...HOME },
    [],
  ],
])('of episodes around an outage, one begun %s', (_what, change, expected) => {
  expect(outcome(change, OUTAGE)).toEqual(expected);
});

test('when units agreed to register an episode afterwards, then who agreed and why goes with it (F-304)', () => {
  const row = { ...ROW, ...begun('2024-01-20T08:00:00Z'), ...AGREED };
  const agreements = ['assessment', 'home'].map((unitId) => ({ unitId, agreedOn: '2024-02-05' }));
  expect(importEpisode(row, find, PATIENT, () => OUTAGE, NOW)).toMatchObject({
    value: { backRegistration: { window: WINDOW, reason: 'Långvariga behov', agreements }, isRecovered: false },
  });
});

test.each<[string, Partial<EpisodeRow>, string]>([
  ['without a reason', { agreedOn: '2024-02-05' }, 'agreementReason MISSING'],
  ['before the outage', { ...AGREED, agreedOn: '2024-01-16' }, 'agreedOn AGREEMENT_DAY'],
  ['although it began at another time', { ...AGREED, ...begun('2024-02-03T08:00:00Z') }, 'agreedOn NOT_BY_HAND'],
])('when units agreed %s, then the episode is refused', (_what, change, expected) => {
  expect(outcome({ ...begun('2024-01-20T08:00:00Z'), ...change }, OUTAGE)).toBe(expected);
});

test('when a patient went home during an outage, then discharge-ready is now and the discharge stays as it was (F-306)', () => {
  const row = { ...ROW, ...begun('2024-01-10T08:00:00Z'), ...HOME };
  const decided = importEpisode(row, find, PATIENT, () => OUTAGE, NOW);
  expect(decided).toMatchObject({
    value: { readyAt: NOW, isRecovered: true, row: { dischargedAt: HOME.dischargedAt } },
  });
});

test.each<[string, Partial<EpisodeRow>, string]>([
  ['closed', { state: 'CLOSED' }, 'state NOT_OPEN'],
  ['at no known ward', { ward: 'nowhere' }, 'ward UNIT_UNKNOWN'],
  ['at what is no ward', { ward: 'home' }, 'ward NOT_A_WARD'],
  ['at a ward out of use', { ward: 'closed' }, 'ward UNIT_REFUSED'],
  ['with a party whose name is not clear', { parties: ['home', 'unclear'] }, 'parties.1 UNIT_AMBIGUOUS'],
  ['with a school as a party (F-006)', { parties: ['school'] }, 'parties.0 UNIT_REFUSED'],
  ['with the ward as a party', { parties: ['ward'] }, 'parties.0 UNIT_REFUSED'],
  ['with a party twice under two names', { parties: ['assessment', 'alias'] }, 'parties.1 REPEATED'],
  ['with a party of another region', { parties: ['foreign'] }, 'parties.0 OTHER_REGION'],
  [
    'in psychiatric care without an outpatient unit (F-235)',
    { ward: 'psychiatry' },
    'patient PSYCHIATRIC_UNIT_MISSING',
  ],
  ['ready without a date', { state: 'DISCHARGE_READY' }, 'dischargeReadyAt MISSING'],
  ['discharged without a date', { ...LATER, state: 'DISCHARGED' }, 'dischargedAt MISSING'],
  [
    'discharged before ready',
    { ...LATER, state: 'DISCHARGED', dischargedAt: at('2025-09-29T12:00:00Z') },
    'dischargedAt OUT_OF_ORDER',
  ],
  [
    'ready before admission',
    { ...READY, dischargeReadyAt: at('2025-09-19T12:00:00Z') },
    'dischargeReadyAt OUT_OF_ORDER',
  ],
  ['not ready with a date', { dischargeReadyAt: LATER.dischargeReadyAt }, 'dischargeReadyAt OUT_OF_ORDER'],
  [
    'with discharge estimated before admission',
    { estimatedDischargeAt: at('2025-09-01T12:00:00Z') },
    'estimatedDischargeAt OUT_OF_ORDER',
  ],
])('when an episode is %s, then it is refused by field and code', (_what, change, expected) => {
  expect(outcome(change)).toBe(expected);
});

test('when the patient is not registered, or is at the ward already, then the episode is refused (F-231)', () => {
  expect(outcome({}, CUT_OVER, null)).toBe('patient PATIENT_UNKNOWN');
  const there = { ...PATIENT, wardUnitIds: ['ward'] as never[] };
  expect(outcome({}, CUT_OVER, there)).toBe('patient ALREADY_ADMITTED');
  expect(outcome({ ...LATER, state: 'DISCHARGED', dischargedAt: NOW }, CUT_OVER, there)).toEqual([]);
});

test('whatever the day of readiness, exactly those up to the cut-over are not imported as usual (F-215)', () => {
  const day = fc.date({ min: at('2025-09-20T10:00:00Z'), max: NOW, noInvalidDate: true });
  fc.assert(
    fc.property(day, (readyAt) => {
      const isBefore = readyAt < at('2025-09-30T00:00:00+02:00');
      const change = { state: 'DISCHARGE_READY', dischargeReadyAt: readyAt } as const;
      expect(outcome(change, MARKING)).toEqual(isBefore ? ['INVOICED_IN_SOURCE'] : []);
    }),
  );
});

const MESSAGE: MessageRow = {
  id: 'M-1',
  episode: 'P-1',
  type: 'EXTRA_MESSAGE',
  sender: 'ward',
  sentAt: at('2025-09-21T10:00:00Z'),
  recipients: [{ unit: 'assessment', state: 'UNREAD' }],
};

test.each<[string, Partial<MessageRow>, string | null]>([
  ['from the ward to a party', {}, null],
  ['from a party to the ward', { sender: 'home', recipients: [{ unit: 'ward', state: 'UNREAD' }] }, null],
  ['from a unit that takes no part', { sender: 'school' }, 'sender UNIT_NO_PARTY'],
  [
    'to a unit that nobody knows',
    { recipients: [{ unit: 'nowhere', state: 'UNREAD' }] },
    'recipients.0.unit UNIT_UNKNOWN',
  ],
  ['to the sender', { recipients: [{ unit: 'ward', state: 'UNREAD' }] }, 'recipients.0.unit REPEATED'],
  [
    'read before it was sent',
    { recipients: [{ unit: 'home', state: 'READ', readAt: at('2025-09-21T09:00:00Z') }] },
    'recipients.0.readAt OUT_OF_ORDER',
  ],
  [
    'acknowledged before it was sent',
    { recipients: [{ unit: 'home', state: 'ACKNOWLEDGED', acknowledgedAt: at('2025-09-21T09:00:00Z') }] },
    'recipients.0.acknowledgedAt OUT_OF_ORDER',
  ],
])('when a message goes %s, then this comes of it', (_what, change, expected) => {
  const decided = importMessage({ ...MESSAGE, ...change }, ['ward', 'assessment', 'home'], find);
  expect(decided.ok ? null : `${decided.problem.field} ${decided.problem.code}`).toBe(expected);
});
