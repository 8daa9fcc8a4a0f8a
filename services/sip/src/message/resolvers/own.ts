import { type Own, ownOf } from '@samplan/kit/message/own';
import type { Context } from '../../context.ts';
import type { AnswerGrant, SipMessage } from '../store.ts';

/** The message as it lies at the viewer's unit; null when it is out of reach or was not sent to the unit. */
export async function findOwn(
  grant: AnswerGrant,
  messageId: string,
  { sipMessages, access }: Context,
): Promise<Own<SipMessage> | null> {
  const [message] = await sipMessages.find(grant, [messageId], access);
  return ownOf(message, grant.reach.unitId);
}
