import { toVoiding } from '@samplan/kit/message/rows';
import type { Prisma } from '../generated/prisma/client.ts';
import type { ConsentForm, CoordinatingPrincipal, SipAnswer, SipEndReason, SipState } from '../generated/resolvers.ts';
import { toInvitation } from '../message/row.prisma.ts';
import type { Sip } from './domain.ts';

/** What is read of a plan: who takes part now, the latest consent and the latest invitation. */
export const WHOLE_PLAN = {
  participants: { where: { leftAt: null }, orderBy: { unitId: 'asc' } },
  consents: { orderBy: { id: 'desc' }, take: 1 },
  invitations: { orderBy: { sequence: 'desc' }, take: 1, include: { message: true } },
} as const satisfies Prisma.SipInclude;

/** A plan of its row. The columns hold only what our own rules wrote. */
export function toSip({
  participants,
  consents: [consent],
  invitations: [invitation],
  ...row
}: Prisma.SipGetPayload<{ include: typeof WHOLE_PLAN }>): Sip {
  return {
    ...row,
    state: row.state as SipState,
    coordinatingPrincipal: row.coordinatingPrincipal as CoordinatingPrincipal,
    endReason: row.endReason as SipEndReason | null,
    participants: participants.map(({ sipId: _sip, answeredSequence: _sequence, leftAt: _left, ...participant }) => ({
      ...participant,
      answer: participant.answer as SipAnswer | null,
    })),
    consent: consent
      ? { ...consent, form: consent.form as ConsentForm, validTo: consent.validTo?.toISOString().slice(0, 10) ?? null }
      : null,
    invitation: invitation ? invitationOf(invitation) : null,
  };
}

function invitationOf({
  message,
  ...row
}: Prisma.SipGetPayload<{ include: typeof WHOLE_PLAN }>['invitations'][number]) {
  return toInvitation(row, toVoiding(message));
}

/** Plans within a transaction, read one table after the other: a connection answers one at a time. */
export async function readPlans(tx: Prisma.TransactionClient, ids: readonly string[]): Promise<readonly Sip[]> {
  const sips: Sip[] = [];
  for (const id of ids) {
    const row = await tx.sip.findUniqueOrThrow({ where: { id } });
    const ofPlan = { sipId: id };
    const { participants, consents, invitations } = WHOLE_PLAN;
    sips.push(
      toSip({
        ...row,
        participants: await tx.sipParticipant.findMany({
          ...participants,
          where: { ...ofPlan, ...participants.where },
        }),
        consents: await tx.sipConsent.findMany({ ...consents, where: ofPlan }),
        invitations: await tx.sipInvitation.findMany({ ...invitations, where: ofPlan }),
      }),
    );
  }
  return sips;
}

/** Lets one at a time start a plan for a patient, or end the patient's plans, until the commit. */
export async function lockPatient(tx: Prisma.TransactionClient, patientId: string): Promise<void> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('sip:' || $1, 0))`, patientId);
}

/** Whatever changes in a plan takes the plan's row first. */
export async function lockPlan(tx: Prisma.TransactionClient, sipId: string): Promise<void> {
  await tx.$queryRawUnsafe('SELECT 1 FROM sip WHERE id = $1 FOR UPDATE', sipId);
}
