import { addDays, startOfStockholmDay, stockholmDay } from '../time.ts';
import { nextWorkingDay, previousWorkingDay } from '../working-day.ts';
import { isOutstanding, type Recipient } from './domain.ts';

/** Who looks after a message that a unit has not acknowledged, from the first to the last. */
export const ESCALATION_STEPS = ['UNIT', 'SUPER_USER', 'ADMINISTRATOR'] as const;
/** One of {@link ESCALATION_STEPS}. */
export type EscalationStep = (typeof ESCALATION_STEPS)[number];

/** A recipient, as far as the ladder goes. */
type Waiting = Pick<Recipient, 'state' | 'receivedAt'>;

/** The end of the calendar day in Sweden on which a message came: the unit acknowledges before it (F-026, F-039, F-046). */
export function answerBefore({ receivedAt }: Pick<Recipient, 'receivedAt'>): Date {
  return startOfStockholmDay(addDays(stockholmDay(receivedAt), 1));
}

/** The end of the working day after the one on which a message came: from then on it is the administrator's (B-01). */
export function administratorFrom({ receivedAt }: Pick<Recipient, 'receivedAt'>): Date {
  return startOfStockholmDay(addDays(nextWorkingDay(stockholmDay(receivedAt)), 1));
}

/**
 * Whose turn it is with a message that a unit has not acknowledged (B-01): the unit's on the day that it came, then the
 * super-user's, and from the end of the next working day the administrator's.
 * @returns null when nothing is owed.
 */
export function escalationOf(recipient: Waiting, now: Date): EscalationStep | null {
  if (!isOutstanding(recipient)) return null;
  if (now < answerBefore(recipient)) return 'UNIT';
  return now < administratorFrom(recipient) ? 'SUPER_USER' : 'ADMINISTRATOR';
}

/** An interval of times, from the first to before the second; null where it has no end. */
export interface Received {
  readonly from: Date | null;
  readonly before: Date | null;
}

/** When the messages came whose turn is at the step or, with `orLater`, beyond it: {@link escalationOf} asked for many at once. */
export function receivedAtStep(step: EscalationStep, now: Date, orLater = false): Received {
  const today = stockholmDay(now);
  const superUserBefore = startOfStockholmDay(today);
  const administratorBefore = startOfStockholmDay(previousWorkingDay(today));
  const { from, before }: Received = {
    UNIT: { from: superUserBefore, before: null },
    SUPER_USER: { from: administratorBefore, before: superUserBefore },
    ADMINISTRATOR: { from: null, before: administratorBefore },
  }[step];
  return { from: orLater ? null : from, before };
}
