import { addHours, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpisodeAction, EpisodeState } from '../generated/resolvers.ts';
import {
  admit,
  archive,
  changeEstimate,
  close,
  discharge,
  ENDS,
  type Episode,
  interruptDischargeReady,
  isOpenForMessages,
  reportDischargeReady,
  voidInterruption,
} from './domain.ts';
import { POSSIBLE } from './possible.ts';
import { recordDeath, recoverEpisode, transferPatient, voidEpisode } from './side-exits.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PHYSICIAN = 'usr_physician';
const OTHER_WARD = { unitId: 'unt_other', kind: 'INPATIENT_SOMATIC', regionId: 'prn_region', isActive: true } as const;
const MOVING = {
  nextId: 'epi_2',
  transferredAt: NOW,
  hasPsychiatricOutpatientUnit: false,
  wasLate: false,
  text: null,
} as const;

function episode(change: Partial<Episode> = {}): Episode {
  const admitted = admit(
    {
      id: 'epi_1',
      regionId: 'prn_region',
      wardUnitId: 'unt_ward',
      wardKind: 'INPATIENT_SOMATIC',
      patientId: 'pat_1',
      admittedAt: addHours(NOW, -48),
      estimatedDischargeAt: addHours(NOW, 48),
      needs: ['REGION_OUTPATIENT_CARE'],
      assessedByUserId: PHYSICIAN,
      isTreatingPhysician: true,
      assessedAt: addHours(NOW, -47),
      needsDiscoveredLater: false,
      recipients: [],
      hasPsychiatricOutpatientUnit: false,
      text: null,
    },
    addHours(NOW, -47),
  );
  if (!admitted.ok) throw new Error(admitted.problem.code);
  return { ...admitted.value.episode, ...change };
}

const READY = {
  judgedByUserId: PHYSICIAN,
  judgedAt: addHours(NOW, -3),
  reportedAt: addHours(NOW, -2),
  isLptNotice: false,
};

describe('voidEpisode (G-101)', () => {
  test.each(['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED', 'DISCHARGED'] as const)(
    'when the episode is %s, then it is void with its reason, and nothing in it is owed',
    (state) => {
      expect(voidEpisode(episode({ state }), 'Fel patient.', NOW)).toMatchObject({
        value: {
          episode: { state: 'VOIDED', voidReason: 'Fel patient.', closedAt: NOW },
          releaseReason: 'EPISODE_VOIDED',
          message: { type: 'VOID_NOTICE', text: 'Fel patient.' },
        },
      });
    },
  );

  test.each(ENDS)('when the episode is %s, then EpisodeStateRefuses', (state) => {
    expect(voidEpisode(episode({ state }), 'x', NOW)).toMatchObject({ problem: { state } });
  });
});

describe('recordDeath (f.3 64)', () => {
  test('when the patient dies while discharge-ready, then the judgement stays for what is counted until the death', () => {
    const deceasedAt = addHours(NOW, -1);
    expect(recordDeath(episode({ state: 'DISCHARGE_READY', ready: READY }), deceasedAt, null, NOW)).toMatchObject({
      value: { episode: { state: 'DECEASED', deceasedAt, ready: READY }, releaseReason: 'PATIENT_DECEASED' },
    });
  });

  test('when the time lies before admission or in the future, then DeathOutOfRange states the range', () => {
    const range = { __typename: 'DeathOutOfRange', earliest: addHours(NOW, -48), latest: NOW };
    expect(recordDeath(episode(), addHours(NOW, -49), null, NOW)).toMatchObject({ problem: range });
    expect(recordDeath(episode(), addHours(NOW, 1), null, NOW)).toMatchObject({ problem: range });
  });

  test('when the patient has left, then EpisodeStateRefuses', () => {
    expect(recordDeath(episode({ state: 'DISCHARGED' }), NOW, null, NOW)).toMatchObject({
      problem: { state: 'DISCHARGED' },
    });
  });
});

