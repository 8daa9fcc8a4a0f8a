import { transact, Undone } from '@samplan/kit/db/transaction';
import { releaseMessages } from '@samplan/kit/message/rows';
import { patientAdmitted } from '@samplan/schema/events/care';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { MessageType } from '../generated/resolvers.ts';
import { voidMessages } from '../message/void.prisma.ts';
import { asVersionAfter, leaveOverview, partiesBut, send, settle } from '../message/write.ts';
import { openRelations } from '../patient/relation.ts';
import { carryTrackOver } from '../planning-track/store.prisma.ts';
import { type ChangedBy, noteChange, noteMessageChanges } from './change.prisma.ts';
import { AT_WARD } from './domain.ts';
import { endEpisodeRelations, tellOfEpisode } from './party.ts';
import { noteCourse, toRow, updateCourse } from './row.prisma.ts';
import type { EpisodeEnd } from './side-exits.ts';
import type { EpisodeStore, TransferOutcome } from './store.ts';

type Tx = Prisma.TransactionClient;

/** The messages that are sent by the steps of the course, and go with them. */
const OF_COURSE: readonly MessageType[] = [
  'ADMISSION_NOTICE',
  'DISCHARGE_READY_NOTICE',
  'DISCHARGE_READY_INTERRUPTION',
  'DISCHARGE_MESSAGE',
];

/** Ends of episodes beside their course, in PostgreSQL. */
export function prismaSideExits(db: PrismaClient): Pick<EpisodeStore, 'end' | 'transfer' | 'wasNoticeLate'> {
  return {
    async end(grant, before, end, access, now) {
      return await transact(db, async (tx) => {
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        if (!(await endCourse(tx, before, end, by, now))) return null;
        const { id: episodeId, patientId, voidReason } = end.episode;
        const aboutMessageId = voidReason === null ? null : await voidCourse(tx, episodeId, voidReason, by, now);
        const { type, text, isLate } = end.message;
        const messageId = await send(
          tx,
          { episodeId, patientId, ...by },
          { ...asVersionAfter(null), type, text, isLate, aboutMessageId, admission: null },
          await partiesBut(tx, episodeId, by.unitId),
          now,
        );
        await settle(tx, episodeId, 0, now); // where there is nobody to tell, the case leaves the overview
        await tellOfEpisode(tx, end.event, episodeId, now);
        await access.write(tx, grant, { patientId, subjectId: episodeId });
        return messageId;
      });
    },
    async transfer(grant, before, change, content, ward, access, now) {
      return await transact(db, async (tx): Promise<TransferOutcome> => {
        const { episode, next, message } = change;
        const { patientId } = episode;
        // As with an admission, so that there is one episode at the other ward.
        await tx.$queryRawUnsafe('SELECT 1 FROM patient WHERE id = $1 FOR UPDATE', patientId);
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const parties = await tx.episodeParty.findMany({
          where: { episodeId: episode.id, isWard: false, leftAt: null, unitId: { not: ward.unitId } },
          select: { unitId: true, principalId: true },
        });
        if (!(await endCourse(tx, before, change, by, now))) return { kind: 'CHANGED_MEANWHILE' };
        const there = await tx.careEpisode.count({
          where: { patientId, wardUnitId: ward.unitId, state: { in: [...AT_WARD] } },
        });
        if (there > 0) throw new Undone<TransferOutcome>({ kind: 'ALREADY_THERE' });
        await leaveOverview(tx, episode.id);
        await tellOfEpisode(tx, change.event, episode.id, now);

        await tx.careEpisode.create({ data: { ...toRow(next), latestChangeAt: now } });
        const joining = [{ unitId: ward.unitId, principalId: ward.principalId }, ...parties];
        await tx.episodeParty.createMany({
          data: joining.map((unit, i) => ({ ...unit, isWard: i === 0, episodeId: next.id, since: now })),
        });
        await openRelations(
          tx,
          joining.map(({ unitId }) => ({ patientId, unitId, basis: 'EPISODE', basisId: next.id, until: null })),
          now,
        );
        const sections = await tx.planningSection.findMany({ where: { episodeId: episode.id } });
        await tx.planningSection.createMany({
          data: sections.map(({ answers, ...section }) => ({ ...section, answers: answers ?? {}, episodeId: next.id })),
        });
        await carryTrackOver(tx, episode.id, next.id);
        for (const { partition, state, savedByUnitId } of sections.filter(({ state }) => state !== 'VOIDED')) {
          const taken = { kind: 'PLANNING_BASIS', column: 'planningBasis', before: null, after: state } as const;
          const part = { episodeId: next.id, subjectId: partition, sourceUnitId: savedByUnitId };
          await noteChange(tx, { ...taken, ...part }, null, now);
        }
        const earlier = await latestNotice(tx, episode.id);
        const { type, text, isLate } = message;
        const messageId = await send(
          tx,
          { episodeId: next.id, patientId, ...by },
          { ...asVersionAfter(null), type, text, isLate, aboutMessageId: earlier?.id ?? null, admission: content },
          joining,
          now,
        );
        await noteCourse(tx, null, next, by, now);
        await tellOfEpisode(tx, patientAdmitted, next.id, now);
        await access.write(tx, grant, { patientId, subjectId: episode.id });
        await access.write(tx, grant, { patientId, subjectId: next.id });
        return { kind: 'TRANSFERRED', messageId };
      });
    },
    async wasNoticeLate(episodeId) {
      return (
        (await db.message.findFirst({
          where: { episodeId, type: 'ADMISSION_NOTICE', versionNumber: 1, isLate: true },
        })) !== null
      );
    },
  };
}

