import type { Recipient } from '@samplan/kit/message/domain';
import type { Context } from '../../context.ts';
import type { Message, MessageGrant } from '../store.ts';

/** A message as it lies at the viewer's unit. */
export interface OwnMessage {
  readonly message: Message;
  readonly recipient: Recipient;
}

/** The message with the viewer's unit as recipient; null when it is out of reach or was sent by the unit. */
export async function findOwn(grant: MessageGrant, messageId: string, context: Context): Promise<OwnMessage | null> {
  const [message] = await context.messages.find(grant, [messageId], context.access);
  const recipient = message?.recipients.find(({ unitId }) => unitId === grant.reach.unitId);
  return message && recipient ? { message, recipient } : null;
}

/** How often to try again when a colleague at the same unit was first. */
export const TRIES = 3;
