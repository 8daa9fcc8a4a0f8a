import type { UnitKind } from '@samplan/kit/access/viewer';
import type { Result } from '@samplan/kit/result';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Partition } from '../planning/questions.ts';
import {
  after,
  type CarePlan,
  finalise,
  isLocked,
  missing,
  type Own,
  type Part,
  type PlanChange,
  partOf,
  possibleWithPlan,
  release,
  reopen,
  standingOf,
} from './domain.ts';
import { correct, possibleWithPart, save, sign, voidPart } from './part/domain.ts';

const PARTIES = [
  { unitId: 'ward', kind: 'INPATIENT_SOMATIC', isWard: true },
  { unitId: 'assessment', kind: 'ASSESSMENT', isWard: false },
  { unitId: 'home-health', kind: 'HOME_HEALTH', isWard: false },
  { unitId: 'centre', kind: 'HEALTH_CENTRE', isWard: false },
  { unitId: 'residence', kind: 'RESIDENCE', isWard: false },
] as const satisfies readonly { unitId: string; kind: UnitKind; isWard: boolean }[];

/** The parts that can be written; two of one unit, one of a unit that is not expected to. */
const OWN: readonly Own[] = (
  [
    ['ward', 'INPATIENT_CARE'],
    ['assessment', 'NEEDS_ASSESSMENT'],
    ['home-health', 'NURSING'],
    ['home-health', 'PHYSIOTHERAPY'],
    ['centre', 'PRIMARY_CARE'],
    ['residence', 'NURSING'],
  ] as const satisfies readonly (readonly [string, Partition])[]
).map(([unitId, partition]) => ({ unitId, partition }));
const EXPECTED = ['ward', 'assessment', 'home-health', 'centre'] as const;

const EMPTY: CarePlan = { state: 'OPEN', parties: PARTIES, released: [], parts: [], locked: [] };
const ANSWER = [{ key: 'a', answer: 'ja' }];

function must<P>(plan: CarePlan, change: Result<PlanChange, P>): CarePlan {
  if (!change.ok) throw new Error(JSON.stringify(change.problem));
  return after(plan, change.value);
}

const ownOf = (unitId: string): Own => OWN.find((own) => own.unitId === unitId) ?? { unitId, partition: 'NURSING' };
const versionOf = (plan: CarePlan, own: Own) => partOf(plan, own)?.version ?? 0;
const saved = (plan: CarePlan, own: Own) => must(plan, save(plan, own, versionOf(plan, own), ANSWER, 'qst_1'));
const signed = (plan: CarePlan, own: Own, confirm = true) => must(plan, sign(plan, own, versionOf(plan, own), confirm));

/** Everyone who must has written and signed, and the last has confirmed. */
const CLOSED = EXPECTED.reduce((plan, unitId) => signed(saved(plan, ownOf(unitId)), ownOf(unitId)), EMPTY);

describe('who signs last (F-066)', () => {
  test('when the parties sign in any order, then the last one alone is asked, and closes the plan after a yes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...EXPECTED], { minLength: EXPECTED.length }), (order) => {
        let plan = EXPECTED.reduce((before, unitId) => saved(before, ownOf(unitId)), EMPTY);
        for (const [i, unitId] of order.entries()) {
          const own = ownOf(unitId);
          const isLast = i === order.length - 1;
          const unconfirmed = sign(plan, own, 1, false);
          expect(unconfirmed.ok).toBe(!isLast);
          if (!unconfirmed.ok) expect(unconfirmed.problem.__typename).toBe('FinalSigningConfirmationRequired');
          plan = signed(plan, own);
          expect(plan.state).toBe(isLast ? 'FINALLY_JUSTIFIED' : 'OPEN');
        }
      }),
    );
  });

  test('when a unit has signed one of its parts, then it is not missing, and another of its parts may stay a draft', () => {
    const both = OWN.filter(({ unitId }) => unitId === 'home-health').reduce(saved, EMPTY);
    expect(missing(both)).toContain('home-health');
    expect(missing(signed(both, ownOf('home-health')))).toEqual(['ward', 'assessment', 'centre']);
  });

  test('when a unit that need not answer has not signed, then nobody waits for it', () => {
    expect(missing(EMPTY)).toEqual([...EXPECTED]);
    expect(standingOf(CLOSED).map(({ state }) => state)).toEqual(['SIGNED', 'SIGNED', 'SIGNED', 'SIGNED']);
  });
});