describe('transferPatient', () => {
  test('when the patient is moved, then the episode ends here and goes on there as it was, linked both ways', () => {
    const before = episode({ state: 'DISCHARGE_READY', ready: READY, version: 7, outstanding: 3 });
    const moved = transferPatient(before, OTHER_WARD, MOVING, NOW);
    expect(moved).toMatchObject({
      value: {
        episode: { state: 'TRANSFERRED', transfer: { at: NOW, toUnitId: 'unt_other', toEpisodeId: 'epi_2' } },
        next: {
          ...before,
          id: 'epi_2',
          wardUnitId: 'unt_other',
          transferredFromId: 'epi_1',
          version: 1,
          outstanding: 0,
        },
        message: { type: 'ADMISSION_NOTICE', isLate: false },
      },
    });
  });

  test('when an interruption stands, then the patient is admitted at the other ward: the interruption was the first ward’s', () => {
    const interrupted = episode({ state: 'DISCHARGE_READY_INTERRUPTED', interrupted: READY });
    expect(transferPatient(interrupted, OTHER_WARD, MOVING, NOW)).toMatchObject({
      value: { next: { state: 'ADMITTED', interrupted: null, ready: null } },
    });
  });

  test('when the first notice was late, then the notice at the other ward mends nothing of that (G-004)', () => {
    expect(transferPatient(episode(), OTHER_WARD, { ...MOVING, wasLate: true }, NOW)).toMatchObject({
      value: { message: { isLate: true } },
    });
  });

  test.each([
    ['nothing', null],
    ['the same ward', { ...OTHER_WARD, unitId: 'unt_ward' }],
    ['no ward', { ...OTHER_WARD, kind: 'HEALTH_CENTRE' }],
    ['a ward of another region', { ...OTHER_WARD, regionId: 'prn_other' }],
    ['an ended ward', { ...OTHER_WARD, isActive: false }],
  ] as const)('when the unit is %s, then RecipientRefused names the field', (_, ward) => {
    expect(transferPatient(episode(), ward, MOVING, NOW)).toMatchObject({
      problem: { __typename: 'RecipientRefused', field: 'input.toWardId' },
    });
  });

  test('when the other ward is psychiatric, then the psychiatric outpatient unit must be set, and the kind of care follows (F-235)', () => {
    const ward = { ...OTHER_WARD, kind: 'INPATIENT_PSYCHIATRIC' } as const;
    expect(transferPatient(episode(), ward, MOVING, NOW)).toMatchObject({
      problem: { __typename: 'PsychiatricOutpatientUnitMissing' },
    });
    expect(transferPatient(episode(), ward, { ...MOVING, hasPsychiatricOutpatientUnit: true }, NOW)).toMatchObject({
      value: { episode: { careType: 'SOMATIC' }, next: { careType: 'PSYCHIATRIC' } },
    });
  });

  test('when the time lies before admission or in the future, then TransferOutOfRange states the range', () => {
    for (const hours of [-49, 1]) {
      const facts = { ...MOVING, transferredAt: addHours(NOW, hours) };
      expect(transferPatient(episode(), OTHER_WARD, facts, NOW)).toMatchObject({
        problem: { __typename: 'TransferOutOfRange', earliest: addHours(NOW, -48), latest: NOW },
      });
    }
  });
});

describe('recoverEpisode (F-306, K11, f.3 61)', () => {
  const judged = { judgedByUserId: PHYSICIAN, isTreatingPhysician: true };

  test('when the patient went home yesterday, then the discharge lies before the judgement, and the episode is marked', () => {
    expect(recoverEpisode(episode(), judged, addHours(NOW, -24), 'x', NOW)).toMatchObject({
      value: {
        episode: {
          state: 'DISCHARGED',
          ready: { judgedAt: NOW, reportedAt: NOW },
          dischargedAt: addHours(NOW, -24),
          isRecovered: true,
        },
        message: { type: 'DISCHARGE_MESSAGE', isLate: true },
      },
    });
  });

  test.each([
    ['before the admission', addHours(NOW, -49)],
    ['today', addHours(NOW, -1)],
    ['at midnight in Stockholm', new Date('2026-11-20T23:00:00Z')],
  ])('when the patient left %s, then DischargeOutOfRange', (_, dischargedAt) => {
    expect(recoverEpisode(episode(), judged, dischargedAt, 'x', NOW)).toMatchObject({
      problem: { __typename: 'DischargeOutOfRange', latest: new Date('2026-11-20T23:00:00Z') },
    });
  });

  test('when a nurse judged, then NotTreatingPhysician (f.3 59)', () => {
    const nurse = { ...judged, isTreatingPhysician: false };
    expect(recoverEpisode(episode(), nurse, addHours(NOW, -24), 'x', NOW)).toMatchObject({
      problem: { __typename: 'NotTreatingPhysician' },
    });
  });
});

