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
