import { ok, type Result, refused } from '../result.ts';

/** The course of a message at one recipient. */
export type RecipientState = 'UNREAD' | 'READ' | 'ACKNOWLEDGED' | 'FORWARDED';

/** A unit that got a message, and what it has done with it. */
export interface Recipient {
  readonly unitId: string;
  readonly state: RecipientState;
  readonly readAt: Date | null;
  readonly readByUserId: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedByUserId: string | null;
  readonly forwardedAt: Date | null;
  readonly forwardedByUserId: string | null;
  readonly forwardedToUnitId: string | null;
}

/** A recipient that has done nothing yet. */
export function newRecipient(unitId: string): Recipient {
  return {
    unitId,
    state: 'UNREAD',
    readAt: null,
    readByUserId: null,
    acknowledgedAt: null,
    acknowledgedByUserId: null,
    forwardedAt: null,
    forwardedByUserId: null,
    forwardedToUnitId: null,
  };
}

/** Does the recipient still owe an acknowledgement? */
export function isOutstanding({ state }: Pick<Recipient, 'state'>): boolean {
  return state === 'UNREAD' || state === 'READ';
}

/** Somebody at the unit opened the message. Opening it again changes nothing. */
export function read(recipient: Recipient, userId: string, now: Date): Recipient {
  if (recipient.readAt !== null) return recipient;
  return {
    ...recipient,
    readAt: now,
    readByUserId: userId,
    state: recipient.state === 'UNREAD' ? 'READ' : recipient.state,
  };
}

/**
 * The unit has taken part of the message (G-100). Acknowledging again changes nothing; the first stands.
 * @returns the recipient; or `FORWARDED`, when another unit acknowledges instead.
 */
export function acknowledge(recipient: Recipient, userId: string, now: Date): Result<Recipient, 'FORWARDED'> {
  if (recipient.state === 'FORWARDED') return refused('FORWARDED');
  if (recipient.state === 'ACKNOWLEDGED') return ok(recipient);
  const opened = read(recipient, userId, now);
  return ok({ ...opened, state: 'ACKNOWLEDGED', acknowledgedAt: now, acknowledgedByUserId: userId });
}

/** What handing on changes: the unit that hands on, and the unit that gets the message. */
export interface Forwarding {
  readonly from: Recipient;
  readonly to: Recipient;
  /** Does handing on make the message outstanding at a unit that did not owe an acknowledgement before? */
  readonly isToOutstandingAnew: boolean;
}

/**
 * The unit hands the message on; the other unit acknowledges instead (F-224). The time of sending stays (f.3 51). A unit that
 * handed it on before and gets it back owes an acknowledgement again.
 *
 * @param others - the other recipients of the message.
 * @returns the forwarding; or `NOT_OUTSTANDING`, when it is acknowledged or handed on; or `OWN_UNIT`.
 */
export function forward(
  recipient: Recipient,
  toUnitId: string,
  others: readonly Recipient[],
  userId: string,
  now: Date,
): Result<Forwarding, 'NOT_OUTSTANDING' | 'OWN_UNIT'> {
  if (!isOutstanding(recipient)) return refused('NOT_OUTSTANDING');
  if (toUnitId === recipient.unitId) return refused('OWN_UNIT');
  const from: Recipient = {
    ...read(recipient, userId, now),
    state: 'FORWARDED',
    forwardedAt: now,
    forwardedByUserId: userId,
    forwardedToUnitId: toUnitId,
  };
  const known = others.find((other) => other.unitId === toUnitId);
  const isToOutstandingAnew = known === undefined || known.state === 'FORWARDED';
  return ok({ from, to: isToOutstandingAnew ? newRecipient(toUnitId) : known, isToOutstandingAnew });
}
