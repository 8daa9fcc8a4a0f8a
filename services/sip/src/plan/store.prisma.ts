import { noteFound, noteRead } from '@samplan/kit/access/loader';
import type { AccessLog } from '@samplan/kit/access/log';
import { hindrances } from '@samplan/kit/copies/care-relation';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, systemClock } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { toMessage, WHOLE_MESSAGE } from '../message/row.prisma.ts';
import { acknowledgedBy, storeAcknowledgement } from './answers.prisma.ts';
import { applyChange, tell } from './apply.prisma.ts';
import { ONGOING, type Sip } from './domain.ts';
import { deniedPlans, planIdsInReach } from './reach.prisma.ts';
import { lockPatient, toSip, WHOLE_PLAN } from './row.prisma.ts';
import type { InitiativeOutcome, ReadGrant, SipStore } from './store.ts';

/** States in which an episode has ended. */
const ENDED: readonly string[] = ['CLOSED', 'VOIDED', 'DECEASED', 'TRANSFERRED'];

/**
 * Plans in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaSips(db: PrismaClient, clock: Clock = systemClock): SipStore {
  async function read(
    grant: ReadGrant,
    by: 'id' | 'patient_id' | 'episode_id',
    ids: readonly string[],
    take: number,
    access: AccessLog,
  ): Promise<readonly Sip[]> {
    const rows = await db.sip.findMany({
      where: { id: { in: await planIdsInReach(db, grant, by, ids, clock()) } },
      include: WHOLE_PLAN,
      orderBy: [{ initiatedAt: 'desc' }, { id: 'desc' }],
      take,
    });
    noteRead(access, grant, rows);
    return rows.map(toSip);
  }

  return {
    async find(grant, ids, access) {
      const sips = await read(grant, 'id', ids, ids.length, access);
      await noteFound(access, grant, ids, sips, (missing) => deniedPlans(db, grant, missing, clock()));
      return inOrder(ids, sips, (sip) => sip.id);
    },
    async ofPatients(grant, patientIds, access) {
      const sips = await read(grant, 'patient_id', patientIds, MAX_PAGE * patientIds.length, access);
      return groupsInOrder(patientIds, sips, (sip) => sip.patientId);
    },
    async ofEpisodes(grant, episodeIds, access) {
      const sips = await read(grant, 'episode_id', episodeIds, MAX_PAGE * episodeIds.length, access);
      return groupsInOrder(episodeIds, sips, (sip) => sip.episodeId ?? '').map((group) => group[0] ?? null);
    },
    async patientFacts(grant, patientId, episodeId, access, now) {
      const { unitId } = grant.reach;
      const [hindering, patient, episode] = await Promise.all([
        hindrances(db, grant, [patientId], now, { orOpened: false }),
        db.patientCopy.findUnique({ where: { patientId } }),
        episodeId === null ? null : db.episodeCopy.findUnique({ where: { episodeId } }),
      ]);
      const hindrance = hindering.get(patientId) ?? null;
      if (hindrance || !patient) {
        access.denied(grant.action, hindrance ?? 'NOT_IN_REACH', { patientId });
        return null;
      }
      const fits =
        episode !== null &&
        episode.patientId === patientId &&
        !ENDED.includes(episode.state) &&
        episode.partyUnitIds.includes(unitId);
      return {
        municipalityCode: patient.municipalityCode,
        fitsEpisode: episodeId === null || fits,
      };
    },
    async initiate(grant, { sip, event }, request, access, now) {
      return await transact(db, async (tx): Promise<InitiativeOutcome> => {
        // One start for a patient at a time, so that the checks below hold until the commit.
        await lockPatient(tx, sip.patientId);
        const first = await firstOrRepeated(tx, request, sip.id);
        if (first.kind !== 'FIRST') return first;
        const ongoing = await tx.sip.findFirst({ where: { patientId: sip.patientId, state: { in: [...ONGOING] } } });
        if (ongoing) throw new Undone<InitiativeOutcome>({ kind: 'ONGOING' });
        const death = await tx.episodeCopy.findFirst({ where: { patientId: sip.patientId, state: 'DECEASED' } });
        if (death) throw new Undone<InitiativeOutcome>({ kind: 'DECEASED' });
        const { participants, consent: _consent, invitation: _invitation, ...row } = sip;
        await tx.sip.create({ data: row });
        await tx.sipParticipant.createMany({
          data: participants.map((participant) => ({ ...participant, sipId: sip.id })),
        });
        await tell(tx, event, sip, now);
        await access.write(tx, grant, { patientId: sip.patientId, subjectId: sip.id });
        return { kind: 'INITIATED' };
      });
    },
    async save(grant, before, change, access, now) {
      const acknowledged = await acknowledgedBy(db, before, change.sip, now);
      return await transact(db, async (tx) => {
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const saved = await applyChange(tx, before, change, by, now);
        if (!saved) return null;
        if (acknowledged && !(await storeAcknowledgement(tx, acknowledged, by, now))) throw new Undone(null);
        await access.write(tx, grant, { patientId: saved.patientId, subjectId: saved.id });
        return saved;
      });
    },
    async invitationMessage(sip) {
      const id = sip.invitation?.id;
      const row = id ? await db.message.findUnique({ where: { id }, include: WHOLE_MESSAGE }) : null;
      return row && toMessage(row);
    },
  };
}
