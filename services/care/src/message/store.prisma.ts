import { noteFound, noteRead } from '@samplan/kit/access/loader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, systemClock } from '@samplan/kit/time';
import { z } from 'zod';
import { joinEpisode } from '../episode/party.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { CareNeed, MessageType } from '../generated/resolvers.ts';
import {
  deniedMessages,
  type InReach,
  messageIdsInReach,
  messageIdsOfEpisodes,
  messageIdsReceived,
} from './reach.prisma.ts';
import type { AdmissionContent, Message, MessageStore, Recipient, SendOutcome } from './store.ts';
import { sendToParties, settle, settledBy } from './write.ts';

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
        const locked = await tx.$queryRawUnsafe<{ state: string }[]>(
          'SELECT state FROM care_episode WHERE id = $1 FOR UPDATE',
          episode.id,
        );
        if (locked[0]?.state === 'CLOSED') return { kind: 'CLOSED' };
        const sender = { episodeId: episode.id, unitId: grant.reach.unitId, userId: grant.viewer.userId };
        const messageId = await sendToParties(tx, sender, message, null, now);
        const first = await firstOrRepeated(tx, request, messageId);
        if (first.kind !== 'FIRST') throw new Undone<SendOutcome>(first);
        await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
        return { kind: 'SENT', messageId };
      });
    },
    async saveRecipient(grant, message, before, after, access, now) {
      return await transact(db, async (tx) => {
        if (!(await update(tx, message.id, before, after))) return false;
        await settle(tx, message.episodeId, settledBy(before, after), now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
    async saveForwarding(grant, message, before, { from, to, isToOutstandingAnew }, unit, access, now) {
      return await transact(db, async (tx) => {
        if (!(await update(tx, message.id, before, from))) return false;
        if (isToOutstandingAnew) {
          await tx.messageRecipient.upsert({
            where: { messageId_unitId: { messageId: message.id, unitId: to.unitId } },
            create: { messageId: message.id, principalId: unit.principalId, ...to },
            update: to,
          });
        }
        await joinEpisode(tx, message, unit, now);
        await settle(tx, message.episodeId, isToOutstandingAnew ? 0 : 1, now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
  };
}

/** Stores a recipient, unless somebody changed it since it was read. */
async function update(
  tx: Prisma.TransactionClient,
  messageId: string,
  before: Recipient,
  after: Recipient,
): Promise<boolean> {
  const { count } = await tx.messageRecipient.updateMany({
    where: { messageId, unitId: before.unitId, state: before.state, readAt: before.readAt },
    data: after,
  });
  return count === 1;
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

function toMessage({ admission, recipients, ...row }: Row, { patientId, isProtected }: InReach): Message {
  const stored: AdmissionContent | null = admission === null ? null : storedAdmission.parse(admission);
  // An address that was sent before the identity was protected is shown no more (G-090).
  const content = stored && isProtected ? { ...stored, registeredAddress: null } : stored;
  return {
    ...row,
    // The columns hold only what our own rules wrote.
    type: row.type as MessageType,
    patientId,
    admission: content,
    recipients: recipients.map(({ messageId: _message, principalId: _principal, ...recipient }) => ({
      ...recipient,
      state: recipient.state as Recipient['state'],
    })),
  };
}
