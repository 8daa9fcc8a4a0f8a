import { describe, expect, test } from 'vitest';
import { finish, followUpFault, isPeriod, type LogReview, open, type ReviewAct } from './domain.ts';

const at = (text: string): Date => new Date(text);
const NOW = at('2026-11-21T08:00:00Z');

const REVIEW: LogReview = {
  id: 'rev_1',
  principalId: 'prn_1',
  administrationId: 'adm_1',
  unitId: 'unt_1',
  fromAt: at('2026-10-04T22:00:00Z'),
  toAt: at('2026-10-05T22:00:00Z'),
  userIds: [],
  patientId: null,
  method: 'UNIT_DAY',
  seed: 'seed',
  suspicion: null,
  drawnById: 'usr_1',
  drawnAt: at('2026-11-20T08:00:00Z'),
  openedById: null,
  openedAt: null,
  openReason: null,
  outcome: null,
  note: null,
  finishedById: null,
  finishedAt: null,
  version: 1,
};
const ACT: ReviewAct = { review: REVIEW, version: 1, isAboutReviewer: false, by: 'usr_2' };
const FINISHED: LogReview = { ...REVIEW, outcome: 'WITH_REMARK', note: 'x', finishedAt: NOW, finishedById: 'usr_2' };

describe('opening the full log', () => {
  test('when the extract does not suffice, then who opens it, when and why are kept (G-075)', () => {
    expect(open(ACT, 'Många akter på en timme.', NOW)).toEqual({
      ok: true,
      value: { ...REVIEW, openedById: 'usr_2', openedAt: NOW, openReason: 'Många akter på en timme.', version: 2 },
    });
  });

  test('when it is opened again, then the first reason stays', () => {
    const opened = { ...REVIEW, openedById: 'usr_1', openedAt: NOW, openReason: 'Först', version: 2 };
    expect(open({ ...ACT, review: opened, version: 2 }, 'Sedan', NOW)).toEqual({ ok: true, value: opened });
  });
});

describe.each([
  ['opening', (act: ReviewAct) => open(act, 'x', NOW)],
  ['finishing', (act: ReviewAct) => finish(act, 'WITHOUT_REMARK', null, NOW)],
])('%s', (_what, act) => {
  test.each([
    ['the review is about the reviewer (B-15, f.6 106)', { ...ACT, isAboutReviewer: true }, 'OWN_ACCESSES'],
    ['it is finished (G-073)', { ...ACT, review: FINISHED }, 'FINISHED'],
    ['somebody changed it meanwhile', { ...ACT, version: 0 }, 'CHANGED'],
  ] as const)('is refused when %s', (_when, given, problem) => {
    expect(act(given)).toEqual({ ok: false, problem });
  });
});

test('when a review is finished, then what was found, by whom and when are kept', () => {
  expect(finish(ACT, 'WITH_REMARK', 'Läst utan vårdrelation.', NOW)).toEqual({
    ok: true,
    value: {
      ...REVIEW,
      outcome: 'WITH_REMARK',
      note: 'Läst utan vårdrelation.',
      finishedById: 'usr_2',
      finishedAt: NOW,
      version: 2,
    },
  });
});

test('only a remark is followed up, and not by whom it is about', () => {
  expect(followUpFault(FINISHED, false)).toBeNull();
  expect(followUpFault(FINISHED, true)).toBe('OWN_ACCESSES');
  expect(followUpFault(REVIEW, false)).toBe('NO_REMARK');
  expect(followUpFault({ ...FINISHED, outcome: 'WITHOUT_REMARK' }, false)).toBe('NO_REMARK');
});

test.each([
  ['2026-10-01', '2026-10-01', 1, true],
  ['2026-10-01', '2026-10-31', 31, true],
  ['2026-10-01', '2026-11-01', 31, false],
  ['2026-10-02', '2026-10-01', 31, false],
] as const)('from %s to %s is a period of at most %i days: %s', (from, to, days, is) => {
  expect(isPeriod(from, to, days)).toBe(is);
});
