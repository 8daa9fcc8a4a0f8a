import { addDays, addHours, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConditionKind } from './conditions.ts';
import { type Judgement, judge } from './domain.ts';
import { episodeFacts, NOTICE_AT, readinessNotice, sipInvitation } from './example.ts';
import type { ExceptionKind, LiabilityException, LiabilityFacts } from './facts.ts';
import { type Agreement, STATUTORY_TERMS, type Terms } from './terms.ts';

const at = (text: string): Date => new Date(text);
/** A week after the notice. */
const NOW = at('2026-11-23T09:00:00Z');
const WAITED = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];

function only(facts: LiabilityFacts, now = NOW): Judgement {
  const [judgement, ...others] = judge(facts, now);
  if (!judgement || others.length > 0) throw new Error('not exactly one judgement');
  return judgement;
}

function conditionOf({ conditions }: Judgement, kind: ConditionKind) {
  return conditions.find((condition) => condition.kind === kind);
}

function agreed(terms: Partial<Terms>, validity: Partial<Agreement> = {}): Agreement {
  return {
    id: 'agr_1',
    version: 2,
    municipalityCode: '2281',
    careType: null,
    validFromOn: '2026-01-01',
    validToOn: null,
    terms: { ...STATUTORY_TERMS, ...terms },
    ...validity,
  };
}

describe('when every condition is met', () => {
  test('then the municipality of registration pays from the first liable day, today not yet (G-030 to G-032)', () => {
    expect(only(episodeFacts())).toMatchObject({
      isLiable: true,
      reasons: [],
      flags: [],
      party: { kind: 'MUNICIPALITY', municipalityCode: '2281', basis: 'REGISTRATION' },
      agreement: null,
      firstLiableOn: '2026-11-19',
      endsOn: '2026-11-23',
      careDays: WAITED,
      waitedDays: 7,
    });
  });

  test('then each condition names its messages and instants (B-08)', () => {
    const judgement = only(episodeFacts());
    expect(conditionOf(judgement, 'ADMISSION_NOTICE')?.evidence).toEqual([
      { kind: 'MESSAGE', id: 'msg_admission', at: addHours(NOTICE_AT, -70) },
      { kind: 'DEADLINE', id: null, at: addHours(NOTICE_AT, -48) },
    ]);
    expect(conditionOf(judgement, 'DISCHARGE_READY_NOTICE')?.evidence).toEqual([
      { kind: 'MESSAGE', id: 'msg_ready', at: NOTICE_AT },
    ]);
  });

  test('then the day of discharge is no care day', () => {
    expect(only(episodeFacts({ dischargedAt: at('2026-11-21T14:00:00Z') }))).toMatchObject({
      endsOn: '2026-11-21',
      careDays: ['2026-11-19', '2026-11-20'],
      waitedDays: 5,
    });
    expect(only(episodeFacts({ dischargedAt: at('2026-11-19T22:00:00Z') })).careDays).toEqual([]);
    expect(only(episodeFacts({ dischargedAt: at('2026-11-16T15:00:00Z') }))).toMatchObject({
      careDays: [],
      waitedDays: 0,
    });
  });

  test('then liability ends on the day of death (f.3 64)', () => {
    const died = only(episodeFacts({ diedAt: at('2026-11-20T02:00:00Z'), dischargedAt: at('2026-11-22T10:00:00Z') }));
    expect(died.careDays).toEqual(['2026-11-19']);
  });
});

describe('the admission notice (5 kap. 3 § 1)', () => {
  const notice = episodeFacts().admissionNotices[0];
  if (!notice) throw new Error('the example has no admission notice');

  test('when there is none, then not liable: NO_ADMISSION_NOTICE (f.4 71)', () => {
    const judgement = only(episodeFacts({ admissionNotices: [] }));
    expect(judgement).toMatchObject({ isLiable: false, reasons: ['NO_ADMISSION_NOTICE'], careDays: [] });
  });

  test('when it went to another municipality only, then not liable', () => {
    const elsewhere = { ...notice, municipalityCodes: ['2280'] };
    expect(only(episodeFacts({ admissionNotices: [elsewhere] })).reasons).toEqual(['NO_ADMISSION_NOTICE']);
  });

  test.each([
    ['late', { isLate: true }],
    ['incomplete', { isComplete: false }],
  ])('when it is %s, then strict rules say not liable and lenient ones flag it only (f.4 72)', (_, fault) => {
    const admissionNotices = [{ ...notice, ...fault }];
    const strict = only(episodeFacts({ admissionNotices }));
    expect(strict).toMatchObject({ isLiable: false, reasons: ['ADMISSION_NOTICE_NOT_COMPLIANT'], careDays: [] });
    const agreements = [agreed({ lateAdmissionNotice: 'LENIENT' })];
    const lenient = only(episodeFacts({ admissionNotices, agreements }));
    expect(lenient).toMatchObject({
      isLiable: true,
      reasons: [],
      flags: ['ADMISSION_NOTICE_NOT_COMPLIANT'],
      careDays: WAITED,
    });
  });

  test('when a later version is late but the first was not, then the first counts', () => {
    const versions = [notice, { ...notice, messageId: 'msg_second', isLate: true }];
    expect(only(episodeFacts({ admissionNotices: versions })).isLiable).toBe(true);
  });
});

