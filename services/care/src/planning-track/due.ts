import type { UnitKind } from '@samplan/kit/access/viewer';
import { addHours, type Day, stockholmDay } from '@samplan/kit/time';
import { AT_WARD, type Episode } from '../episode/domain.ts';
import { type DecidedFrom, holdsOn } from '../episode/region-policy.ts';
import { isExpectedToAnswer } from '../planning/domain.ts';

/** Hours within which the planning basis is filled in, where a region has agreed nothing (G-108). */
export const STANDARD_BASIS_HOURS = 48;

/** What decides until when a planning basis is filled in. */
export interface DueTerms {
  readonly episodeId: string;
  /** When the planning began: the admission notice was first sent, or the episode of an older system was imported. */
  readonly begunAt: Date;
  /** What the region has agreed, in order of day. */
  readonly hours: readonly DecidedFrom<{ readonly basisHours: number }>[];
}

/** A unit that takes part, with what it has to do for the planning basis. */
export interface DueParty {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly since: Date;
  /** Need it not answer? */
  readonly isReleased: boolean;
  /** Has it saved a part? */
  readonly isAnswered: boolean;
}

/** Until when a unit fills in its part. */
export interface Duty {
  readonly unitId: string;
  readonly dueAt: Date;
  readonly isAnswered: boolean;
  readonly isOverdue: boolean;
}

/** Until when a planning basis is filled in. */
export interface Due {
  readonly at: Date;
  readonly isOverdue: boolean;
  readonly parties: readonly Duty[];
}

/** Hours within which planning that begins on the Swedish day is answered. */
export function basisHours(hours: DueTerms['hours'], on: Day): number {
  return holdsOn(hours, on, { basisHours: STANDARD_BASIS_HOURS }).basisHours;
}

/**
 * Until when the planning basis is filled in, and who is late. Hours are of absolute time, as those of the act; which agreement
 * holds is decided by the Swedish day on which it began. A unit that joins later has as many hours from then (G-008). Who is released
 * owes nothing, and nobody is late when the patient has left the ward.
 */
export function dueOf(
  { begunAt, hours }: Pick<DueTerms, 'begunAt' | 'hours'>,
  state: Episode['state'],
  parties: readonly DueParty[],
  now: Date,
): Due {
  const within = basisHours(hours, stockholmDay(begunAt));
  const isPlanned = AT_WARD.includes(state);
  const duties = parties
    .filter(({ kind, isReleased }) => isExpectedToAnswer(kind) && !isReleased)
    .map(({ unitId, since, isAnswered }): Duty => {
      const dueAt = addHours(since > begunAt ? since : begunAt, within);
      return { unitId, dueAt, isAnswered, isOverdue: isPlanned && !isAnswered && now > dueAt };
    });
  return {
    at: addHours(begunAt, within),
    isOverdue: duties.some(({ isOverdue }) => isOverdue),
    parties: duties,
  };
}