/** Stores the end and releases what is owed in the episode, unless somebody was first. */
async function endCourse(tx: Tx, before: EpisodeEnd['episode'], end: EpisodeEnd, by: ChangedBy, now: Date) {
  // Locks the episode: what comes after this is refused, what came before is released here.
  if (!(await updateCourse(tx, before, end.episode))) return false;
  const sent = await tx.message.findMany({ where: { episodeId: end.episode.id }, select: { id: true } });
  const ids = sent.map(({ id }) => id);
  const owed = await tx.message.findMany({
    where: { id: { in: ids }, voidedAt: null, recipients: { some: { state: { in: ['UNREAD', 'READ'] } } } },
    orderBy: { id: 'asc' },
  });
  const released = await releaseMessages(tx, ids, end.releaseReason, by, now);
  await noteMessageChanges(tx, owed, { before: 'SENT', after: 'RELEASED' }, by, now);
  // The case stays in the overview for what is sent about the end.
  await tx.careEpisode.update({ where: { id: end.episode.id }, data: { outstanding: { decrement: released } } });
  await endEpisodeRelations(tx, end.episode, now);
  await noteCourse(tx, before, end.episode, by, now);
  return true;
}

/**
 * Voids every message of the episode's course. What the parties wrote to each other is theirs.
 * @returns id of the latest admission notice.
 */
async function voidCourse(tx: Tx, episodeId: string, reason: string, by: ChangedBy, now: Date): Promise<string | null> {
  const ofCourse = await tx.message.findMany({
    where: { episodeId, type: { in: [...OF_COURSE] } },
    select: { id: true },
  });
  const ids = ofCourse.map(({ id }) => id);
  await voidMessages(tx, episodeId, ids, reason, by, now);
  return (await latestNotice(tx, episodeId))?.id ?? null;
}

async function latestNotice(tx: Tx, episodeId: string): Promise<{ readonly id: string } | null> {
  return await tx.message.findFirst({
    where: { episodeId, type: 'ADMISSION_NOTICE', isSuperseded: false },
    orderBy: { versionNumber: 'desc' },
    select: { id: true },
  });
}