describe('a part', () => {
  const own = ownOf('assessment');

  test('when it is signed, then it is not saved over, and a correction makes a new signed version with its reason (G-087)', () => {
    const plan = signed(saved(EMPTY, own), own);
    expect(save(plan, own, 2, ANSWER, 'qst_1')).toMatchObject({ problem: { sectionState: 'SIGNED' } });
    expect(sign(plan, own, 2, true)).toMatchObject({ problem: { sectionState: 'SIGNED' } });
    const corrected = must(plan, correct(plan, own, 2, [{ key: 'a', answer: 'nej' }], 'Fel person', false));
    expect(partOf(corrected, own)).toMatchObject({
      state: 'SIGNED',
      version: 3,
      answers: { a: 'nej' },
      reason: 'Fel person',
    });
  });

  test('when it is not signed, then there is nothing to correct', () => {
    expect(correct(EMPTY, own, 0, ANSWER, 'r', true)).toMatchObject({ problem: { sectionState: 'UNANSWERED' } });
    expect(correct(saved(EMPTY, own), own, 1, ANSWER, 'r', true)).toMatchObject({ problem: { sectionState: 'DRAFT' } });
  });

  test('when it is void, then it begins anew, without the void answers and with the questions that hold then', () => {
    const plan = must(saved(EMPTY, own), voidPart(saved(EMPTY, own), own, 1, 'Fel patient'));
    expect(voidPart(plan, own, 2, 'igen')).toMatchObject({ problem: { sectionState: 'VOIDED' } });
    const anew = must(plan, save(plan, own, 2, [{ key: 'b', answer: 'ny' }], 'qst_2'));
    expect(partOf(anew, own)).toEqual({
      ...own,
      state: 'DRAFT',
      questionSetId: 'qst_2',
      answers: { b: 'ny' },
      reason: null,
      version: 3,
    });
  });

  test('when it is a draft, then it keeps the questions that it was begun with', () => {
    const plan = saved(EMPTY, own);
    expect(partOf(must(plan, save(plan, own, 1, ANSWER, 'qst_2')), own)?.questionSetId).toBe('qst_1');
  });

  test('when another version is given than the one that is there, then ChangedMeanwhile', () => {
    const plan = saved(EMPTY, own);
    const late = [
      save(plan, own, 0, ANSWER, 'qst_1'),
      sign(plan, own, 2, true),
      correct(plan, own, 2, ANSWER, 'r', true),
      voidPart(plan, own, 2, 'r'),
    ];
    for (const outcome of late) expect(outcome).toMatchObject({ problem: { __typename: 'ChangedMeanwhile' } });
  });
});