describe('the invitation (5 kap. 3 § 3)', () => {
  const NEEDS = ['SOCIAL_SERVICES', 'REGION_OUTPATIENT_CARE'] as const;
  const invited = (sentAt: string) => sipInvitation(at(sentAt));

  test('when a plan is required and there is no invitation, then not liable (f.4 73)', () => {
    expect(only(episodeFacts({ needs: NEEDS }))).toMatchObject({ isLiable: false, reasons: ['NO_SIP_INVITATION'] });
  });

  test('when it comes before the notice or by the end of day three, then it is in time (h.9)', () => {
    for (const sentAt of ['2026-11-14T09:00:00Z', '2026-11-19T22:59:59Z']) {
      const judgement = only(episodeFacts({ needs: NEEDS, invitation: invited(sentAt) }));
      expect(judgement).toMatchObject({ isLiable: true, flags: [], firstLiableOn: '2026-11-19', careDays: WAITED });
    }
  });

  test('when it comes on day five, then liable from then, or not at all under strict rules (f.4 73)', () => {
    const facts = episodeFacts({ needs: NEEDS, invitation: invited('2026-11-21T09:00:00Z') });
    expect(only(facts)).toMatchObject({
      isLiable: true,
      flags: ['SIP_INVITATION_LATE'],
      firstLiableOn: '2026-11-21',
      careDays: ['2026-11-21', '2026-11-22'],
    });
    const strict = only({ ...facts, agreements: [agreed({ lateInvitation: 'STRICT' })] });
    expect(strict).toMatchObject({ isLiable: false, reasons: ['SIP_INVITATION_LATE'], careDays: [] });
  });

  test('when it did not come from a fixed care contact, then not liable, or flagged only where that is agreed on (G-017, G-031)', () => {
    const invitation = sipInvitation(at('2026-11-17T09:00:00Z'), { careContact: null });
    const facts = episodeFacts({ needs: NEEDS, invitation });
    expect(only(facts)).toMatchObject({
      isLiable: false,
      reasons: ['SIP_NOT_INVITED_BY_CARE_CONTACT'],
      careDays: [],
    });
    const lenient = only({ ...facts, agreements: [agreed({ otherInviter: 'LENIENT' })] });
    expect(lenient).toMatchObject({ isLiable: true, flags: ['SIP_NOT_INVITED_BY_CARE_CONTACT'], careDays: WAITED });
  });

  test('when it came late from somebody else, then what frees the municipality is told, and lenience moves the first day', () => {
    const invitation = sipInvitation(at('2026-11-21T09:00:00Z'), { careContact: null });
    const facts = episodeFacts({ needs: NEEDS, invitation });
    expect(only(facts).reasons).toEqual(['SIP_NOT_INVITED_BY_CARE_CONTACT']);
    const lenient = only({ ...facts, agreements: [agreed({ otherInviter: 'LENIENT' })] });
    expect(lenient).toMatchObject({ isLiable: true, flags: ['SIP_INVITATION_LATE'], firstLiableOn: '2026-11-21' });
  });

  test('when it was not noted who invited, then liable, and the evidence says so', () => {
    const invitation = sipInvitation(at('2026-11-17T09:00:00Z'), { invitedByUnitId: null, careContact: null });
    expect(only(episodeFacts({ needs: NEEDS, invitation }))).toMatchObject({
      isLiable: true,
      flags: ['SIP_INVITER_UNKNOWN'],
    });
  });

  test.each([
    ['only municipal social services (f.4 74)', ['SOCIAL_SERVICES'], 'NOT_REQUIRED'],
    ['only region outpatient care', ['REGION_OUTPATIENT_CARE'], 'NOT_REQUIRED'],
    ['both principals (G-014)', NEEDS, 'NOT_MET'],
    ['municipal health care, which takes the region too (G-014)', ['MUNICIPAL_HEALTH_CARE'], 'NOT_MET'],
  ] as const)('when the patient needs %s, then the condition is as that says', (_, needs, outcome) => {
    expect(conditionOf(only(episodeFacts({ needs })), 'SIP_INVITATION')?.outcome).toBe(outcome);
  });

  test.each(['OPEN_COMPULSORY_CARE', 'PLAN_DECLINED'] as const)(
    'when the exception is %s, then none is required and the exception is the evidence (G-015, G-016)',
    (kind) => {
      const judgement = only(episodeFacts({ needs: NEEDS, exceptions: [exception(kind)] }));
      expect(judgement.isLiable).toBe(true);
      expect(conditionOf(judgement, 'SIP_INVITATION')).toEqual({
        kind: 'SIP_INVITATION',
        outcome: 'NOT_REQUIRED',
        reason: null,
        evidence: [{ kind: 'EXCEPTION', id: 'exc_1', at: NOW }],
      });
    },
  );
});

