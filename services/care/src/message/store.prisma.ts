import { noteFound, noteRead } from '@samplan/kit/access/loader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { isDuplicate, transact, Undone } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { hasGivenBack } from '@samplan/kit/message/domain';
import {
  acknowledgement,
  handingOver,
  lockChangeable,
  noteMovements,
  releaseMessages,
  toMovement,
  toVoiding,
  updateRecipient,
} from '@samplan/kit/message/rows';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, systemClock } from '@samplan/kit/time';
import { z } from 'zod';
import { bindAttachments, carryAttachments } from '../attachment/bind.prisma.ts';
import { noteMessageChange } from '../episode/change.prisma.ts';
import { isOpenForMessages } from '../episode/domain.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { CareNeed, EpisodeState, MessageType } from '../generated/resolvers.ts';
import { joinCase, leaveCase } from './case.prisma.ts';
import { addressees, sendNotice } from './notice.prisma.ts';
import {
  deniedMessages,
  type InReach,
  messageIdsInReach,
  messageIdsOfEpisodes,
  messageIdsReceived,
} from './reach.prisma.ts';
import type { AdmissionContent, Message, MessageStore, SendOutcome } from './store.ts';
import { voidMessages } from './void.prisma.ts';
import { asVersionAfter, send, sendToParties, settle, settledBy, storeAddressees, toRecipient } from './write.ts';

const WITH_RECIPIENTS = {
  recipients: { orderBy: { unitId: 'asc' } },
} as const satisfies Prisma.MessageInclude;

type Row = Prisma.MessageGetPayload<{ include: typeof WITH_RECIPIENTS }>;

