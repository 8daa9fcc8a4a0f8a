import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { releaseMessages } from '@samplan/kit/message/rows';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { sendNotice } from '../message/notice.prisma.ts';
import { voidMessages } from '../message/void.prisma.ts';
import { partiesBut, settle } from '../message/write.ts';
import { tellOfEpisode } from './party.ts';
import { noteCourse, updateCourse } from './row.prisma.ts';
import type { EpisodeStore } from './store.ts';

/** Voids the interruption that stands, with its message. */
export function prismaInterruptions(db: PrismaClient): Pick<EpisodeStore, 'voidInterruption'> {
  return {
    async voidInterruption(grant, before, { episode, message, event }, access, now) {
      return await transact(db, async (tx) => {
        if (!(await updateCourse(tx, before, episode))) return null;
        const { id: episodeId, patientId } = episode;
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const reason = found(message.text);
        const interruption = found(
          await tx.message.findFirst({
            where: { episodeId, type: 'DISCHARGE_READY_INTERRUPTION' },
            orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
            select: { id: true },
          }),
        );
        await voidMessages(tx, episodeId, [interruption.id], reason, by, now);
        const released = await releaseMessages(tx, [interruption.id], 'MESSAGE_VOIDED', by, now);
        await settle(tx, episodeId, released, now);
        const about = { id: interruption.id, episodeId, patientId };
        const to = await partiesBut(tx, episodeId, by.unitId);
        const messageId = await sendNotice(tx, 'VOID_NOTICE', about, reason, to, by, now);
        await noteCourse(tx, before, episode, by, now);
        await tellOfEpisode(tx, event, episodeId, now);
        await access.write(tx, grant, { patientId, subjectId: episodeId });
        return messageId;
      });
    },
  };
}