describe('a closed plan', () => {
  const own = ownOf('centre');

  test('when somebody saves or signs, then it refuses', () => {
    const physiotherapy: Own = { unitId: 'home-health', partition: 'PHYSIOTHERAPY' };
    expect(save(CLOSED, physiotherapy, 0, ANSWER, 'qst_1')).toMatchObject({
      problem: { planState: 'FINALLY_JUSTIFIED' },
    });
    const draft: Part = { ...physiotherapy, state: 'DRAFT', questionSetId: 'q', answers: {}, reason: null, version: 1 };
    const withDraft = { ...CLOSED, parts: [...CLOSED.parts, draft] };
    expect(sign(withDraft, physiotherapy, 1, true)).toMatchObject({ problem: { planState: 'FINALLY_JUSTIFIED' } });
    expect(voidPart(withDraft, physiotherapy, 1, 'r')).toMatchObject({ value: { step: null } });
  });

  test('when a party voids its signed part, then the plan is open again for that reason, and closes only by another final signing', () => {
    const voided = voidPart(CLOSED, own, 2, 'Fel patient');
    expect(voided).toMatchObject({ value: { step: { kind: 'REOPENED', reason: 'Fel patient' } } });
    const plan = must(CLOSED, voided);
    expect(missing(plan)).toEqual(['centre']);
    expect(sign(saved(plan, own), own, 4, false)).toMatchObject({
      problem: { __typename: 'FinalSigningConfirmationRequired' },
    });
  });

  test('when a party corrects its part, then it is asked as the last, and the plan stays closed', () => {
    expect(correct(CLOSED, own, 2, ANSWER, 'r', false)).toMatchObject({
      problem: { __typename: 'FinalSigningConfirmationRequired' },
    });
    expect(must(CLOSED, correct(CLOSED, own, 2, ANSWER, 'r', true)).state).toBe('FINALLY_JUSTIFIED');
  });
});

describe('release', () => {
  test('when the last who is missing is released, then nobody is left to sign and the ward may close', () => {
    const three = EXPECTED.filter((unitId) => unitId !== 'centre');
    const plan = three.reduce((before, unitId) => signed(saved(before, ownOf(unitId)), ownOf(unitId), false), EMPTY);
    expect(finalise(plan)).toMatchObject({ problem: { units: [{ id: 'centre' }] } });
    const released = must(plan, release(plan, 'centre', 'Patienten är inte listad här'));
    expect(released.state).toBe('OPEN');
    expect(standingOf(released)).toContainEqual({ unitId: 'centre', state: 'RELEASED' });
    expect(must(released, finalise(released)).state).toBe('FINALLY_JUSTIFIED');
  });

  test.each([
    ['the ward', EMPTY, 'ward'],
    ['somebody who need not sign', EMPTY, 'residence'],
    ['no party', EMPTY, 'stranger'],
    ['somebody who has signed', signed(saved(EMPTY, ownOf('centre')), ownOf('centre')), 'centre'],
  ])('when it is %s, then CarePlanPartyRefused', (_, plan, unitId) => {
    expect(release(plan, unitId, 'r')).toMatchObject({ problem: { field: 'input.unitId' } });
  });
});

/** Something that is tried on a plan. */
interface Attempt {
  readonly kind: keyof typeof OFFERED | keyof typeof OFFERED_OF_PLAN;
  readonly own: Own;
  readonly confirm: boolean;
  readonly answer: string | null;
  readonly isLate: boolean;
  /** What the track becomes before; null leaves it. */
  readonly track: 'RED' | 'GREEN' | null;
}

/** What each attempt is offered as. */
const OFFERED = { save: 'ANSWER', sign: 'SIGN', correct: 'CORRECT', void: 'VOID' } as const;
const OFFERED_OF_PLAN = { release: 'RELEASE', finalise: 'FINALISE', reopen: 'REOPEN' } as const;

const attempt: fc.Arbitrary<Attempt> = fc.record({
  kind: fc.constantFrom('save', 'sign', 'correct', 'void', 'release', 'finalise', 'reopen'),
  own: fc.constantFrom(...OWN),
  confirm: fc.boolean(),
  answer: fc.constantFrom('ja', 'nej', null),
  isLate: fc.nat({ max: 9 }).map((n) => n === 0),
  track: fc.constantFrom(null, null, null, null, null, null, 'RED', 'GREEN'),
});

function tryOn(plan: CarePlan, o: Attempt): Result<PlanChange, unknown> {
  const version = versionOf(plan, o.own) + (o.isLate ? -1 : 0);
  const answers = [{ key: 'a', answer: o.answer }];
  switch (o.kind) {
    case 'save':
      return save(plan, o.own, version, answers, 'qst_1');
    case 'sign':
      return sign(plan, o.own, version, o.confirm);
    case 'correct':
      return correct(plan, o.own, version, answers, 'r', o.confirm);
    case 'void':
      return voidPart(plan, o.own, version, 'r');
    case 'release':
      return release(plan, o.own.unitId, 'r');
    case 'finalise':
      return finalise(plan);
    case 'reopen':
      return reopen(plan, 'r');
  }
}

