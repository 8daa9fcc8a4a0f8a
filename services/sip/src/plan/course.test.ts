import { ok, refused } from '@samplan/kit/result';
import { addHours, stockholmDay } from '@samplan/kit/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SipAnswer, SipState } from '../generated/resolvers.ts';
import {
  answer,
  canLead,
  coordinatingPrincipalOf,
  handOver,
  holds,
  holdsOn,
  initiate,
  invite,
  isOngoing,
  recordConsent,
  type Sip,
  type SipChange,
  type UnitFacts,
} from './domain.ts';
import { endByDeath } from './ending.ts';
import { voidInvitation } from './invitation.ts';

/*
 * Whatever is tried on a plan, in whatever order: what must hold after every step. INITIATED → PREPARING → INVITED → ACTIVE →
 * ENDED, or DECLINED on the way. The step to ACTIVE and the ordinary one to ENDED are not there yet: plans in those states come from
 * elsewhere, and a course may begin in them.
 */

const START = new Date('2026-11-21T08:00:00Z');

const UNITS: readonly UnitFacts[] = [
  { unitId: 'unt_home', kind: 'HOME_HEALTH', administrationKind: 'VOF', isActive: true },
  { unitId: 'unt_hc', kind: 'HEALTH_CENTRE', administrationKind: 'REGION', isActive: true },
  { unitId: 'unt_ward', kind: 'INPATIENT_SOMATIC', administrationKind: 'REGION', isActive: true },
  { unitId: 'unt_soc', kind: 'SOCIAL_SERVICES', administrationKind: 'SOC', isActive: true },
];
/** Takes no part. */
const OUTSIDER: UnitFacts = { unitId: 'unt_other', kind: 'ASSESSMENT', administrationKind: 'VOF', isActive: true };

function started(mustAcknowledge: boolean): Sip {
  const [byUnit, ...others] = UNITS;
  if (!byUnit) throw new Error('no units');
  const result = initiate(
    {
      id: 'sip_1',
      patientId: 'pat_1',
      municipalityCode: '2281',
      episodeId: null,
      fitsEpisode: true,
      reason: 'Behov av samordning.',
      byUserId: 'usr_1',
      byUnit,
      participants: others.map((unit) => ({ unit, mustAcknowledge })),
      coordinatingUnitId: null,
    },
    START,
  );
  if (!result.ok) throw new Error(result.problem.code);
  return result.value.sip;
}

/** Something that is tried on a plan. */
type Try =
  | { readonly kind: 'CONSENT'; readonly isGiven: boolean; readonly daysValid: number | null }
  | { readonly kind: 'INVITE' }
  | { readonly kind: 'ANSWER'; readonly unit: UnitFacts; readonly given: SipAnswer }
  | { readonly kind: 'HAND_OVER'; readonly to: UnitFacts }
  | { readonly kind: 'VOID' }
  | { readonly kind: 'DIES' };

const unit = fc.constantFrom(...UNITS);
const tries = fc.array(
  fc.tuple(
    fc.oneof(
      fc.record({
        kind: fc.constant('CONSENT' as const),
        isGiven: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
        daysValid: fc.constantFrom(null, 0, 1, 2, 3),
      }),
      fc.record({ kind: fc.constant('INVITE' as const) }),
      fc.record({
        kind: fc.constant('ANSWER' as const),
        unit,
        given: fc.constantFrom<SipAnswer>('ACCEPTED', 'DECLINED', 'TENTATIVE'),
      }),
      fc.record({ kind: fc.constant('HAND_OVER' as const), to: fc.oneof(unit, fc.constant(OUTSIDER)) }),
      fc.record({ kind: fc.constantFrom('VOID' as const, 'VOID' as const, 'DIES' as const) }),
    ),
    /** Hours that pass before it. */
    fc.integer({ min: 0, max: 40 }),
  ),
  { maxLength: 30 },
);

function attempt(sip: Sip, what: Try, now: Date, n: number): SipChange | null {
  const result = (() => {
    switch (what.kind) {
      case 'CONSENT':
        return recordConsent(sip, {
          id: `con_${n}`,
          isGiven: what.isGiven,
          form: 'ORAL',
          scope: what.isGiven ? 'Det som behövs.' : null,
          validTo: what.daysValid === null ? null : stockholmDay(addHours(now, 24 * what.daysValid)),
          recordedAt: now,
          recordedByUserId: 'usr_1',
        });
      case 'INVITE':
        return invite(
          sip,
          { id: `inv_${n}`, meetingAt: now, meetingForm: 'VIDEO', agenda: null, sentAt: now, sentByUserId: 'usr_1' },
          now,
        );
      case 'ANSWER':
        return answer(sip, what.unit.unitId, what.given, 'usr_2', now);
      case 'HAND_OVER':
        return handOver(sip, what.to);
      case 'VOID':
        return voidInvitation(
          sip,
          {
            senderUnitId: sip.coordinatingUnitId,
            versionNumber: sip.invitation?.sequence ?? 0,
            isSuperseded: false,
            voided: sip.invitation?.voided ?? null,
            recipients: [],
          },
          { at: now, byUserId: 'usr_1', reason: 'Fel dag.' },
        );
      case 'DIES': {
        const change = endByDeath(sip, now);
        return change ? ok(change) : refused(null);
      }
    }
  })();
  return result.ok ? result.value : null;
}

