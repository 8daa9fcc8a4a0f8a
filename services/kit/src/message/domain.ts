import { ok, type Result, refused } from '../result.ts';

/** The course of a message at one recipient. */
export type RecipientState =
  | 'UNREAD'
  | 'READ'
  | 'ACKNOWLEDGED'
  /** Handed on to one other unit, which acknowledges instead. */
  | 'FORWARDED'
  /** Handed on to all units concerned, each of which acknowledges (F-224). */
  | 'DELEGATED'
  /** Given back to the sender: it should never have come here (sv. felsänt, G-103). */
  | 'RETURNED_MISDIRECTED'
  /** Nothing is owed any more, because the message or what it is about is void. */
  | 'RELEASED';

/** Why nothing is owed any more. */
export type ReleaseReason =
  | 'MESSAGE_VOIDED'
  | 'MESSAGE_REPLACED'
  | 'EPISODE_VOIDED'
  | 'PATIENT_DECEASED'
  | 'PATIENT_TRANSFERRED'
  | 'PLAN_STOPPED'
  /** Nothing was ever owed: the unit was only told. */
  | 'TOLD_ONLY';

/** A unit that got a message, and what it has done with it. */
export interface Recipient {
  readonly unitId: string;
  readonly state: RecipientState;
  /** When it came to the unit: when it was sent, or handed on to it. The message's own time of sending stays (f.3 51). */
  readonly receivedAt: Date;
  readonly readAt: Date | null;
  readonly readByUserId: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedByUserId: string | null;
  /** Why somebody outside the unit acknowledged in its place (B-01); null when the unit did. */
  readonly onBehalfReason: string | null;
  readonly handedOnAt: Date | null;
  readonly handedOnByUserId: string | null;
  /** Empty unless handed on. */
  readonly handedOnToUnitIds: readonly string[];
  readonly returnedAt: Date | null;
  readonly returnedByUserId: string | null;
  readonly returnReason: string | null;
  readonly releasedAt: Date | null;
  readonly releaseReason: ReleaseReason | null;
}

/** A recipient that has done nothing yet. */
export function newRecipient(unitId: string, receivedAt: Date): Recipient {
  return {
    unitId,
    state: 'UNREAD',
    receivedAt,
    readAt: null,
    readByUserId: null,
    acknowledgedAt: null,
    acknowledgedByUserId: null,
    onBehalfReason: null,
    handedOnAt: null,
    handedOnByUserId: null,
    handedOnToUnitIds: [],
    returnedAt: null,
    returnedByUserId: null,
    returnReason: null,
    releasedAt: null,
    releaseReason: null,
  };
}

/** A recipient that is only told and owes nothing (sv. ska inte kvittera, F-311). */
export function toldRecipient(unitId: string, receivedAt: Date): Recipient {
  return release(newRecipient(unitId, receivedAt), 'TOLD_ONLY', receivedAt);
}

/** Was the recipient only told, see {@link toldRecipient}? */
function isOnlyTold({ state, releaseReason }: Recipient): boolean {
  return state === 'RELEASED' && releaseReason === 'TOLD_ONLY';
}

/** Does the recipient still owe an acknowledgement? */
export function isOutstanding({ state }: Pick<Recipient, 'state'>): boolean {
  return state === 'UNREAD' || state === 'READ';
}

