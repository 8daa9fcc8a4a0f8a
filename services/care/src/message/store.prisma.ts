import { noteFound } from '@samplan/kit/access/loader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { z } from 'zod';
import { joinEpisode } from '../episode/party.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { CareNeed, MessageType } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { AdmissionContent, Message, MessageStore, Recipient, SendOutcome } from './store.ts';
import { sendToParties, settle, settledBy } from './write.ts';

const WITH_RECIPIENTS = {
  recipients: { orderBy: { unitId: 'asc' } },
  episode: { select: { patientId: true } },
} as const satisfies Prisma.MessageInclude;

type Row = Prisma.MessageGetPayload<{ include: typeof WITH_RECIPIENTS }>;

/** Messages that the grant reaches: sent or received by its unit. */
function inReach({ reach }: { readonly reach: CareReach }): Prisma.MessageWhereInput {
  return { OR: [{ senderUnitId: reach.unitId }, { recipients: { some: { unitId: reach.unitId } } }] };
}

/** Messages in PostgreSQL. */
export function prismaMessages(db: PrismaClient): MessageStore {
  return {
    async find(grant, ids, access) {
      const rows = await db.message.findMany({
        where: { id: { in: [...ids] }, ...inReach(grant) },
        include: WITH_RECIPIENTS,
      });
      await noteFound(access, grant, ids, rows.map(aboutPatient), async (missing) => {
        const behind = await db.message.findMany({ where: { id: { in: [...missing] } }, select: ABOUT });
        return behind.map(aboutPatient);
      });
      return inOrder(ids, rows.map(toMessage), (message) => message.id);
    },
    async ofEpisodes(grant, episodeIds) {
      const latest = await db.$queryRawUnsafe<{ id: string }[]>(
        `SELECT id FROM (
           SELECT m.id, row_number() OVER (PARTITION BY m.episode_id, m.type ORDER BY m.sent_at DESC, m.id DESC) AS n
           FROM message m
           WHERE m.episode_id = ANY($1) AND (m.sender_unit_id = $2 OR EXISTS (
             SELECT 1 FROM message_recipient r WHERE r.message_id = m.id AND r.unit_id = $2))
         ) numbered WHERE n <= $3`,
        episodeIds,
        grant.reach.unitId,
        MAX_PAGE,
      );
      const rows = await db.message.findMany({
        where: { id: { in: latest.map((row) => row.id) } },
        include: WITH_RECIPIENTS,
        orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
      });
      return groupsInOrder(episodeIds, rows.map(toMessage), (message) => message.episodeId);
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

const ABOUT = { id: true, episode: { select: { patientId: true } } } as const;

function aboutPatient(row: { readonly id: string; readonly episode: { readonly patientId: string } }) {
  return { id: row.id, patientId: row.episode.patientId };
}

const storedAdmission = z.object({
  patientName: z.string(),
  personalIdentityNumber: z.string(),
  registeredAddress: z.object({ street: z.string(), postalCode: z.string(), city: z.string() }),
  estimatedDischargeAt: z.iso.datetime().transform((text) => new Date(text)),
  needs: z.array(z.enum(['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'] satisfies CareNeed[])),
  assessedByUserId: z.string(),
  assessedAt: z.iso.datetime().transform((text) => new Date(text)),
});

function toMessage({ episode, admission, recipients, ...row }: Row): Message {
  const content: AdmissionContent | null = admission === null ? null : storedAdmission.parse(admission);
  return {
    ...row,
    // The columns hold only what our own rules wrote.
    type: row.type as MessageType,
    patientId: episode.patientId,
    admission: content,
    recipients: recipients.map(({ messageId: _message, principalId: _principal, ...recipient }) => ({
      ...recipient,
      state: recipient.state as Recipient['state'],
    })),
  };
}
