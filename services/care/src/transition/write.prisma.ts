import { createAccessLog } from '@samplan/kit/access/log';
import type { ActiveAssignment } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import { newRecipient } from '@samplan/kit/message/domain';
import { noteMovements } from '@samplan/kit/message/rows';
import { patientAdmitted } from '@samplan/schema/events/care';
import { type ChangedBy, noteChange, noteMessageChange } from '../episode/change.prisma.ts';
import { type Episode, noticeDeadline } from '../episode/domain.ts';
import { tellOfEpisode } from '../episode/party.ts';
import { toRow } from '../episode/row.prisma.ts';
import type { Patient, Prisma } from '../generated/prisma/client.ts';
import { asVersionAfter, send, settle } from '../message/write.ts';
import { noteBackRegistration } from '../outage/store.prisma.ts';
import { openRelations } from '../patient/relation.ts';
import { admissionContent } from '../region/admission-content.ts';
import type { ImportableEpisode, ImportableMessage, RecipientRow } from './domain.ts';

type Tx = Prisma.TransactionClient;

/** Who imports: an account of the region's system management. */
export interface Importer {
  readonly userId: string;
  readonly assignment: ActiveAssignment;
}

/** Where rows come from, and who imports them when. */
export interface Importing {
  readonly system: string;
  readonly importer: Importer;
  readonly now: Date;
}

/** An episode with its patient, into which messages are imported. */
export interface Target {
  readonly episode: Episode;
  readonly patient: Patient;
}

/** Stores an episode with its parties and their relations, and tells the other subgraphs. Its times are the original ones. */
export async function writeEpisode(
  tx: Tx,
  { row, ward, parties, readyAt, marks, backRegistration, isRecovered }: ImportableEpisode,
  patient: Patient,
  fingerprint: Uint8Array<ArrayBuffer>,
  { system, importer, now }: Importing,
): Promise<Target> {
  const { admittedAt, estimatedDischargeAt, assessedAt, needs, state, dischargedAt } = row;
  const { userId } = importer;
  const episode: Episode = {
    id: newId('epi'),
    regionId: ward.regionId,
    wardUnitId: ward.unitId,
    patientId: patient.id,
    careType: ward.kind === 'INPATIENT_PSYCHIATRIC' ? 'PSYCHIATRIC' : 'SOMATIC',
    state,
    admittedAt,
    estimatedDischargeAt,
    needs,
    assessedByUserId: userId,
    assessedAt,
    needsDiscoveredLater: false,
    ready: readyAt && { judgedByUserId: userId, judgedAt: readyAt, reportedAt: readyAt, isLptNotice: false },
    dischargedAt: dischargedAt ?? null,
    closedAt: null,
    voidReason: null,
    deceasedAt: null,
    transfer: null,
    transferredFromId: null,
    isRecovered,
    interrupted: null,
    outstanding: 0,
    version: 1,
  };
  const { id: episodeId } = episode;
  const latestChangeAt = dischargedAt ?? row.dischargeReadyAt ?? admittedAt;
  await tx.careEpisode.create({ data: { ...toRow(episode), latestChangeAt } });
  const all = [{ ...ward, isWard: true }, ...parties.map((unit) => ({ ...unit, isWard: false }))];
  await tx.episodeParty.createMany({
    data: all.map(({ unitId, principalId, isWard }) => ({ episodeId, unitId, principalId, isWard, since: admittedAt })),
  });
  await openRelations(
    tx,
    all.map(({ unitId }) => ({ patientId: patient.id, unitId, basis: 'EPISODE', basisId: episodeId, until: null })),
    now,
  );
  const by: ChangedBy = { userId, unitId: importer.assignment.unitId };
  const change = { episodeId, kind: 'STATE', column: null, subjectId: null, before: null, after: state } as const;
  await noteChange(tx, change, by, latestChangeAt);
  if (backRegistration) await noteBackRegistration(tx, episodeId, backRegistration, userId, now);
  await tellOfEpisode(tx, patientAdmitted, episodeId, now);
  const { id: externalId, author = null } = row;
  const source = { system, externalId, fingerprint, author, marks: [...marks], importedAt: now };
  await tx.transitionSource.create({ data: { ...source, kind: 'EPISODE', episodeId } });
  return { episode, patient };
}