/** What can be tried on an episode: what comes of it, or null when it is refused. */
const STEPS = {
  CHANGE_ESTIMATED_DISCHARGE: (e, now) => value(changeEstimate(e, addHours(now, 24)))?.episode ?? null,
  REPORT_DISCHARGE_READY: (e, now) =>
    value(reportDischargeReady(e, { judgedByUserId: PHYSICIAN, judgedAt: now, isLptNotice: false }, true, now))
      ?.episode ?? null,
  INTERRUPT_DISCHARGE_READY: (e) => value(interruptDischargeReady(e, 'x'))?.episode ?? null,
  VOID_DISCHARGE_READY_INTERRUPTION: (e) => value(voidInterruption(e, 'x'))?.episode ?? null,
  DISCHARGE_PATIENT: (e, now) => value(discharge(e, now, 'x', now))?.episode ?? null,
  CLOSE_EPISODE: (e, now) => value(close(e, now)),
  VOID_EPISODE: (e, now) => value(voidEpisode(e, 'x', now))?.episode ?? null,
  RECORD_DEATH: (e, now) => value(recordDeath(e, now, null, now))?.episode ?? null,
  TRANSFER_PATIENT: (e, now) =>
    value(transferPatient(e, OTHER_WARD, { ...MOVING, transferredAt: now }, now))?.episode ?? null,
  RECOVER_EPISODE: (e, now) => {
    const judged = { judgedByUserId: PHYSICIAN, isTreatingPhysician: true };
    const yesterday = new Date(startOfStockholmDay(stockholmDay(now)).getTime() - 1);
    return value(recoverEpisode(e, judged, yesterday, 'x', now))?.episode ?? null;
  },
} as const satisfies Partial<Readonly<Record<EpisodeAction, (e: Episode, now: Date) => Episode | null>>>;

type Step = keyof typeof STEPS;
// The keys of a literal are what its type says.
const STEP_NAMES = Object.keys(STEPS) as readonly Step[];

function value<T>(result: { ok: true; value: T } | { ok: false }): T | null {
  return result.ok ? result.value : null;
}

const MOVES: readonly (readonly [EpisodeState, EpisodeState])[] = [
  ['ADMITTED', 'ADMITTED'],
  ['ADMITTED', 'DISCHARGE_READY'],
  ['DISCHARGE_READY', 'DISCHARGE_READY'],
  ['DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED'],
  ['DISCHARGE_READY', 'DISCHARGED'],
  ['DISCHARGE_READY_INTERRUPTED', 'DISCHARGE_READY_INTERRUPTED'],
  ['DISCHARGE_READY_INTERRUPTED', 'DISCHARGE_READY'],
  ['DISCHARGED', 'CLOSED'],
  ['DISCHARGED', 'VOIDED'],
  ...(['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED'] as const).flatMap((state) =>
    (['VOIDED', 'DECEASED', 'TRANSFERRED', 'DISCHARGED'] as const).map((end) => [state, end] as const),
  ),
];

const tries = fc.array(fc.tuple(fc.constantFrom(...STEP_NAMES), fc.integer({ min: 0, max: 600 })), { maxLength: 30 });

/** Tries one thing after the other. */
function play(
  steps: readonly (readonly [Step, number])[],
  seen: (before: Episode, step: Step, after: Episode | null, now: Date) => void,
) {
  let current = episode();
  let now = NOW;
  for (const [name, minutes] of steps) {
    now = new Date(now.getTime() + minutes * 60_000);
    const next = STEPS[name](current, now);
    seen(current, name, next, now);
    current = next ?? current;
  }
}