/** Plays a course; `check` sees every step that was allowed. */
function play(
  course: readonly (readonly [Try, number])[],
  begin: Sip,
  check: (before: Sip, what: Try, after: Sip, now: Date) => void,
  onRefusal: (sip: Sip, what: Try, now: Date) => void = () => {},
): Sip {
  let current = begin;
  let now = START;
  for (const [n, [what, hours]] of course.entries()) {
    now = addHours(now, hours);
    const change = attempt(current, what, now, n);
    if (!change) {
      onRefusal(current, what, now);
      continue;
    }
    check(current, what, change.sip, now);
    current = change.sip;
  }
  return current;
}

const begins = fc.boolean().chain((must) =>
  fc.constantFrom<SipState>('INITIATED', 'INITIATED', 'INITIATED', 'ACTIVE', 'ENDED', 'DECLINED').map((state) => ({
    ...started(must),
    state,
  })),
);

const MOVES: readonly `${SipState} ${SipState}`[] = [
  'INITIATED INITIATED',
  'INITIATED PREPARING',
  'INITIATED DECLINED',
  'PREPARING PREPARING',
  'PREPARING INVITED',
  'PREPARING DECLINED',
  'INVITED INVITED',
  'INVITED PREPARING',
  'INVITED DECLINED',
  'ACTIVE ACTIVE',
  'INITIATED ENDED',
  'PREPARING ENDED',
  'INVITED ENDED',
  'ACTIVE ENDED',
];

test('when anything is tried in any order, then a plan moves only along its course, and a plan that is over stays as it is', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(begins, tries, (begin, course) => {
      const end = play(course, begin, (before, _, after) => {
        expect(MOVES).toContain(`${before.state} ${after.state}`);
        seen.add(`${before.state} ${after.state}`);
        expect(isOngoing(before)).toBe(true);
      });
      if (!isOngoing(begin)) expect(end).toEqual(begin);
    }),
    { numRuns: 3000 }, // so many that the rarest move is seen too
  );
  expect([...seen].sort()).toEqual([...MOVES].sort());
});

test('when anything is tried in any order, then nobody is ever invited without a consent that holds that day (G-016, G-054)', () => {
  fc.assert(
    fc.property(begins, tries, (begin, course) => {
      play(
        course,
        begin,
        (before, what, after, now) => {
          if (what.kind === 'INVITE') expect(holdsOn(before.consent, stockholmDay(now))).toBe(true);
          if (what.kind === 'ANSWER') expect(holds(before.invitation)).toBe(true);
          if (after.state === 'INVITED') expect(after.consent?.isGiven).toBe(true);
          if (after.state === 'DECLINED') expect(after.consent?.isGiven).toBe(false);
        },
        // Nothing else stands in the way of an invitation.
        (sip, what, now) => {
          if (what.kind !== 'INVITE' || !isOngoing(sip)) return;
          expect(holdsOn(sip.consent, stockholmDay(now))).toBe(false);
        },
      );
    }),
    { numRuns: 300 },
  );
});

test('when anything is tried in any order, then invitations are numbered one by one, and each asks everyone anew (F-254)', () => {
  fc.assert(
    fc.property(begins, tries, (begin, course) => {
      play(course, begin, (before, what, after) => {
        const isInvitation = what.kind === 'INVITE';
        const latest = before.invitation?.sequence ?? 0;
        expect(after.invitation?.sequence ?? 0).toBe(isInvitation ? latest + 1 : latest);
        if (isInvitation)
          expect(after.participants.map((participant) => participant.answer)).toEqual(UNITS.map(() => null));
      });
    }),
    { numRuns: 300 },
  );
});

test('when anything is tried in any order, then a unit changes only its own answer, and says who gave it and when (F-027)', () => {
  fc.assert(
    fc.property(begins, tries, (begin, course) => {
      play(course, begin, (before, what, after, now) => {
        if (what.kind === 'INVITE' || what.kind === 'VOID') return;
        const expected =
          what.kind === 'ANSWER'
            ? before.participants.map((participant) =>
                participant.unitId === what.unit.unitId
                  ? { ...participant, answer: what.given, answeredAt: now, answeredByUserId: 'usr_2' }
                  : participant,
              )
            : before.participants;
        expect(after.participants).toEqual(expected);
      });
    }),
    { numRuns: 300 },
  );
});

test('when anything is tried in any order, then one participant who can lead leads, and what was said at the start stays (F-256, F-212, F-311)', () => {
  fc.assert(
    fc.property(begins, tries, (begin, course) => {
      play(course, begin, (before, what, after) => {
        const leader = UNITS.find(({ unitId }) => unitId === after.coordinatingUnitId) ?? null;
        expect(canLead(leader)).toBe(true);
        if (leader) expect(after.coordinatingPrincipal).toBe(coordinatingPrincipalOf(leader));
        if (what.kind !== 'HAND_OVER') expect(after.coordinatingUnitId).toBe(before.coordinatingUnitId);
        const facts = ({
          participants,
          state,
          consent,
          invitation,
          coordinatingUnitId,
          coordinatingPrincipal,
          endedAt,
          endReason,
          ...rest
        }: Sip) => ({
          ...rest,
          participants: participants.map(({ unitId, mustAcknowledge }) => ({ unitId, mustAcknowledge })),
        });
        expect(facts(after)).toEqual(facts(begin));
      });
    }),
    { numRuns: 300 },
  );
});
