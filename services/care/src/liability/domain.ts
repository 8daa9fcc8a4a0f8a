import { addDays, type Day, daysBetween, stockholmDay } from '@samplan/kit/time';
import { daysFrom, firstLiableDay, later } from './calendar.ts';
import {
  admissionCondition,
  type Condition,
  courseCondition,
  hindranceCondition,
  hindrances,
  invitationCondition,
  isInvitedLate,
  type LiabilityReason,
  type LiableParty,
  liablePartyOf,
  partyCondition,
  readinessCondition,
} from './conditions.ts';
import type { LiabilityException, LiabilityFacts, ReadinessNotice } from './facts.ts';
import { type Agreement, agreementOn, STATUTORY_TERMS, type Terms } from './terms.ts';

/** What one discharge-ready notice, or there being none, leads to. */
export interface Judgement {
  readonly episodeId: string;
  readonly notice: ReadinessNotice | null;
  readonly party: LiableParty;
  /** In force when the notice was sent; null when the act holds (B-08). */
  readonly agreement: Pick<Agreement, 'id' | 'version'> | null;
  readonly terms: Terms;
  readonly conditions: readonly Condition[];
  /** Do all conditions hold? Then the episode also counts for averages (G-039). */
  readonly meetsConditions: boolean;
  /** Why not liable; empty when liable. */
  readonly reasons: readonly LiabilityReason[];
  /** What there is to say although the conditions hold. */
  readonly flags: readonly LiabilityReason[];
  /** Does the municipality pay for this patient, once the days of grace have passed? */
  readonly isLiable: boolean;
  /** When the days would be paid for; null without a notice. */
  readonly firstLiableOn: Day | null;
  /** The first day that is not counted any more: of interruption, discharge or death, or today. Null without a notice. */
  readonly endsOn: Day | null;
  /** Days from the notice to the end but those of hindrance; what averages are made of. */
  readonly waitedDays: number;
  /** The days that the municipality pays for. */
  readonly careDays: readonly Day[];
}

/**
 * Who pays for which days after each discharge-ready notice, in the order of sending; without any notice, why nobody does.
 *
 * A notice counts until it is interrupted; the next one counts anew (G-043). The day of discharge, of death or of interruption is
 * no care day, and while the patient waits today is none yet: what has come to be owed is never taken back by the discharge.
 *
 * Source: Lag (2017:612) 5 kap. 1–5 §§ (G-030 to G-033).
 */
export function judge(facts: LiabilityFacts, now: Date): readonly Judgement[] {
  if (facts.readinessNotices.length === 0) return [judgeNotice(facts, null, now)];
  return facts.readinessNotices.map((notice) => judgeNotice(facts, notice, now));
}

function judgeNotice(facts: LiabilityFacts, notice: ReadinessNotice | null, now: Date): Judgement {
  const party = liablePartyOf(facts, notice ? notice.registeredIn : facts.registeredIn);
  const agreement = agreementFor(facts, party, notice?.sentAt ?? now);
  const terms = agreement?.terms ?? STATUTORY_TERMS;
  const span = notice && spanOf(facts, notice, terms, now);
  const found = hindrances(facts.exceptions);
  const conditions = [
    partyCondition(facts, party),
    admissionCondition(facts, party, terms),
    readinessCondition(notice, party),
    invitationCondition(facts, notice, terms),
    hindranceCondition(found, span?.payable.every((day) => covers(found, day)) ?? false),
    courseCondition(facts, span !== null && span.endsOn < span.noticeOn),
  ];
  const unmet = conditions.filter(({ outcome }) => outcome === 'NOT_MET').flatMap(({ reason }) => reason ?? []);
  const reasons: readonly LiabilityReason[] =
    unmet.length === 0 && terms.countingModel !== 'STATUTORY_INDIVIDUAL' ? ['COUNTED_ON_AVERAGE'] : unmet;
  const isLiable = reasons.length === 0;
  return {
    episodeId: facts.episodeId,
    notice,
    party,
    agreement: agreement && { id: agreement.id, version: agreement.version },
    terms,
    conditions,
    meetsConditions: unmet.length === 0,
    reasons,
    flags: conditions.filter(({ outcome }) => outcome === 'MET').flatMap(({ reason }) => reason ?? []),
    isLiable,
    firstLiableOn: span?.firstOn ?? null,
    endsOn: span?.endsOn ?? null,
    waitedDays: span ? waited(span, found) : 0,
    careDays: isLiable && span ? daysFrom(span.firstOn, span.endsOn).filter((day) => !covers(found, day)) : [],
  };
}

/** The agreement with the one who pays, in force when the notice was sent (f.4 78). */
function agreementFor({ agreements, careType }: LiabilityFacts, party: LiableParty, at: Date): Agreement | null {
  if (party.kind === 'UNKNOWN') return null;
  return agreementOn(agreements, { municipalityCode: party.municipalityCode, careType, day: stockholmDay(at) });
}

interface Span {
  readonly noticeOn: Day;
  readonly firstOn: Day;
  readonly endsOn: Day;
  /** The days from the first liable one to the end; the first liable one when the end has not come to it. */
  readonly payable: readonly Day[];
}

function spanOf(facts: LiabilityFacts, notice: ReadinessNotice, terms: Terms, now: Date): Span {
  const noticeOn = stockholmDay(notice.sentAt);
  const ordinary = firstLiableDay(notice.sentAt, terms);
  const invited = invitationCondition(facts, notice, terms);
  const { invitation } = facts;
  const isLate = invited.outcome !== 'NOT_REQUIRED' && invitation !== null && isInvitedLate(invitation, notice);
  const firstOn = isLate ? later(ordinary, stockholmDay(invitation.sentAt)) : ordinary;
  const endsOn = endOf(facts, notice, now);
  return { noticeOn, firstOn, endsOn, payable: daysFrom(firstOn, later(endsOn, addDays(firstOn, 1))) };
}

/** The day on which a notice stops counting. */
function endOf({ dischargedAt, diedAt }: LiabilityFacts, { interruptedAt }: ReadinessNotice, now: Date): Day {
  const ends = [interruptedAt, dischargedAt, diedAt, now].flatMap((end) => (end ? [stockholmDay(end)] : []));
  return ends.reduce((a, b) => (a < b ? a : b));
}

function waited({ noticeOn, endsOn }: Span, found: readonly LiabilityException[]): number {
  if (found.length === 0) return daysBetween(noticeOn, endsOn);
  return daysFrom(noticeOn, endsOn).filter((day) => !covers(found, day)).length;
}

function covers(exceptions: readonly LiabilityException[], day: Day): boolean {
  return exceptions.some(({ fromOn, toOn }) => fromOn <= day && (toOn === null || day <= toOn));
}
