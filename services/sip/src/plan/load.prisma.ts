import { insertRows } from '@samplan/kit/db/insert';
import { found } from '@samplan/kit/found';
import { acknowledge, release } from '@samplan/kit/message/domain';
import { movementRows, recipientRow } from '@samplan/kit/message/rows';
import type { Prisma } from '../generated/prisma/client.ts';
import { recipientsOf } from '../message/send.prisma.ts';
import { isOngoing, type Sip } from './domain.ts';

/** A patient as sip knows it from the events of care. */
export interface LoadedPatient {
  readonly id: string;
  readonly municipalityCode: string;
}

/**
 * Stores many plans at once with their patients, as a demo region or a migration brings them. Nobody is told: care is given its
 * copies in the same way.
 */
export async function loadPlans(
  tx: Prisma.TransactionClient,
  patients: readonly LoadedPatient[],
  sips: readonly Sip[],
): Promise<void> {
  await insertRows(
    tx,
    'patient_copy',
    patients.map(({ id, municipalityCode }) => ({ patient_id: id, municipality_code: municipalityCode, version: 1 })),
  );
  await insertRows(tx, 'sip', sips.map(sipRow));
  await insertRows(tx, 'sip_participant', sips.flatMap(participantRows));
  await insertRows(tx, 'sip_consent', sips.flatMap(consentRows));
  await insertRows(tx, 'message', sips.flatMap(messageRows));
  await insertRows(tx, 'message_recipient', sips.flatMap(recipientRows));
  await insertRows(tx, 'message_movement', sips.flatMap(sendingRows));
  await insertRows(tx, 'sip_invitation', sips.flatMap(invitationRows));
}

function sipRow(sip: Sip) {
  return {
    id: sip.id,
    patient_id: sip.patientId,
    municipality_code: sip.municipalityCode,
    episode_id: sip.episodeId,
    state: sip.state,
    initiated_at: sip.initiatedAt,
    initiated_by_user_id: sip.initiatedByUserId,
    initiated_by_unit_id: sip.initiatedByUnitId,
    initiation_reason: sip.initiationReason,
    coordinating_unit_id: sip.coordinatingUnitId,
    coordinating_principal: sip.coordinatingPrincipal,
    ended_at: sip.endedAt,
    end_reason: sip.endReason,
    version: sip.version,
  };
}

function participantRows({ id, participants, invitation }: Sip) {
  return participants.map(({ unitId, mustAcknowledge, answer, answeredAt, answeredByUserId }) => ({
    sip_id: id,
    unit_id: unitId,
    must_acknowledge: mustAcknowledge,
    answer,
    answered_sequence: answer && invitation ? invitation.sequence : null,
    answered_at: answeredAt,
    answered_by_user_id: answeredByUserId,
  }));
}

function consentRows({ id: sipId, consent }: Sip) {
  if (!consent) return [];
  const { id, isGiven, form, scope, validTo, recordedAt, recordedByUserId } = consent;
  return [
    {
      id,
      sip_id: sipId,
      is_given: isGiven,
      form,
      scope,
      valid_to: validTo,
      recorded_at: recordedAt,
      recorded_by_user_id: recordedByUserId,
    },
  ];
}

function messageRows({ id: sipId, patientId, coordinatingUnitId, invitation }: Sip) {
  if (!invitation) return [];
  const { id, sequence, sentAt, sentByUserId } = invitation;
  return [
    {
      id,
      sip_id: sipId,
      patient_id: patientId,
      type: 'INVITATION',
      sender_unit_id: coordinatingUnitId,
      sent_by_user_id: sentByUserId,
      sent_at: sentAt,
      version_number: sequence,
      is_superseded: false,
    },
  ];
}

/** Everyone but the unit that leads: who has answered has acknowledged, the others owe it while the plan goes on. */
function recipientRows(sip: Sip) {
  const { invitation, participants, coordinatingUnitId } = sip;
  if (!invitation) return [];
  const others = participants.filter(({ unitId }) => unitId !== coordinatingUnitId);
  return recipientsOf(others, invitation.sentAt).map((recipient) => {
    const { answeredAt, answeredByUserId } = found(others.find(({ unitId }) => unitId === recipient.unitId));
    const answered = answeredAt && answeredByUserId ? acknowledge(recipient, answeredByUserId, answeredAt) : null;
    const now = answered?.ok ? answered.value : recipient;
    return recipientRow(invitation.id, isOngoing(sip) ? now : release(now, 'PLAN_STOPPED', invitation.sentAt));
  });
}

function sendingRows({ invitation, participants, coordinatingUnitId }: Sip) {
  if (!invitation) return [];
  const steps = participants
    .filter(({ unitId }) => unitId !== coordinatingUnitId)
    .map(({ unitId }) => ({ kind: 'SENT', fromUnitId: coordinatingUnitId, toUnitId: unitId, reason: null }) as const);
  const by = { userId: invitation.sentByUserId, unitId: coordinatingUnitId };
  return movementRows(invitation.id, steps, by, invitation.sentAt);
}

function invitationRows({ id: sipId, invitation }: Sip) {
  if (!invitation) return [];
  const { id, sequence, meetingAt, meetingForm, agenda, sentAt, sentByUserId } = invitation;
  return [
    {
      id,
      sip_id: sipId,
      sequence,
      meeting_at: meetingAt,
      meeting_form: meetingForm,
      agenda,
      sent_at: sentAt,
      sent_by_user_id: sentByUserId,
    },
  ];
}
