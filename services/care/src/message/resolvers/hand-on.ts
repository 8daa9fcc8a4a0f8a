import { found } from '@samplan/kit/found';
import type { HandOnRule } from '@samplan/kit/message/domain';
import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import { canReceive } from '../../episode/domain.ts';
import { type RecipientRefused, recipientRefused } from '../../episode/problems.ts';
import { permit } from '../../policy.ts';
import { messageNotForwardable } from '../problems.ts';
import type { Message } from '../store.ts';
import { findOwn } from './own-recipient.ts';

/** What handing on came to. */
export type HandedOn =
  | { readonly message: Message }
  | {
      readonly problem: NotPermitted | ChangedMeanwhile | RecipientRefused | ReturnType<typeof messageNotForwardable>;
    };

/**
 * Hands a message of the viewer's unit on within the own region or municipality.
 * @param fieldOf - path of the input that names the unit with the index.
 */
export async function handOn(
  messageId: string,
  toUnitIds: readonly string[],
  fieldOf: (index: number) => string,
  rule: HandOnRule,
  context: Context,
): Promise<HandedOn> {
  const { viewer, messages, messageById, facts, access } = context;
  const grant = permit(viewer, 'message.forward');
  if (!grant.ok) return { problem: access.refuse('message.forward') };
  const now = context.now();
  const own = await findOwn(grant.value, messageId, context);
  if (!own) return { problem: notPermitted() };
  const { message, recipient } = own;
  const { principalId, unitId } = grant.value.viewer.assignment;
  const units = await facts.units(toUnitIds);
  const unfit = units.findIndex(
    (unit) => !canReceive(unit) || unit?.principalId !== principalId || unit.unitId === unitId,
  );
  if (unfit >= 0) return { problem: recipientRefused(fieldOf(unfit)) };
  const to = units.filter((unit) => unit !== null);

  const others = message.recipients.filter((other) => other !== recipient);
  const change = rule(recipient, others, grant.value.viewer.userId, now);
  if (!change.ok) return { problem: messageNotForwardable() };
  return (await messages.saveHandingOn(grant.value, message, recipient, change.value, to, access, now))
    ? { message: found(await messageById.load(message.id)) }
    : { problem: changedMeanwhile() };
}
