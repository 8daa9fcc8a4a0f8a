import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '../problem.ts';
import type { Result } from '../result.ts';
import type { Recipient } from './domain.ts';

/** A message as it lies at one unit. */
export interface Own<M> {
  readonly message: M;
  readonly recipient: Recipient;
}

/** The message with the unit as recipient; null when there is no message, or the unit did not get it. */
export function ownOf<M extends { readonly recipients: readonly Recipient[] }>(
  message: M | null | undefined,
  unitId: string,
): Own<M> | null {
  const recipient = message?.recipients.find((one) => one.unitId === unitId);
  return message && recipient ? { message, recipient } : null;
}

/** How often to try again when a colleague at the same unit was first. */
const TRIES = 3;

/** What a change at one recipient came to. */
export type OwnChange<M, P> =
  | { readonly kind: 'DONE'; readonly message: M }
  | { readonly kind: 'REFUSED'; readonly problem: P }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'CHANGED_MEANWHILE' };

/**
 * Changes a message at one recipient. A colleague who was first is no hindrance: the rule is asked again with what is there then. What
 * the rule leaves as it is is not stored.
 *
 * @param find - the message as it lies at the unit.
 * @param save - false when somebody was first.
 */
export async function changeOwn<M, P>(
  find: () => Promise<Own<M> | null>,
  rule: (recipient: Recipient) => Result<Recipient, P>,
  save: (own: Own<M>, after: Recipient) => Promise<boolean>,
): Promise<OwnChange<M, P>> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const own = await find();
    if (!own) return { kind: 'NOT_FOUND' };
    const after = rule(own.recipient);
    if (!after.ok) return { kind: 'REFUSED', problem: after.problem };
    if (after.value === own.recipient || (await save(own, after.value))) return { kind: 'DONE', message: own.message };
  }
  return { kind: 'CHANGED_MEANWHILE' };
}

/**
 * What whoever changed a message at one recipient is answered. Nobody is told more of a message that is out of reach.
 * @param done - when it is changed, or was so already.
 * @param refused - when the rule refuses.
 */
export async function answerTo<M, P, const D, const R>(
  change: OwnChange<M, P>,
  done: (message: M) => Promise<D>,
  refused: (problem: P) => R,
): Promise<D | R | NotPermitted | ChangedMeanwhile> {
  switch (change.kind) {
    case 'DONE':
      return await done(change.message);
    case 'REFUSED':
      return refused(change.problem);
    case 'NOT_FOUND':
      return notPermitted();
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
}
