import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { groupsInOrder } from '@samplan/kit/ordered';
import { addHours, type Clock, systemClock } from '@samplan/kit/time';
import type { PrismaClient, Attachment as Row } from '../generated/prisma/client.ts';
import type { AttachmentType } from '../generated/resolvers.ts';
import { deniedMessages, messageIdsInReach } from '../message/reach.prisma.ts';
import { sendable } from './bind.prisma.ts';
import { type Attachment, chunkCount, MAX_UNSENT, UNSENT_HOURS } from './domain.ts';
import type { AttachmentStore, UploadGrant } from './store.ts';

/** The files of messages $1: those that were sent with one, and those that a new version took along. */
const OF_MESSAGES = `SELECT a.id, a.patient_id AS "patientId", a.unit_id AS "unitId", a.uploaded_by_user_id AS "uploadedByUserId",
    a.file_name AS "fileName", a.byte_size AS "byteSize", a.type, a.begun_at AS "begunAt", m.message_id AS "messageId"
  FROM (SELECT id AS attachment_id, message_id FROM attachment WHERE message_id = ANY($1)
        UNION ALL SELECT attachment_id, message_id FROM attachment_carried WHERE message_id = ANY($1)) m
  JOIN attachment a ON a.id = m.attachment_id ORDER BY a.file_name, a.id`;

/**
 * Files in PostgreSQL, in parts of their own.
 * @param clock - for what opens and closes by itself.
 */
export function prismaAttachments(db: PrismaClient, clock: Clock = systemClock): AttachmentStore {
  const sweep = async (now: Date): Promise<void> => {
    await db.attachment.deleteMany({ where: { messageId: null, begunAt: { lte: addHours(now, -UNSENT_HOURS) } } });
  };
  const own = ({ viewer, reach }: UploadGrant) => ({
    unitId: reach.unitId,
    uploadedByUserId: viewer.userId,
    messageId: null,
  });

  return {
    sweep,
    async begin(grant, file, access, now) {
      await sweep(now);
      return await transact(db, async (tx) => {
        // One at a time for each user, so that the count holds.
        await tx.$queryRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text', grant.viewer.userId);
        const unsent = await tx.attachment.count({ where: { uploadedByUserId: grant.viewer.userId, messageId: null } });
        if (unsent >= MAX_UNSENT) return null;
        const row = await tx.attachment.create({ data: { id: newId('att'), ...file, ...own(grant), begunAt: now } });
        await access.write(tx, grant, { patientId: file.patientId, subjectId: row.id });
        return toAttachment(row);
      });
    },
    async findUnsent(grant, id, access) {
      const row = await db.attachment.findFirst({ where: { id, ...own(grant) } });
      if (!row) access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
      return row && toAttachment(row);
    },
    async addChunk(grant, { id }, index, content) {
      // Added only while the file waits for parts; what is there already stays.
      await db.$executeRawUnsafe(
        `INSERT INTO attachment_chunk (attachment_id, place, content)
         SELECT id, $2, $3 FROM attachment WHERE id = $1 AND finished_at IS NULL AND uploaded_by_user_id = $4
         ON CONFLICT DO NOTHING`,
        id,
        index,
        content,
        grant.viewer.userId,
      );
      const kept = await db.attachmentChunk.findUnique({
        where: { attachmentId_place: { attachmentId: id, place: index } },
      });
      return kept !== null && content.equals(kept.content);
    },
    async content(_grant, { id, byteSize }) {
      const chunks = await db.attachmentChunk.findMany({ where: { attachmentId: id }, orderBy: { place: 'asc' } });
      return chunks.length === chunkCount(byteSize) ? Buffer.concat(chunks.map(({ content }) => content)) : null;
    },
    async finish(grant, { id, patientId }, as, access, now) {
      return await transact(db, async (tx) => {
        const row = await tx.attachment.update({ where: { id, ...own(grant) }, data: { ...as, finishedAt: now } });
        await access.write(tx, grant, { patientId, subjectId: id });
        return toAttachment(row);
      });
    },
    async unsendable({ viewer, reach }, patientId, ids) {
      const where = { id: { in: [...ids] }, ...sendable(patientId, { unitId: reach.unitId, userId: viewer.userId }) };
      const rows = await db.attachment.findMany({ where, select: { id: true } });
      const found = new Set(rows.map((row) => row.id));
      return ids.findIndex((id) => !found.has(id));
    },
    async ofMessages(messageIds) {
      const rows = await db.$queryRawUnsafe<Attachment[]>(OF_MESSAGES, messageIds);
      return groupsInOrder(messageIds, rows, (attachment) => attachment.messageId);
    },
    async chunk(grant, id, index, access) {
      const row = await db.attachment.findUnique({ where: { id }, include: { carried: true } });
      if (!row?.messageId) {
        access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
        return null;
      }
      const now = clock();
      const ids = [row.messageId, ...row.carried.map(({ messageId }) => messageId)];
      if ((await messageIdsInReach(db, grant, ids, now)).size === 0) {
        const [denied] = await deniedMessages(db, grant, ids, now);
        access.denied(grant.action, denied?.reason ?? 'NOT_IN_REACH', { patientId: row.patientId, subjectId: id });
        return null;
      }
      access.read(grant, [{ patientId: row.patientId, subjectId: id }]);
      const kept = await db.attachmentChunk.findUnique({
        where: { attachmentId_place: { attachmentId: id, place: index } },
      });
      return kept && Buffer.from(kept.content);
    },
  };
}

function toAttachment({ finishedAt: _finished, ...row }: Row): Attachment {
  // The column holds only what our own rule found.
  return { ...row, type: row.type as AttachmentType | null };
}