/**
 * Messages in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaMessages(db: PrismaClient, clock: Clock = systemClock): MessageStore {
  /** The messages in reach, latest first. */
  async function read(inReach: ReadonlyMap<string, InReach>): Promise<readonly Message[]> {
    const rows = await db.message.findMany({
      where: { id: { in: [...inReach.keys()] } },
      include: WITH_RECIPIENTS,
      orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    });
    return rows.map((row) => toMessage(row, found(inReach.get(row.id))));
  }

  return {
    async find(grant, ids, access) {
      const now = clock();
      const messages = await read(await messageIdsInReach(db, grant, ids, now));
      await noteFound(access, grant, ids, messages, (missing) => deniedMessages(db, grant, missing, now));
      return inOrder(ids, messages, (message) => message.id);
    },
    async ofEpisodes(grant, episodeIds) {
      const messages = await read(await messageIdsOfEpisodes(db, grant, episodeIds, MAX_PAGE, clock()));
      return groupsInOrder(episodeIds, messages, (message) => message.episodeId);
    },
    async receivedOf(grant, patientIds, access) {
      const messages = await read(await messageIdsReceived(db, grant, patientIds, MAX_PAGE, clock()));
      noteRead(access, grant, messages);
      return groupsInOrder(patientIds, messages, (message) => message.patientId);
    },
    async send(grant, episode, message, request, access, now) {
      return await transact(db, async (tx): Promise<SendOutcome> => {
        const state = await endOf(tx, episode.id);
        if (state) return { kind: 'ENDED', state };
        const sender = {
          episodeId: episode.id,
          patientId: episode.patientId,
          unitId: grant.reach.unitId,
          userId: grant.viewer.userId,
        };
        const { attachmentIds = [], ...outgoing } = message;
        const messageId = await sendToParties(tx, sender, outgoing, null, now);
        const first = await firstOrRepeated(tx, request, messageId);
        if (first.kind !== 'FIRST') throw new Undone<SendOutcome>(first);
        const sent = { id: messageId, patientId: episode.patientId };
        await bindAttachments(tx, attachmentIds, sent, sender);
        await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
        return { kind: 'SENT', messageId };
      });
    },
    async saveRecipient(grant, message, before, after, access, now) {
      return await transact(db, async (tx) => {
        await lockEpisode(tx, message.episodeId);
        if (!(await updateRecipient(tx, message.id, before, after))) return false;
        const by = { userId: grant.viewer.userId, unitId: grant.viewer.assignment.unitId };
        if (after.state === 'ACKNOWLEDGED') {
          await noteMovements(tx, message.id, [acknowledgement(after)], by, now);
        }
        await noteMessageChange(tx, message, { before: before.state, after: after.state }, by, now);
        await settle(tx, message.episodeId, settledBy(before, after), now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
    async saveHandingOn(grant, message, before, handingOn, units, access, now) {
      const { from, to } = handingOn;
      return await transact(db, async (tx) => {
        await lockEpisode(tx, message.episodeId);
        if (!(await updateRecipient(tx, message.id, before, from))) return false;
        const owing = await storeAddressees(tx, message.id, to, units);
        const by = { userId: grant.viewer.userId, unitId: grant.viewer.assignment.unitId };
        await noteMovements(tx, message.id, handingOver(handingOn), by, now);
        for (const unit of units) await joinCase(tx, message, unit, by, now);
        await noteMessageChange(tx, message, { before: before.state, after: from.state }, by, now);
        await settle(tx, message.episodeId, 1 - owing, now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
    async saveReturn(grant, message, before, after, access, now) {
      return await transact(db, async (tx) => {
        await lockEpisode(tx, message.episodeId);
        if (!(await updateRecipient(tx, message.id, before, after))) return null;
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const reason = after.returnReason;
        const step = { kind: 'RETURNED', fromUnitId: after.unitId, toUnitId: message.senderUnitId, reason } as const;
        await noteMovements(tx, message.id, [step], by, now);
        await noteMessageChange(tx, message, { before: before.state, after: after.state }, by, now);
        const to = await addressees(tx, [message.senderUnitId]);
        const noticeId = await sendNotice(tx, 'MISDIRECTED_NOTICE', message, reason, to, by, now);
        await settle(tx, message.episodeId, 1, now);
        await leaveCase(tx, message, after.unitId, by, now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return noticeId;
      });
    },
    async saveVoiding(grant, message, { voiding, recipients }, access, now) {
      return await transact(db, async (tx) => {
        await lockEpisode(tx, message.episodeId);
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const { reason } = voiding;
        if (!(await lockChangeable(tx, message.id))) return null;
        await voidMessages(tx, message.episodeId, [message.id], reason, by, now);
        // What the units did since the message was read stands: only what is owed still is released.
        const released = await releaseMessages(tx, [message.id], 'MESSAGE_VOIDED', by, now);
        const told = recipients.filter((recipient) => !hasGivenBack(recipient)).map(({ unitId }) => unitId);
        const to = await addressees(tx, told);
        const noticeId = await sendNotice(tx, 'VOID_NOTICE', message, reason, to, by, now);
        await settle(tx, message.episodeId, released, now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return noticeId;
      });
    },
    async saveCorrection(grant, message, versionNumber, { text, attachmentIds }, request, access, now) {
      try {
        return await transact(db, async (tx): Promise<SendOutcome> => {
          await lockEpisode(tx, message.episodeId);
          if (!(await lockChangeable(tx, message.id))) return { kind: 'CHANGED_MEANWHILE' };
          const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
          const to = message.recipients.filter((recipient) => !hasGivenBack(recipient)).map(({ unitId }) => unitId);
          const version = {
            type: message.type,
            text,
            isLate: false,
            versionNumber,
            replacesMessageId: message.id,
            aboutMessageId: message.aboutMessageId,
            admission: null,
          };
          const messageId = await send(tx, { ...message, ...by }, version, await addressees(tx, to), now);
          const first = await firstOrRepeated(tx, request, messageId);
          if (first.kind !== 'FIRST') throw new Undone<SendOutcome>(first);
          await carryAttachments(tx, attachmentIds, messageId);
          await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
          return { kind: 'SENT', messageId };
        });
      } catch (error) {
        if (isDuplicate(error)) return { kind: 'CHANGED_MEANWHILE' };
        throw error;
      }
    },
    async sendTo(grant, patientId, episodeId, { type, text, attachmentIds }, units, request, access, now) {
      return await transact(db, async (tx): Promise<SendOutcome> => {
        const state = await endOf(tx, episodeId);
        if (state) return { kind: 'ENDED', state };
        const sender = { episodeId, patientId, unitId: grant.reach.unitId, userId: grant.viewer.userId };
        const message = { ...asVersionAfter(null), type, text, isLate: false, aboutMessageId: null, admission: null };
        const messageId = await send(tx, sender, message, units, now);
        const first = await firstOrRepeated(tx, request, messageId);
        if (first.kind !== 'FIRST') throw new Undone<SendOutcome>(first);
        await bindAttachments(tx, attachmentIds, { id: messageId, patientId }, sender);
        for (const unit of units) await joinCase(tx, { id: messageId, episodeId, patientId }, unit, sender, now);
        await access.write(tx, grant, { patientId, subjectId: messageId });
        return { kind: 'SENT', messageId };
      });
    },
    async movements(messageIds) {
      const rows = await db.messageMovement.findMany({
        where: { messageId: { in: [...messageIds] } },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      });
      return groupsInOrder(messageIds, rows.map(toMovement), (movement) => movement.messageId);
    },
  };
}

/** Locks an episode, so that it does not end meanwhile. @returns how it has ended; null while it goes on, or outside an episode. */
async function endOf(tx: Prisma.TransactionClient, episodeId: string | null): Promise<EpisodeState | null> {
  const locked = await lockEpisode(tx, episodeId);
  return locked && !isOpenForMessages(locked) ? locked.state : null;
}

const storedAdmission = z.object({
  patientName: z.string(),
  personalIdentityNumber: z.string(),
  registeredAddress: z.object({ street: z.string(), postalCode: z.string(), city: z.string() }).nullable(),
  estimatedDischargeAt: z.iso.datetime().transform((text) => new Date(text)),
  needs: z.array(z.enum(['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'] satisfies CareNeed[])),
  assessedByUserId: z.string(),
  assessedAt: z.iso.datetime().transform((text) => new Date(text)),
});

function toMessage(stored: Row, { isProtected }: InReach): Message {
  const { admission, recipients, voidedAt, voidedByUserId, voidReason, ...row } = stored;
  const sent: AdmissionContent | null = admission === null ? null : storedAdmission.parse(admission);
  // An address that was sent before the identity was protected is shown no more (G-090).
  const content = sent && isProtected ? { ...sent, registeredAddress: null } : sent;
  return {
    ...row,
    // The columns hold only what our own rules wrote.
    type: row.type as MessageType,
    voided: toVoiding({ voidedAt, voidedByUserId, voidReason }),
    admission: content,
    recipients: recipients.map(toRecipient),
  };
}
