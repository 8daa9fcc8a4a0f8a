import type { Recipient } from '@samplan/kit/message/domain';
import { nextVersion, type Sent, type Voiding, voidMessage } from '@samplan/kit/message/sent';
import { ok, type Result, refused } from '@samplan/kit/result';
import { sipInvitationVoided, sipParticipantsChanged } from '@samplan/schema/events/sip';
import type { SipMessageType } from '../generated/resolvers.ts';
import { holds, isOngoing, newParticipant, type Sip, type SipChange } from './domain.ts';
import * as problem from './problems.ts';

/**
 * Voids the invitation that holds (sv. makulera, G-101): nobody owes an answer any more, and the plan is prepared again. A plan that is
 * followed stays as it is.
 *
 * @param message - the invitation as a message.
 * @returns the change; or `SipStateRefuses`; or `SipInvitationMissing`, when none holds.
 */
export function voidInvitation(
  sip: Sip,
  message: Sent,
  { byUserId, reason, at }: Voiding,
): Result<SipChange, problem.SipStateRefuses | problem.SipInvitationMissing> {
  if (!isOngoing(sip)) return refused(problem.stateRefuses(sip.state));
  const voided = voidMessage(message, byUserId, reason, at);
  if (!voided.ok || !holds(sip.invitation)) return refused(problem.invitationMissing());
  return ok({
    sip: {
      ...sip,
      state: sip.state === 'INVITED' ? 'PREPARING' : sip.state,
      invitation: { ...sip.invitation, voided: voided.value.voiding },
      participants: sip.participants.map(({ unitId, mustAcknowledge }) => newParticipant(unitId, mustAcknowledge)),
    },
    event: sipInvitationVoided,
  });
}

/** The version that a new invitation replaces: the latest, unless it is void. */
export function replacedBy(latest: (Sent & { readonly id: string }) | null): string | null {
  return latest && nextVersion(latest).ok ? latest.id : null;
}

/**
 * A unit handed its invitation on: those that got it take part and must answer, the unit itself must not any more.
 * @param toUnitIds - the units that got it.
 */
export function handOnInvitation(sip: Sip, fromUnitId: string, toUnitIds: readonly string[]): SipChange {
  const known = sip.participants.map((participant) => {
    if (participant.unitId === fromUnitId) return { ...participant, mustAcknowledge: false };
    return toUnitIds.includes(participant.unitId) ? { ...participant, mustAcknowledge: true } : participant;
  });
  const joining = toUnitIds.filter((unitId) => !sip.participants.some((participant) => participant.unitId === unitId));
  const participants = [...known, ...joining.map((unitId) => newParticipant(unitId, true))];
  return { sip: { ...sip, participants }, event: sipParticipantsChanged };
}

/**
 * An administrator moved a message about the plan to another unit (F-013). An invitation is as good as handed on; for a notice the unit
 * takes part to see what it is about, and owes no answer by that.
 * @param from - the unit where it was stuck.
 * @returns null when the plan stays as it is.
 */
export function takeOver(
  sip: Sip,
  { type }: { readonly type: SipMessageType },
  from: Pick<Recipient, 'unitId' | 'handedOnToUnitIds'>,
): SipChange | null {
  if (type === 'INVITATION') return handOnInvitation(sip, from.unitId, from.handedOnToUnitIds);
  const joining = from.handedOnToUnitIds.filter((unitId) => !sip.participants.some((one) => one.unitId === unitId));
  if (joining.length === 0) return null;
  const participants = [...sip.participants, ...joining.map((unitId) => newParticipant(unitId, false))];
  return { sip: { ...sip, participants }, event: sipParticipantsChanged };
}

/**
 * A unit gave its invitation back, because it should never have come there (G-103): it takes part no more.
 * @param invitationId - what it gave back.
 * @returns the change; or `SipInvitationNotOutstanding` for the unit that leads: it hands over first; for one that was only told and
 * has answered all the same; and when the invitation does not hold any more.
 */
export function leave(
  sip: Sip,
  unitId: string,
  invitationId: string,
): Result<SipChange, problem.SipInvitationNotOutstanding> {
  const isHeld = isOngoing(sip) && holds(sip.invitation) && sip.invitation.id === invitationId;
  const comes = sip.participants.some((one) => one.unitId === unitId && !one.mustAcknowledge && one.answer !== null);
  if (unitId === sip.coordinatingUnitId || comes || !isHeld) return refused(problem.invitationNotOutstanding());
  const participants = sip.participants.filter((participant) => participant.unitId !== unitId);
  return ok({ sip: { ...sip, participants }, event: sipParticipantsChanged });
}