describe('the discharge-ready notice (5 kap. 3 § 2)', () => {
  test('when there is none, then not liable, and there is no first day', () => {
    expect(only(episodeFacts({ readinessNotices: [] }))).toMatchObject({
      isLiable: false,
      reasons: ['NO_DISCHARGE_READY_NOTICE'],
      firstLiableOn: null,
      endsOn: null,
      careDays: [],
    });
  });

  test('when the municipality did not get it, then not liable', () => {
    const readinessNotices = [readinessNotice({ municipalityCodes: ['2280'] })];
    expect(only(episodeFacts({ readinessNotices })).reasons).toEqual(['NO_DISCHARGE_READY_NOTICE']);
  });

  test('when it is interrupted, then what was owed stays, and the next notice counts anew (G-043)', () => {
    const readinessNotices = [
      readinessNotice({ interruptedAt: at('2026-11-21T08:00:00Z') }),
      readinessNotice({ messageId: 'msg_again', sentAt: at('2026-11-22T12:00:00Z') }),
    ];
    const facts = episodeFacts({ readinessNotices, dischargedAt: at('2026-11-28T10:00:00Z') });
    const [first, second] = judge(facts, at('2026-12-01T08:00:00Z'));
    expect(first).toMatchObject({ endsOn: '2026-11-21', careDays: ['2026-11-19', '2026-11-20'] });
    expect(second).toMatchObject({ firstLiableOn: '2026-11-26', careDays: ['2026-11-26', '2026-11-27'] });
  });

  test('when the patient left before the notice, then it is a correction after an outage and nobody pays (K11, f.3 61, f.4 84)', () => {
    const judgement = only(episodeFacts({ dischargedAt: at('2026-11-10T10:00:00Z') }));
    expect(judgement).toMatchObject({ isLiable: false, reasons: ['RECOVERY_CORRECTION'], careDays: [] });
    expect(conditionOf(judgement, 'COURSE')?.evidence).toEqual([
      { kind: 'DISCHARGE', id: 'epi_1', at: at('2026-11-10T10:00:00Z') },
    ]);
  });
});

describe('the course of the episode', () => {
  test('when the discharge was recovered afterwards, then nobody pays (K11, f.3 61)', () => {
    const recovered = only(episodeFacts({ isRecovered: true, readinessNotices: [] }));
    expect(recovered.reasons).toEqual(['NO_DISCHARGE_READY_NOTICE', 'RECOVERY_CORRECTION']);
    expect(only(episodeFacts({ isRecovered: true })).careDays).toEqual([]);
  });

  test('when the patient was transferred, then nothing is counted here: it is where the episode goes on', () => {
    expect(only(episodeFacts({ isTransferred: true }))).toMatchObject({ reasons: ['TRANSFERRED'], careDays: [] });
  });
});

