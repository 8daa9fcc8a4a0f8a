import { addHours } from '@samplan/kit/time';
import { describe, expect, test } from 'vitest';
import {
  type Admission,
  admit,
  canReceive,
  changeEstimate,
  close,
  discharge,
  type Episode,
  interruptDischargeReady,
  noticeDeadline,
  type RecipientFacts,
  reportDischargeReady,
} from './domain.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PHYSICIAN = 'usr_physician';

const assessment: RecipientFacts = {
  unitId: 'unt_assess',
  kind: 'ASSESSMENT',
  administrationKind: 'VOF',
  isActive: true,
};
const healthCentre: RecipientFacts = {
  unitId: 'unt_hc',
  kind: 'HEALTH_CENTRE',
  administrationKind: 'REGION',
  isActive: true,
};

function admission(change: Partial<Admission> = {}): Admission {
  return {
    id: 'epi_1',
    regionId: 'prn_region',
    wardUnitId: 'unt_ward',
    wardKind: 'INPATIENT_SOMATIC',
    patientId: 'pat_1',
    admittedAt: addHours(NOW, -2),
    estimatedDischargeAt: addHours(NOW, 48),
    needs: ['SOCIAL_SERVICES'],
    assessedByUserId: PHYSICIAN,
    isTreatingPhysician: true,
    assessedAt: addHours(NOW, -1),
    needsDiscoveredLater: false,
    recipients: [assessment],
    hasPsychiatricOutpatientUnit: false,
    text: null,
    ...change,
  };
}

function episode(change: Partial<Episode> = {}): Episode {
  const admitted = admit(admission(), NOW);
  if (!admitted.ok) throw new Error(admitted.problem.code);
  return { ...admitted.value.episode, ...change };
}

const READY = { judgedByUserId: PHYSICIAN, judgedAt: addHours(NOW, -1), reportedAt: NOW, isLptNotice: false };

describe('admit', () => {
  test('when everything is in order, then the episode is admitted and the notice goes out in time (G-001, G-004)', () => {
    const admitted = admit(admission(), NOW);
    expect(admitted).toMatchObject({
      ok: true,
      value: {
        episode: { state: 'ADMITTED', careType: 'SOMATIC', version: 1, ready: null },
        message: { type: 'ADMISSION_NOTICE', isLate: false, replacesEarlier: false },
        event: { type: 'PatientAdmitted' },
      },
    });
  });

  test('when the judge is no physician at the ward, then NotTreatingPhysician names the field (G-001)', () => {
    expect(admit(admission({ isTreatingPhysician: false }), NOW)).toMatchObject({
      problem: { __typename: 'NotTreatingPhysician', field: 'input.assessment.assessedById' },
    });
  });

  test('when municipal health care is needed without a region outpatient unit, then OutpatientRecipientMissing (G-002)', () => {
    const needs = ['MUNICIPAL_HEALTH_CARE'] as const;
    expect(admit(admission({ needs }), NOW)).toMatchObject({ problem: { __typename: 'OutpatientRecipientMissing' } });
    expect(admit(admission({ needs, recipients: [assessment, healthCentre] }), NOW).ok).toBe(true);
  });

  test.each([['SOCIAL_SERVICES'], ['MUNICIPAL_HEALTH_CARE']] as const)(
    'when %s is needed without a municipal unit, then MunicipalRecipientMissing (f.3 43)',
    (need) => {
      expect(admit(admission({ needs: [need], recipients: [healthCentre] }), NOW)).toMatchObject({
        problem: { __typename: 'MunicipalRecipientMissing', field: 'input.recipientIds' },
      });
    },
  );

  test('when only region outpatient care is needed, then no municipal unit is demanded', () => {
    expect(admit(admission({ needs: ['REGION_OUTPATIENT_CARE'], recipients: [healthCentre] }), NOW).ok).toBe(true);
  });

  test('when psychiatric care admits a patient without psychiatric outpatient unit, then the field is named (F-235, f.3 45)', () => {
    const psychiatric = { wardKind: 'INPATIENT_PSYCHIATRIC' } as const;
    expect(admit(admission(psychiatric), NOW)).toMatchObject({
      problem: {
        __typename: 'PsychiatricOutpatientUnitMissing',
        field: 'patient.addressing.psychiatricOutpatientUnit',
      },
    });
    expect(admit(admission({ ...psychiatric, hasPsychiatricOutpatientUnit: true }), NOW)).toMatchObject({
      value: { episode: { careType: 'PSYCHIATRIC' } },
    });
  });

  test('when a recipient cannot receive, then RecipientRefused names its place in the list', () => {
    const recipients = [assessment, null];
    expect(admit(admission({ recipients }), NOW)).toMatchObject({
      problem: { __typename: 'RecipientRefused', field: 'input.recipientIds[1]' },
    });
  });
});