describe('archive (F-207)', () => {
  test('when the episode is closed and every message acknowledged, then it is archived, and nothing can be done with it any more', () => {
    const archived = archive(episode({ state: 'CLOSED', closedAt: NOW }));
    expect(archived).toMatchObject({ state: 'ARCHIVED', closedAt: NOW });
    if (!archived) throw new Error('must be archived');
    for (const step of STEP_NAMES) expect(STEPS[step](archived, NOW)).toBeNull();
    expect([isOpenForMessages(archived), archive(archived)]).toEqual([false, null]);
  });

  test.each<[string, Partial<Episode>]>([
    ['not closed', { state: 'DISCHARGED' }],
    ['void', { state: 'VOIDED', closedAt: NOW }],
    ['closed with a message that nobody has acknowledged (F-251)', { state: 'CLOSED', closedAt: NOW, outstanding: 1 }],
  ])('when the episode is %s, then it stays', (_, change) => {
    expect(archive(episode(change))).toBeNull();
  });
});

describe('whatever is tried in whatever order', () => {
  test('then an episode moves only along its course, and what has ended stays ended', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        play(steps, (before, _step, after) => {
          if (!after) return;
          expect(isOpenForMessages(before)).toBe(true);
          expect(MOVES).toContainEqual([before.state, after.state]);
        });
      }),
    );
  });

  test('then its times stay in order, but where a discharge was recorded afterwards (f.3 61)', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        play(steps, (before, step, after, now) => {
          if (!after) return;
          const { ready, dischargedAt, closedAt, deceasedAt, isRecovered } = after;
          expect([after.id, after.patientId, after.admittedAt]).toEqual([
            before.id,
            before.patientId,
            before.admittedAt,
          ]);
          expect(isRecovered).toBe(before.isRecovered || step === 'RECOVER_EPISODE');
          if (dischargedAt) expect(ready && dischargedAt < ready.judgedAt).toBe(isRecovered);
          const times = [dischargedAt, deceasedAt, closedAt].filter((at) => at !== null);
          expect(times.every((at) => after.admittedAt <= at && at <= now)).toBe(true);
          expect(closedAt !== null).toBe(ENDS.includes(after.state));
          expect(after.state).not.toBe('ARCHIVED');
        });
      }),
    );
  });

  test('then the judgement stands while the patient is discharge-ready or has left, and not otherwise (G-043)', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        play(steps, (_before, _step, after) => {
          if (!after) return;
          if (['DISCHARGE_READY', 'DISCHARGED', 'CLOSED'].includes(after.state)) expect(after.ready).not.toBeNull();
          if (['ADMITTED', 'DISCHARGE_READY_INTERRUPTED'].includes(after.state)) expect(after.ready).toBeNull();
          expect(after.interrupted === null || after.ready === null).toBe(true);
        });
      }),
    );
  });

  test('then voiding an interruption restores exactly the judgement that it took back (G-101)', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        let taken: Episode['ready'] = null;
        play(steps, (before, step, after) => {
          if (after && step === 'INTERRUPT_DISCHARGE_READY') taken = before.ready;
          if (after && step === 'VOID_DISCHARGE_READY_INTERRUPTION') expect(after.ready).toEqual(taken);
        });
      }),
    );
  });

  test('then each end has what belongs to it and nothing else', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        play(steps, (_before, _step, after) => {
          if (!after) return;
          expect(after.voidReason !== null).toBe(after.state === 'VOIDED');
          expect(after.deceasedAt !== null).toBe(after.state === 'DECEASED');
          expect(after.transfer !== null).toBe(after.state === 'TRANSFERRED');
        });
      }),
    );
  });

  test('then what is shown as possible is what the rules allow', () => {
    fc.assert(
      fc.property(tries, (steps) => {
        play(steps, (before, step, after) => {
          const isShown = POSSIBLE.some(({ name, states }) => name === step && states.includes(before.state));
          expect(after !== null).toBe(isShown);
        });
      }),
    );
  });
});
