import { type Own, ownOf } from '@samplan/kit/message/own';
import type { Context } from '../../context.ts';
import type { Message, MessageGrant } from '../store.ts';

/** The message as it lies at the viewer's unit; null when it is out of reach or was sent by the unit. */
export async function findOwn(grant: MessageGrant, messageId: string, context: Context): Promise<Own<Message> | null> {
  const [message] = await context.messages.find(grant, [messageId], context.access);
  return ownOf(message, grant.reach.unitId);
}