describe('canReceive', () => {
  test.each([
    ['a school', { ...assessment, kind: 'SCHOOL', administrationKind: 'BIF' }],
    ['student health', { ...assessment, kind: 'STUDENT_HEALTH', administrationKind: 'BIF' }],
    ['an organisational level', { ...assessment, kind: 'ORGANISATIONAL' }],
    ['a ward', { ...healthCentre, kind: 'INPATIENT_SOMATIC' }],
    ['an ended unit', { ...assessment, isActive: false }],
    ['nothing', null],
  ] as const)('when the unit is %s, then it receives nothing (F-006)', (_, unit) => {
    expect(canReceive(unit)).toBe(false);
  });
});

describe('noticeDeadline (G-004)', () => {
  test('when the need was known at admission, then 24 hours count from the admission', () => {
    const a = episode({ admittedAt: addHours(NOW, -25), needsDiscoveredLater: false });
    expect(noticeDeadline(a)).toEqual(addHours(NOW, -1));
  });

  test('when the need was discovered later, then 24 hours count from the judgement', () => {
    const a = episode({ admittedAt: addHours(NOW, -25), assessedAt: addHours(NOW, -3), needsDiscoveredLater: true });
    expect(noticeDeadline(a)).toEqual(addHours(NOW, 21));
  });

  test.each([
    ['on the minute', 0, false],
    ['a millisecond late', 1, true],
  ])('when the notice is sent %s, then isLate is %s', (_, late, isLate) => {
    const now = new Date(addHours(NOW, 24).getTime() + late);
    expect(admit(admission({ admittedAt: NOW, assessedAt: NOW }), now)).toMatchObject({
      value: { message: { isLate } },
    });
  });

  test('when the clock is moved in between, then 24 hours are 24 hours of absolute time', () => {
    const admittedAt = new Date('2026-10-24T22:00:00Z'); // the night when summer time ends
    expect(noticeDeadline(episode({ admittedAt })).toISOString()).toBe('2026-10-25T22:00:00.000Z');
  });
});

describe('changeEstimate (G-005)', () => {
  test('when the estimate changes, then a new version of the notice replaces the earlier one', () => {
    expect(changeEstimate(episode(), addHours(NOW, 24))).toMatchObject({
      value: {
        episode: { estimatedDischargeAt: addHours(NOW, 24), state: 'ADMITTED' },
        message: { type: 'ADMISSION_NOTICE', replacesEarlier: true },
        event: { type: 'DischargeEstimateChanged' },
      },
    });
  });

  test('when it is the same, then EstimateUnchanged and nobody is disturbed', () => {
    const { estimatedDischargeAt } = episode();
    expect(changeEstimate(episode(), estimatedDischargeAt)).toMatchObject({
      problem: { __typename: 'EstimateUnchanged' },
    });
  });

  test.each(['DISCHARGED', 'CLOSED', 'VOIDED', 'DECEASED', 'TRANSFERRED'] as const)(
    'when the episode is %s, then EpisodeStateRefuses',
    (state) => {
      expect(changeEstimate(episode({ state }), addHours(NOW, 24))).toMatchObject({ problem: { state } });
    },
  );
});