/** A change that was allowed. */
interface Taken {
  readonly tried: Attempt;
  readonly before: CarePlan;
  readonly change: PlanChange;
  readonly next: CarePlan;
}

/** The plan after its track was changed: red locks the parts there are, another opens them (G-108). */
function onTrack(plan: CarePlan, track: Attempt['track']): CarePlan {
  if (track === null) return plan;
  return { ...plan, locked: track === 'RED' ? plan.parts.filter(({ state }) => state !== 'VOIDED') : [] };
}

/** Every change that is allowed when the parties try things one after another. */
function walk(attempts: readonly Attempt[]): readonly Taken[] {
  const taken: Taken[] = [];
  let plan = EMPTY;
  for (const tried of attempts) {
    plan = onTrack(plan, tried.track);
    const outcome = tryOn(plan, tried);
    if (!outcome.ok) continue;
    const next = after(plan, outcome.value);
    taken.push({ tried, before: plan, change: outcome.value, next });
    plan = next;
  }
  return taken;
}

describe('whatever several parties try in whatever order', () => {
  const always = (holds: (taken: Taken) => void) =>
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), (attempts) => {
        for (const taken of walk(attempts)) holds(taken);
      }),
      { numRuns: 300 },
    );

  test('a part changes by its own unit alone, one version at a time (f.3 56)', () => {
    always(({ tried, before, change, next }) => {
      const own = partOf(before, tried.own);
      for (const other of before.parts.filter((part) => part !== own)) expect(partOf(next, other)).toBe(other);
      if (change.part) expect(change.part).toMatchObject({ ...tried.own, version: (own?.version ?? 0) + 1 });
    });
  });

  test('what is signed changes only by a correction or by voiding, with a reason; signing and voiding change no answer (G-087)', () => {
    always(({ tried, before, change }) => {
      const own = partOf(before, tried.own);
      if (!change.part) return;
      if (own?.state === 'SIGNED') {
        expect(['correct', 'void']).toContain(tried.kind);
        expect(change.part.reason).toBe('r');
      }
      if (tried.kind === 'sign' || tried.kind === 'void') expect(change.part.answers).toEqual(own?.answers);
    });
  });

  test('what led to the red track is signed at most, and its answers stay (G-108)', () => {
    always(({ tried, before, change }) => {
      if (!change.part || !isLocked(before, tried.own)) return;
      expect(tried.kind).toBe('sign');
      expect(change.part.answers).toEqual(partOf(before, tried.own)?.answers);
    });
  });

  test('a plan is closed by somebody who has said yes, and while it is closed nobody is missing and the ward has signed (F-066)', () => {
    always(({ tried, before, change, next }) => {
      expect(before.state === next.state || change.step !== null).toBe(true);
      if (change.step?.kind === 'FINALLY_JUSTIFIED') expect(tried.confirm || tried.kind === 'finalise').toBe(true);
      if (next.state !== 'FINALLY_JUSTIFIED') return;
      expect(missing(next)).toEqual([]);
      expect(next.parts).toContainEqual(expect.objectContaining({ unitId: 'ward', state: 'SIGNED' }));
    });
  });

  test('nothing is allowed that is not offered', () => {
    always(({ tried: { kind, own }, before }) => {
      const state = partOf(before, own)?.state ?? 'UNANSWERED';
      const offered: readonly string[] = [
        ...possibleWithPart(before.state, state, isLocked(before, own)),
        ...possibleWithPlan(before),
      ];
      expect(offered).toContain({ ...OFFERED, ...OFFERED_OF_PLAN }[kind]);
    });
  });
});
