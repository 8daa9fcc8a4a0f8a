import { readerOf } from '@samplan/kit/access/reader';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { groupsInOrder } from '@samplan/kit/ordered';
import { ok, refused } from '@samplan/kit/result';
import { type Clock, systemClock } from '@samplan/kit/time';
import { type ChangedBy, noteChange } from '../episode/change.prisma.ts';
import { isOpenForMessages } from '../episode/domain.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import { type EpisodeStateRefuses, stateRefuses } from '../episode/problems.ts';
import type {
  DischargeInformationHandover as HandoverRow,
  Prisma,
  PrismaClient,
  DischargeInformationVersion as Row,
} from '../generated/prisma/client.ts';
import type { DischargeInformationReceiver, DischargeInformationState } from '../generated/resolvers.ts';
import { careReaderSql } from '../reader.ts';
import { type Available, storedContent } from './content.ts';
import { toHandOver } from './domain.ts';
import { alreadyHandedOver } from './problems.ts';
import type { InformationStore, RecordedHandover, SavedInformation } from './store.ts';

type Tx = Prisma.TransactionClient;

const READER = careReaderSql(2);

/**
 * What is known to be available, as far as no block closes it to the reader $2: a fixed contact of the region who is one now, and an
 * invitation in the episode.
 */
const AVAILABLE = `SELECT e.id AS "episodeId",
    EXISTS (SELECT 1 FROM (SELECT DISTINCT ON (c.unit_id) c.unit_id, c.kind, c.ended_reason FROM care_contact c
      WHERE c.patient_id = e.patient_id ORDER BY c.unit_id, c.version DESC) latest
      WHERE latest.kind = 'FIXED_CARE_CONTACT' AND latest.ended_reason IS NULL
        AND NOT ${READER.isBlocked('e.patient_id', 'latest.unit_id')}) AS contact,
    EXISTS (SELECT 1 FROM sip_copy s WHERE s.episode_id = e.id AND s.invited_at IS NOT NULL
      AND NOT ${READER.isBlocked('e.patient_id', 's.coordinating_unit_id')}) AS invitation
  FROM care_episode e WHERE e.id = ANY ($1)`;

/**
 * Discharge information in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaInformation(db: PrismaClient, clock: Clock = systemClock): InformationStore {
  return {
    async ofEpisodes(grant, episodeIds) {
      const episodeId = { in: [...episodeIds] };
      const [versions, handovers, available] = await Promise.all([
        db.dischargeInformationVersion.findMany({ where: { episodeId }, orderBy: { version: 'desc' } }),
        db.dischargeInformationHandover.findMany({
          where: { episodeId },
          orderBy: [{ recordedAt: 'desc' }, { version: 'desc' }, { receiver: 'asc' }],
        }),
        db.$queryRawUnsafe<(Available & { readonly episodeId: string })[]>(
          AVAILABLE,
          episodeIds,
          readerOf(grant, clock()),
        ),
      ]);
      const versionsOf = groupsInOrder(episodeIds, versions.map(toInformation), (row) => row.episodeId);
      const handoversOf = groupsInOrder(episodeIds, handovers.map(toHandover), (row) => row.episodeId);
      const availableIn = new Map(available.map((row) => [row.episodeId, row]));
      return episodeIds.map((id, i) => ({
        versions: versionsOf[i] ?? [],
        handovers: handoversOf[i] ?? [],
        available: availableIn.get(id) ?? { contact: false, invitation: false },
      }));
    },
    async change(grant, { id: episodeId, patientId }, rule, access, now) {
      return await transact(db, async (tx) => {
        const closed = await lockOpen(tx, episodeId);
        if (closed) return refused(closed);
        const latest = await tx.dischargeInformationVersion.findFirst({
          where: { episodeId },
          orderBy: { version: 'desc' },
        });
        const next = rule(latest && toInformation(latest));
        if (!next.ok) return next;
        const { state, reason, version } = next.value;
        const content = { ...next.value.content };
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        await tx.dischargeInformationVersion.create({
          data: { episodeId, version, state, content, reason, at: now, byUserId: by.userId },
        });
        // A draft is the ward's own: there is nothing new for others to see.
        if (state === 'SIGNED') await tell(tx, episodeId, latest && 'DRAFT', 'SIGNED', by, now);
        await access.write(tx, grant, { patientId, subjectId: episodeId });
        return next;
      });
    },
    async handOver(grant, { id: episodeId, patientId }, handover, access, now) {
      try {
        return await transact(db, async (tx) => {
          const closed = await lockOpen(tx, episodeId);
          if (closed) return refused(closed);
          const versions = await tx.dischargeInformationVersion.findMany({
            where: { episodeId },
            orderBy: { version: 'desc' },
          });
          const handed = toHandOver(versions.map(toInformation), handover.version);
          if (!handed.ok) return handed;
          const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
          await tx.dischargeInformationHandover.create({
            data: { episodeId, ...handover, recordedAt: now, byUserId: by.userId },
          });
          await tell(tx, episodeId, 'SIGNED', 'HANDED_OVER', by, now);
          await access.write(tx, grant, { patientId, subjectId: episodeId });
          return ok(handover);
        });
      } catch (error) {
        if (isDuplicate(error)) return refused(alreadyHandedOver());
        throw error;
      }
    },
  };
}

/** Takes the episode's row, so that there is one change at a time; or tells why nothing is written in it any longer. */
async function lockOpen(tx: Tx, episodeId: string): Promise<EpisodeStateRefuses | null> {
  const { state } = found(await lockEpisode(tx, episodeId));
  return isOpenForMessages({ state }) ? null : stateRefuses(state);
}

async function tell(tx: Tx, episodeId: string, before: string | null, after: string, by: ChangedBy, now: Date) {
  const change = { episodeId, kind: 'DISCHARGE_INFORMATION', column: null, subjectId: null } as const;
  await noteChange(tx, { ...change, before, after }, by, now);
  await tx.careEpisode.update({ where: { id: episodeId }, data: { latestChangeAt: now } });
}

function toInformation({ content, state, ...row }: Row): SavedInformation {
  // The column holds only what our own rules wrote.
  return { ...row, state: state as DischargeInformationState, content: storedContent(content) };
}

function toHandover({ receiver, ...row }: HandoverRow): RecordedHandover {
  return { ...row, receiver: receiver as DischargeInformationReceiver }; // the column holds nothing else
}