describe('reportDischargeReady (G-009)', () => {
  const report = (e: Episode, judgedAt: Date, isPhysician = true, isLptNotice = false) =>
    reportDischargeReady(e, { judgedByUserId: PHYSICIAN, judgedAt, isLptNotice }, isPhysician, NOW);

  test('when the physician has judged, then who, when and when it was reported are kept apart', () => {
    expect(report(episode(), addHours(NOW, -1))).toMatchObject({
      value: { episode: { state: 'DISCHARGE_READY', ready: READY }, message: { type: 'DISCHARGE_READY_NOTICE' } },
    });
  });

  test('when the judgement lies before admission, then JudgementOutOfRange states the range', () => {
    expect(report(episode(), addHours(NOW, -3))).toMatchObject({
      problem: { __typename: 'JudgementOutOfRange', field: 'input.judgedAt', earliest: addHours(NOW, -2), latest: NOW },
    });
  });

  test('when the judgement lies in the future, then JudgementOutOfRange', () => {
    expect(report(episode(), new Date(NOW.getTime() + 1))).toMatchObject({
      problem: { __typename: 'JudgementOutOfRange' },
    });
  });

  test.each([
    ['at the instant of admission', -2],
    ['now', 0],
  ])('when the judgement was made %s, then it is in range', (_, hours) => {
    expect(report(episode(), addHours(NOW, hours)).ok).toBe(true);
  });

  test('when a nurse judged, then NotTreatingPhysician (f.3 59)', () => {
    expect(report(episode(), NOW, false)).toMatchObject({ problem: { __typename: 'NotTreatingPhysician' } });
  });

  test('when psychiatric care sends a notice under LPT, then it counts as any other; from another ward it is refused (G-010)', () => {
    expect(report(episode({ careType: 'PSYCHIATRIC' }), NOW, true, true)).toMatchObject({
      value: { episode: { state: 'DISCHARGE_READY', ready: { isLptNotice: true } } },
    });
    expect(report(episode({ careType: 'SOMATIC' }), NOW, true, true)).toMatchObject({
      problem: { __typename: 'LptNoticeOutsidePsychiatry', field: 'input.isLptNotice' },
    });
  });

  test('when it is reported already, then EpisodeStateRefuses', () => {
    expect(report(episode({ state: 'DISCHARGE_READY', ready: READY }), NOW)).toMatchObject({
      problem: { state: 'DISCHARGE_READY' },
    });
  });

  test('when it was interrupted, then a new judgement starts anew (G-043)', () => {
    const interrupted = interruptDischargeReady(episode({ state: 'DISCHARGE_READY', ready: READY }), 'Feber');
    if (!interrupted.ok) throw new Error('refused');
    expect(interrupted.value).toMatchObject({
      episode: { state: 'DISCHARGE_READY_INTERRUPTED', ready: null },
      message: { type: 'DISCHARGE_READY_INTERRUPTION', text: 'Feber' },
    });
    expect(report(interrupted.value.episode, NOW)).toMatchObject({ value: { episode: { ready: { judgedAt: NOW } } } });
  });
});

describe('discharge', () => {
  const ready = episode({ state: 'DISCHARGE_READY', ready: READY });

  test('when the information goes out the same day, then it is in time (G-011)', () => {
    expect(discharge(ready, NOW, 'Plan', NOW)).toMatchObject({
      value: { episode: { state: 'DISCHARGED', dischargedAt: NOW }, message: { isLate: false, text: 'Plan' } },
    });
  });

  test('when midnight in Stockholm has passed, then it is late, though the day is the same in UTC (G-011)', () => {
    const home = new Date('2026-11-21T22:30:00Z');
    const sent = new Date('2026-11-21T23:30:00Z');
    expect(discharge(ready, home, 'Plan', sent)).toMatchObject({ value: { message: { isLate: true } } });
  });

  test('when the patient left before the judgement or will leave, then DischargeOutOfRange states the range', () => {
    const range = { earliest: READY.judgedAt, latest: NOW };
    expect(discharge(ready, addHours(NOW, -1.5), 'Plan', NOW)).toMatchObject({ problem: range });
    expect(discharge(ready, addHours(NOW, 1), 'Plan', NOW)).toMatchObject({ problem: range });
  });

  test.each(['ADMITTED', 'DISCHARGE_READY_INTERRUPTED', 'DISCHARGED', 'CLOSED'] as const)(
    'when the episode is %s, then EpisodeStateRefuses (f.3 61)',
    (state) => {
      expect(discharge(episode({ state }), NOW, 'Plan', NOW)).toMatchObject({ problem: { state } });
    },
  );
});

describe('close (F-250)', () => {
  test('when the patient has left, then the episode is closed', () => {
    expect(close(episode({ state: 'DISCHARGED' }), NOW)).toMatchObject({ value: { state: 'CLOSED', closedAt: NOW } });
  });

  test.each(['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED', 'CLOSED'] as const)(
    'when the episode is %s, then EpisodeStateRefuses',
    (state) => {
      expect(close(episode({ state }), NOW)).toMatchObject({ problem: { state } });
    },
  );
});
