import type { Grant } from '@samplan/kit/access/policy';
import { type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import { permit } from '../../policy.ts';
import type { CareReach } from '../../reach.ts';
import { messageNotChangeable } from '../problems.ts';
import type { Message } from '../store.ts';
import { WRITTEN } from '../types.ts';

/** A message that the viewer's unit has written and the viewer may change. */
export type OwnSent =
  | { readonly grant: Grant<'message.change', CareReach>; readonly message: Message }
  | { readonly problem: NotPermitted | ReturnType<typeof messageNotChangeable> };

/** Finds a message to correct or to void: the unit's own, of a type that the viewer could write. */
export async function findOwnSent(messageId: string, context: Context): Promise<OwnSent> {
  const { viewer, messages, access } = context;
  const grant = permit(viewer, 'message.change');
  if (!grant.ok) return { problem: access.refuse('message.change') };
  const [message] = await messages.find(grant.value, [messageId], access);
  if (message?.senderUnitId !== grant.value.reach.unitId) return { problem: notPermitted() };
  const written = WRITTEN[message.type];
  if (!written) return { problem: messageNotChangeable('OF_COURSE') };
  if (!permit(viewer, written.action).ok) return { problem: access.refuse(written.action) };
  return { grant: grant.value, message };
}
