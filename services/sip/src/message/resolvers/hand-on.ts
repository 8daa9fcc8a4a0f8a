import { found } from '@samplan/kit/found';
import type { HandOnRule } from '@samplan/kit/message/domain';
import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import { canTakePart, type Sip } from '../../plan/domain.ts';
import { handOnInvitation } from '../../plan/invitation.ts';
import {
  invitationNotOutstanding,
  type SipInvitationNotOutstanding,
  type SipParticipantRefused,
  sipParticipantRefused,
} from '../../plan/problems.ts';
import { permit } from '../../policy.ts';
import { findOwn } from './own.ts';

/** What handing on came to. */
export type HandedOn =
  | { readonly sip: Sip }
  | { readonly problem: NotPermitted | ChangedMeanwhile | SipParticipantRefused | SipInvitationNotOutstanding };

/**
 * Hands an invitation of the viewer's unit on within the own region or municipality.
 * @param fieldOf - path of the input that names the unit with the index.
 */
export async function handOn(
  messageId: string,
  toUnitIds: readonly string[],
  fieldOf: (index: number) => string,
  rule: HandOnRule,
  context: Context,
): Promise<HandedOn> {
  const { viewer, sips, sipMessages, units, access } = context;
  const permitted = permit(viewer, 'sip.answer');
  if (!permitted.ok) return { problem: access.refuse('sip.answer') };
  const grant = permitted.value;
  const now = context.now();
  const own = await findOwn(grant, messageId, context);
  if (!own) return { problem: notPermitted() };
  const { message, recipient } = own;
  const { principalId, unitId } = grant.viewer.assignment;
  const known = await units(toUnitIds);
  const unfit = known.findIndex(
    (unit) => !canTakePart(unit) || unit.principalId !== principalId || unit.unitId === unitId,
  );
  if (unfit >= 0) return { problem: sipParticipantRefused(fieldOf(unfit)) };
  if (message.type !== 'INVITATION') return { problem: invitationNotOutstanding() };
  const others = message.recipients.filter((other) => other !== recipient);
  const handingOn = rule(recipient, others, grant.viewer.userId, now);
  if (!handingOn.ok) return { problem: invitationNotOutstanding() };
  const [sip] = await sips.find(grant, [message.sipId], access);
  const change = handOnInvitation(found(sip), unitId, toUnitIds);
  const saved = await sipMessages.saveHandingOn(grant, own, handingOn.value, found(sip), change, access, now);
  return saved ? { sip: saved } : { problem: changedMeanwhile() };
}