/** Is the message the recipient's no more, so that it may not even see it? */
export function hasGivenBack({ state }: Pick<Recipient, 'state'>): boolean {
  return state === 'RETURNED_MISDIRECTED';
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

/** Why a recipient does not acknowledge: the message is another's now, or void. */
export type NotToAcknowledge = 'HANDED_ON' | 'RETURNED' | 'RELEASED';

const NOT_TO_ACKNOWLEDGE: Partial<Readonly<Record<RecipientState, NotToAcknowledge>>> = {
  FORWARDED: 'HANDED_ON',
  DELEGATED: 'HANDED_ON',
  RETURNED_MISDIRECTED: 'RETURNED',
  RELEASED: 'RELEASED',
};

/**
 * The unit has taken part of the message (G-100). Acknowledging again changes nothing; the first stands.
 * @returns the recipient; or why the unit has nothing to acknowledge.
 */
export function acknowledge(recipient: Recipient, userId: string, now: Date): Result<Recipient, NotToAcknowledge> {
  const problem = NOT_TO_ACKNOWLEDGE[recipient.state];
  if (problem) return refused(problem);
  if (recipient.state === 'ACKNOWLEDGED') return ok(recipient);
  const opened = read(recipient, userId, now);
  return ok({ ...opened, state: 'ACKNOWLEDGED', acknowledgedAt: now, acknowledgedByUserId: userId });
}

/** Why a recipient owes no acknowledgement. */
export type NotOwed = NotToAcknowledge | 'ACKNOWLEDGED';

/** Why the recipient owes no acknowledgement; null when it does. */
export function notOwedBecause({ state }: Pick<Recipient, 'state'>): NotOwed | null {
  return state === 'ACKNOWLEDGED' ? 'ACKNOWLEDGED' : (NOT_TO_ACKNOWLEDGE[state] ?? null);
}

/**
 * Somebody outside the unit acknowledges in its place, because nobody there can (B-01, F-261). The unit has not read it for that.
 * @returns the recipient; or why there is nothing to acknowledge.
 */
export function acknowledgeOnBehalf(
  recipient: Recipient,
  userId: string,
  reason: string,
  now: Date,
): Result<Recipient, NotOwed> {
  const problem = notOwedBecause(recipient);
  if (problem) return refused(problem);
  return ok({
    ...recipient,
    state: 'ACKNOWLEDGED',
    acknowledgedAt: now,
    acknowledgedByUserId: userId,
    onBehalfReason: reason,
  });
}

/** What handing on changes: the unit that hands on, and the units that get the message. */
export interface HandingOn {
  readonly kind: 'FORWARDED' | 'DELEGATED' | 'REROUTED';
  readonly from: Recipient;
  /** Only those that owe an acknowledgement by it; who has acknowledged already, or owes one, stays as it is. */
  readonly to: readonly Recipient[];
}

/** How a unit hands a message on: by {@link forward} or {@link delegate}. */
export type HandOnRule = (
  recipient: Recipient,
  others: readonly Recipient[],
  userId: string,
  now: Date,
) => Result<HandingOn, 'NOT_OUTSTANDING' | 'OWN_UNIT'>;

/**
 * The unit hands the message on to one unit instead of itself. The time of sending stays (f.3 51). A unit that handed it on before
 * and gets it back owes an acknowledgement again.
 *
 * @param others - the other recipients of the message.
 * @returns the change; or `NOT_OUTSTANDING`, when the unit owes no acknowledgement; or `OWN_UNIT`.
 */
export function forward(
  recipient: Recipient,
  toUnitId: string,
  others: readonly Recipient[],
  userId: string,
  now: Date,
): Result<HandingOn, 'NOT_OUTSTANDING' | 'OWN_UNIT'> {
  return handOn('FORWARDED', recipient, [toUnitId], others, userId, now);
}

/**
 * The unit hands the message on to all units concerned, each of which acknowledges (F-224). See {@link forward}.
 * @param toUnitIds - at least one, each once.
 */
export function delegate(
  recipient: Recipient,
  toUnitIds: readonly string[],
  others: readonly Recipient[],
  userId: string,
  now: Date,
): Result<HandingOn, 'NOT_OUTSTANDING' | 'OWN_UNIT'> {
  return handOn('DELEGATED', recipient, toUnitIds, others, userId, now);
}

function handOn(
  state: 'FORWARDED' | 'DELEGATED',
  recipient: Recipient,
  toUnitIds: readonly string[],
  others: readonly Recipient[],
  userId: string,
  now: Date,
): Result<HandingOn, 'NOT_OUTSTANDING' | 'OWN_UNIT'> {
  if (!isOutstanding(recipient)) return refused('NOT_OUTSTANDING');
  if (toUnitIds.includes(recipient.unitId)) return refused('OWN_UNIT');
  return ok({
    kind: state,
    from: {
      ...read(recipient, userId, now),
      state,
      handedOnAt: now,
      handedOnByUserId: userId,
      handedOnToUnitIds: toUnitIds,
    },
    to: gettingIt(toUnitIds, others, now),
  });
}

/** Of the given units, those that owe an acknowledgement anew when they get the message. */
function gettingIt(toUnitIds: readonly string[], others: readonly Recipient[], now: Date): readonly Recipient[] {
  const settledThere = (unitId: string) =>
    others.some((other) => other.unitId === unitId && (isOutstanding(other) || other.state === 'ACKNOWLEDGED'));
  return toUnitIds.filter((unitId) => !settledThere(unitId)).map((unitId) => newRecipient(unitId, now));
}

/**
 * Moves a message that is stuck at a unit to another (B-02, F-013). Nobody at the unit has opened it by that.
 * @returns the change; or `NOT_OUTSTANDING`; or `OWN_UNIT`, when it is to go where it is.
 */
export function reroute(
  recipient: Recipient,
  toUnitId: string,
  others: readonly Recipient[],
  userId: string,
  now: Date,
): Result<HandingOn, 'NOT_OUTSTANDING' | 'OWN_UNIT'> {
  if (!isOutstanding(recipient)) return refused('NOT_OUTSTANDING');
  if (toUnitId === recipient.unitId) return refused('OWN_UNIT');
  const from: Recipient = {
    ...recipient,
    state: 'FORWARDED',
    handedOnAt: now,
    handedOnByUserId: userId,
    handedOnToUnitIds: [toUnitId],
  };
  return ok({ kind: 'REROUTED', from, to: gettingIt([toUnitId], others, now) });
}

/**
 * The unit gives the message back: it is not for this unit (G-103). The sender is told and finds the right one. A unit that was only told
 * can do so too: it has what is another's as much as the others.
 * @returns the recipient; or `NOT_OUTSTANDING`, when the unit has acknowledged it or does not have it any more.
 */
export function returnMisdirected(
  recipient: Recipient,
  userId: string,
  reason: string,
  now: Date,
): Result<Recipient, 'NOT_OUTSTANDING'> {
  if (!isOutstanding(recipient) && !isOnlyTold(recipient)) return refused('NOT_OUTSTANDING');
  return ok({
    ...read(recipient, userId, now),
    state: 'RETURNED_MISDIRECTED',
    returnedAt: now,
    returnedByUserId: userId,
    returnReason: reason,
  });
}

/** Nothing is owed any more. What the unit has done already stands. */
export function release(recipient: Recipient, reason: ReleaseReason, now: Date): Recipient {
  if (!isOutstanding(recipient)) return recipient;
  return { ...recipient, state: 'RELEASED', releasedAt: now, releaseReason: reason };
}