describe('who pays (5 kap. 2 §, G-030)', () => {
  const deciding = { municipalityCode: '2280', decidedOn: '2024-05-01', recordedAt: NOW };

  test('when another municipality decided on the housing, then it pays, if it was told', () => {
    const untold = only(episodeFacts({ deciding }));
    expect(untold.party).toEqual({ kind: 'MUNICIPALITY', municipalityCode: '2280', basis: 'DECISION' });
    expect(untold.reasons).toEqual(['NO_ADMISSION_NOTICE', 'NO_DISCHARGE_READY_NOTICE']);
    const both = ['2281', '2280'];
    const [admission] = episodeFacts().admissionNotices;
    const told = only(
      episodeFacts({
        deciding,
        admissionNotices: admission ? [{ ...admission, municipalityCodes: both }] : [],
        readinessNotices: [readinessNotice({ municipalityCodes: both })],
      }),
    );
    expect(told).toMatchObject({ isLiable: true, careDays: WAITED });
  });

  test('when the patient moved after the notice, then the municipality at that time pays (f.3 49)', () => {
    expect(only(episodeFacts({ registeredIn: '2280' })).party).toMatchObject({ municipalityCode: '2281' });
  });

  test('when the patient is registered nowhere that is known, then the party is unknown and nothing breaks (f.4 77)', () => {
    const judgement = only(episodeFacts({ readinessNotices: [readinessNotice({ registeredIn: null })] }));
    expect(judgement).toMatchObject({ isLiable: false, party: { kind: 'UNKNOWN' }, careDays: [], agreement: null });
    expect(judgement.reasons).toContain('LIABLE_PARTY_UNKNOWN');
  });
});

describe('when region outpatient care holds the patient back (5 kap. 5 §, G-033)', () => {
  test.each(['OUTPATIENT_SERVICES_UNAVAILABLE', 'OUTPATIENT_SERVICES_UNCLEAR'] as const)(
    'then %s takes its days away, and all of them when it has no end',
    (kind) => {
      const some = only(episodeFacts({ exceptions: [exception(kind, '2026-11-18', '2026-11-20')] }));
      expect(some).toMatchObject({ isLiable: true, careDays: ['2026-11-21', '2026-11-22'], waitedDays: 4 });
      const all = only(episodeFacts({ exceptions: [exception(kind, '2026-11-16')] }));
      expect(all).toMatchObject({ isLiable: false, reasons: ['OUTPATIENT_SERVICES_MISSING'], careDays: [] });
    },
  );

  test('then other exceptions take no days away', () => {
    expect(only(episodeFacts({ exceptions: [exception('PLAN_DECLINED')] })).careDays).toEqual(WAITED);
  });
});

describe('the agreement (G-018)', () => {
  test('when it begins after the notice, then the old rules hold, and its own for the next notice (f.4 78)', () => {
    const agreements = [agreed({ graceDays: 5 }, { validFromOn: '2026-04-01' })];
    const on = (day: string) => {
      const sentAt = at(`${day}T08:00:00Z`);
      return only(episodeFacts({ agreements, readinessNotices: [readinessNotice({ sentAt })] }), addHours(sentAt, 1));
    };
    expect(on('2026-03-30')).toMatchObject({ agreement: null, firstLiableOn: '2026-04-02' });
    expect(on('2026-04-02')).toMatchObject({ agreement: { id: 'agr_1', version: 2 }, firstLiableOn: '2026-04-07' });
  });

  test('when averages are agreed, then nobody pays for the single patient, and the conditions still show (G-038)', () => {
    const judgement = only(episodeFacts({ agreements: [agreed({ countingModel: 'AVERAGE_MONTHLY' })] }));
    expect(judgement).toMatchObject({
      isLiable: false,
      meetsConditions: true,
      reasons: ['COUNTED_ON_AVERAGE'],
      careDays: [],
      waitedDays: 7,
    });
  });
});

/** Any course of an episode over New Year 2027, a leap day or the change of clocks. */
const courses = fc.record({
  start: fc.constantFrom('2026-03-26', '2026-10-22', '2026-12-28', '2028-02-26', '2026-06-10'),
  needs: fc.subarray(['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'] as const),
  // Hours between notice, interruption, notice, … and discharge.
  steps: fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 6 }),
  invitedAfterHours: fc.option(fc.integer({ min: -48, max: 400 }), { nil: null }),
  isLate: fc.boolean(),
  terms: fc.record({
    graceDays: fc.integer({ min: 0, max: 6 }),
    lateAdmissionNotice: fc.constantFrom('STRICT' as const, 'LENIENT' as const),
    lateInvitation: fc.constantFrom('STRICT' as const, 'LENIENT' as const),
  }),
  hindrance: fc.option(fc.record({ from: fc.integer({ min: 0, max: 20 }), days: fc.integer({ min: 0, max: 10 }) }), {
    nil: null,
  }),
});

