import { noteFound, noteRead } from '@samplan/kit/access/loader';
import type { AccessLog } from '@samplan/kit/access/log';
import { hindrances } from '@samplan/kit/copies/care-relation';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, systemClock } from '@samplan/kit/time';
import type { EventContract } from '@samplan/schema/events/contract';
import type { sipInitiated } from '@samplan/schema/events/sip';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ConsentForm, CoordinatingPrincipal, MeetingForm, SipAnswer, SipState } from '../generated/resolvers.ts';
import { ONGOING, type Sip } from './domain.ts';
import { deniedPlans, planIdsInReach } from './reach.prisma.ts';
import { snapshotOf } from './snapshot.ts';
import type { InitiativeOutcome, ReadGrant, SipStore } from './store.ts';

type Tx = Prisma.TransactionClient;

const WHOLE = {
  participants: { orderBy: { unitId: 'asc' } },
  consents: { orderBy: { id: 'desc' }, take: 1 },
  invitations: { orderBy: { sequence: 'desc' }, take: 1 },
} as const satisfies Prisma.SipInclude;

type Row = Prisma.SipGetPayload<{ include: typeof WHOLE }>;

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
      include: WHOLE,
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
        // One start for a patient at a time, so that the check below holds until the commit.
        await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('sip:' || $1, 0))`, sip.patientId);
        const first = await firstOrRepeated(tx, request, sip.id);
        if (first.kind !== 'FIRST') return first;
        const ongoing = await tx.sip.findFirst({ where: { patientId: sip.patientId, state: { in: [...ONGOING] } } });
        if (ongoing) throw new Undone<InitiativeOutcome>({ kind: 'ONGOING' });
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
    async save(grant, before, { sip, event }, access, now) {
      return await transact(db, async (tx) => {
        const { state, coordinatingUnitId, coordinatingPrincipal } = sip;
        const { count } = await tx.sip.updateMany({
          where: { id: sip.id, version: before.version },
          data: { state, coordinatingUnitId, coordinatingPrincipal, version: { increment: 1 } },
        });
        if (count === 0) return null;
        const saved = { ...sip, version: before.version + 1 };
        await storeParticipants(tx, before, sip);
        await storeConsent(tx, before, sip);
        await storeInvitation(tx, before, sip);
        await tell(tx, event, saved, now);
        await access.write(tx, grant, { patientId: sip.patientId, subjectId: sip.id });
        return saved;
      });
    },
  };
}

async function storeParticipants(tx: Tx, before: Sip, { id: sipId, participants, invitation }: Sip): Promise<void> {
  for (const participant of participants.filter((p) => !before.participants.includes(p))) {
    const { unitId, answer } = participant;
    await tx.sipParticipant.update({
      where: { sipId_unitId: { sipId, unitId } },
      data: { ...participant, answeredSequence: answer && invitation ? invitation.sequence : null },
    });
  }
}

async function storeConsent(tx: Tx, before: Sip, { id: sipId, consent }: Sip): Promise<void> {
  if (!consent || consent === before.consent) return;
  const validTo = consent.validTo === null ? null : new Date(consent.validTo);
  await tx.sipConsent.create({ data: { ...consent, sipId, validTo } });
}

async function storeInvitation(tx: Tx, before: Sip, { id: sipId, invitation }: Sip): Promise<void> {
  if (invitation && invitation !== before.invitation) await tx.sipInvitation.create({ data: { ...invitation, sipId } });
}

/** Tells the other subgraphs what happened to a plan, with the plan as it is now. */
async function tell(
  tx: Tx,
  contract: EventContract<string, typeof sipInitiated.data>,
  sip: Sip,
  now: Date,
): Promise<void> {
  await writeEvents(tx, [newEvent(contract, sip.id, snapshotOf(sip))], now);
}

// The columns hold only what our own rules wrote.
function toSip({ participants, consents: [consent], invitations: [invitation], ...row }: Row): Sip {
  return {
    ...row,
    state: row.state as SipState,
    coordinatingPrincipal: row.coordinatingPrincipal as CoordinatingPrincipal,
    participants: participants.map(({ sipId: _sip, answeredSequence: _sequence, ...participant }) => ({
      ...participant,
      answer: participant.answer as SipAnswer | null,
    })),
    consent: consent
      ? { ...consent, form: consent.form as ConsentForm, validTo: consent.validTo?.toISOString().slice(0, 10) ?? null }
      : null,
    invitation: invitation ? { ...invitation, meetingForm: invitation.meetingForm as MeetingForm } : null,
  };
}