/** Stores the messages of an episode, first sent first, with what each recipient has done with them. */
export async function writeMessages(
  tx: Tx,
  { episode, patient }: Target,
  messages: readonly ImportableMessage[],
  fingerprintOf: (message: ImportableMessage) => Uint8Array<ArrayBuffer>,
  { system, importer, now }: Importing,
): Promise<void> {
  const before = await tx.careEpisode.findUniqueOrThrow({
    where: { id: episode.id },
    select: { latestChangeAt: true },
  });
  for (const message of messages) {
    const { row, sender, recipients } = message;
    const { type, sentAt, text = null } = row;
    const isNotice = type === 'ADMISSION_NOTICE';
    const isLate = isNotice && sentAt > noticeDeadline(episode);
    const replaced = isNotice ? await noticeBefore(tx, episode.id, sentAt) : null;
    const admission = isNotice ? admissionContent(asPatient(patient), episode) : null;
    const sending = { type, text, isLate, ...asVersionAfter(replaced), aboutMessageId: null, admission };
    const by = { userId: importer.userId, unitId: sender.unitId };
    const to = recipients.map(({ unit }) => unit);
    const messageId = await send(tx, { episodeId: episode.id, patientId: patient.id, ...by }, sending, to, sentAt);
    for (const { row: recipient, unit } of recipients) {
      const about = { id: messageId, episodeId: episode.id, type };
      await writeRecipient(tx, about, unit.unitId, recipient, sentAt, { ...by, unitId: unit.unitId });
    }
    const { id: externalId, author = null } = row;
    const source = { system, externalId, fingerprint: fingerprintOf(message), author, marks: [], importedAt: now };
    await tx.transitionSource.create({ data: { ...source, kind: 'MESSAGE', episodeId: episode.id, messageId } });
  }
  // Each message has moved it to its own time, whichever came last.
  const times = [before.latestChangeAt, ...messages.flatMap(timesOf)].map((at) => at.getTime());
  await tx.careEpisode.update({
    where: { id: episode.id },
    data: { latestChangeAt: new Date(Math.max(...times)) },
  });
}

/** Stores what a unit had done with a message. Who did it there is not known here. */
async function writeRecipient(
  tx: Tx,
  message: Parameters<typeof noteMessageChange>[1],
  unitId: string,
  { state, readAt, acknowledgedAt }: RecipientRow,
  sentAt: Date,
  by: ChangedBy,
): Promise<void> {
  const at = acknowledgedAt ?? readAt;
  if (state === 'UNREAD' || at === undefined) return;
  await tx.messageRecipient.update({
    where: { messageId_unitId: { messageId: message.id, unitId } },
    data: { state, readAt: readAt ?? at, acknowledgedAt: acknowledgedAt ?? null },
  });
  await noteMessageChange(tx, message, { before: newRecipient(unitId, sentAt).state, after: state }, by, at);
  if (state !== 'ACKNOWLEDGED') return;
  const step = { kind: 'ACKNOWLEDGED', fromUnitId: unitId, toUnitId: null, reason: null } as const;
  await noteMovements(tx, message.id, [step], by, at);
  await settle(tx, message.episodeId, 1, at);
}

/** Notes in the access log that an episode or messages of it were imported. */
export async function noteImport(
  tx: Tx,
  { episode, patient }: Target,
  { importer, now }: Importing,
  importId: string,
): Promise<void> {
  const access = createAccessLog({ sql: tx, viewer: null, requestId: importId, now: () => now });
  const subject = { patientId: patient.id, subjectId: episode.id };
  await access.writeOwn(tx, 'episode.import', subject, { ...importer, sessionId: null });
}

/** The version of the admission notice that one of the given time replaces. */
async function noticeBefore(tx: Tx, episodeId: string, sentAt: Date) {
  return await tx.message.findFirst({
    where: { episodeId, type: 'ADMISSION_NOTICE', isSuperseded: false, voidedAt: null, sentAt: { lte: sentAt } },
    orderBy: { versionNumber: 'desc' },
    select: { id: true, versionNumber: true },
  });
}

function timesOf({ row, recipients }: ImportableMessage): readonly Date[] {
  const done = recipients.flatMap(({ row: recipient }) => [recipient.readAt, recipient.acknowledgedAt]);
  return [row.sentAt, ...done.filter((at) => at !== undefined)];
}

function asPatient({ street, postalCode, city, identityNumber, identityKind, ...patient }: Patient) {
  return {
    ...patient,
    identityKind: identityKind === 'COORDINATION' ? ('COORDINATION' as const) : ('PERSONAL' as const),
    personalIdentityNumber: identityNumber,
    // Shown to nobody while the identity is protected: reading a message leaves it out (G-090).
    registeredAddress: { street, postalCode, city },
  };
}