type Course = typeof courses extends fc.Arbitrary<infer C> ? C : never;

/** The facts of a course with its end, when the last step discharges. */
function factsOf(course: Course, isDischarged: boolean): LiabilityFacts {
  const start = addHours(startOfStockholmDay(course.start), 9);
  let instant = start;
  const notices: LiabilityFacts['readinessNotices'][number][] = [];
  let dischargedAt: Date | null = null;
  for (const [i, hours] of course.steps.entries()) {
    if (i % 2 === 0) notices.push(readinessNotice({ messageId: `msg_${i}`, sentAt: instant }));
    instant = addHours(instant, hours);
    const latest = notices.at(-1);
    const isLast = i === course.steps.length - 1;
    if (isLast && i % 2 === 0) dischargedAt = instant;
    else if (i % 2 === 0 && latest) notices[notices.length - 1] = { ...latest, interruptedAt: instant };
  }
  const [admission] = episodeFacts().admissionNotices;
  const { hindrance, invitedAfterHours } = course;
  return episodeFacts({
    needs: course.needs,
    admissionNotices: admission ? [{ ...admission, isLate: course.isLate }] : [],
    readinessNotices: notices,
    invitation: invitedAfterHours === null ? null : sipInvitation(addHours(start, invitedAfterHours)),
    exceptions: hindrance
      ? [
          exception(
            'OUTPATIENT_SERVICES_UNAVAILABLE',
            addDays(course.start, hindrance.from),
            addDays(course.start, hindrance.from + hindrance.days),
          ),
        ]
      : [],
    dischargedAt: isDischarged ? dischargedAt : null,
    agreements: [agreed(course.terms, { validFromOn: '2020-01-01' })],
  });
}

const careDays = (facts: LiabilityFacts, now: Date) => judge(facts, now).flatMap((judgement) => judgement.careDays);

describe('whatever the course', () => {
  test('then no day is paid twice, and none before its notice’s first day, on its last or later, or while held back', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const facts = factsOf(course, true);
        const judgements = judge(facts, at('2030-01-01T00:00:00Z'));
        const days = judgements.flatMap((judgement) => judgement.careDays);
        expect(new Set(days).size).toBe(days.length);
        for (const judgement of judgements) {
          expect(judgement.isLiable).toBe(judgement.reasons.length === 0);
          expect(judgement.careDays.filter((day) => !isPayable(day, judgement, facts))).toEqual([]);
        }
      }),
    );
  });

  test('then waiting longer never takes a day away, and discharge takes none away that was owed before', () => {
    fc.assert(
      fc.property(courses, fc.nat(40), fc.nat(40), (course, days, more) => {
        const waiting = factsOf(course, false);
        const end = factsOf(course, true).dischargedAt;
        const first = addHours(startOfStockholmDay(course.start), days * 24);
        const second = addHours(first, more * 24);
        const [before, after] = [careDays(waiting, first), careDays(waiting, second)];
        // An invitation of the future is none: facts change with time, so look only at what is there at both instants.
        expect(after).toEqual(expect.arrayContaining([...before]));
        if (end && end > first)
          expect(careDays(factsOf(course, true), second)).toEqual(expect.arrayContaining([...before]));
        for (const day of before) expect(day < stockholmDay(first)).toBe(true);
      }),
    );
  });

  test('then lenient rules never cost the municipality fewer days than strict ones', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const of = (strictness: 'STRICT' | 'LENIENT') =>
          careDays(
            factsOf(
              { ...course, terms: { ...course.terms, lateAdmissionNotice: strictness, lateInvitation: strictness } },
              true,
            ),
            at('2030-01-01T00:00:00Z'),
          );
        expect(of('LENIENT')).toEqual(expect.arrayContaining([...of('STRICT')]));
      }),
    );
  });
});

/** May the day be paid for at all: after the notice's first day, before its end, and not while the patient is held back? */
function isPayable(
  day: string,
  { isLiable, firstLiableOn, endsOn }: Judgement,
  { exceptions }: LiabilityFacts,
): boolean {
  if (!isLiable || firstLiableOn === null || endsOn === null || day < firstLiableOn || day >= endsOn) return false;
  return exceptions.every(({ fromOn, toOn }) => day < fromOn || (toOn !== null && day > toOn));
}

function exception(kind: ExceptionKind, fromOn = '2026-11-01', toOn: string | null = null): LiabilityException {
  return { id: 'exc_1', kind, fromOn, toOn, recordedAt: NOW };
}
