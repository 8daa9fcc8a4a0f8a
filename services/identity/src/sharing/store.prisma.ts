import { readerOf, readerSql } from '@samplan/kit/access/reader';
import { hindrances, withinReach } from '@samplan/kit/copies/care-relation';
import { storeOpenings } from '@samplan/kit/copies/reach';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import { groupsInOrder } from '@samplan/kit/ordered';
import { patientOpened } from '@samplan/schema/events/reach';
import { patientFactsOf } from '../block/facts.prisma.ts';
import type {
  SharedAccess as AccessRow,
  Prisma,
  PrismaClient,
  SharingConsent as Row,
} from '../generated/prisma/client.ts';
import type { SharingBasis, SharingScope } from '../generated/resolvers.ts';
import { isSame, type SharingConsent } from './domain.ts';
import type { SharingStore } from './store.ts';

type Tx = Prisma.TransactionClient;

const READER = readerSql(2);

/** Consents in PostgreSQL. What is opened or closed and the event that tells it are stored together. */
export function prismaSharing(db: PrismaClient): SharingStore {
  return {
    async ofPatients(grant, patientIds, access, now) {
      const related = await withinReach(db, grant, patientIds, access, now, { orOpened: false });
      const { administrationId } = grant.viewer.assignment;
      const rows = await db.sharingConsent.findMany({
        where: { patientId: { in: [...related] }, administrationId, withdrawnAt: null, endsAt: { gt: now } },
        orderBy: [{ registeredAt: 'asc' }, { id: 'asc' }],
      });
      access.read(
        grant,
        related.map((patientId) => ({ patientId })),
      );
      const groups = groupsInOrder(patientIds, rows.map(toConsent), (consent) => consent.patientId);
      return groups.map((consents, i) => (related.includes(patientIds[i] ?? '') ? consents : null));
    },
    patientFacts: (grant, patientId, access, now) => patientFactsOf(db, grant, patientId, access, now),
    async register(grant, consent, access, now) {
      return await transact(db, async (tx) => {
        // One registration for a patient at a time, so that the check below holds until the commit.
        await tx.$executeRawUnsafe(
          `SELECT pg_advisory_xact_lock(hashtextextended('sharing:' || $1, 0))`,
          consent.patientId,
        );
        const known = await tx.sharingConsent.findMany({
          where: { patientId: consent.patientId, withdrawnAt: null, endsAt: { gt: now } },
        });
        const same = known.map(toConsent).find((other) => isSame(other, consent));
        if (same) return same;
        await tx.sharingConsent.create({ data: consent });
        await access.write(tx, grant, { patientId: consent.patientId, subjectId: consent.id });
        return null;
      });
    },
    async withdraw(grant, consentId, access, now) {
      const { userId, assignment } = grant.viewer;
      const consent = await db.sharingConsent.findFirst({
        where: { id: consentId, administrationId: assignment.administrationId },
      });
      const hindering = consent && (await hindrances(db, grant, [consent.patientId], now, { orOpened: false }));
      const hindrance = consent && hindering?.get(consent.patientId);
      if (!consent || hindrance) {
        const subject = { patientId: consent?.patientId ?? null, subjectId: consentId };
        access.denied(grant.action, hindrance ?? 'NOT_IN_REACH', subject);
        return null;
      }
      return await transact(db, async (tx) => {
        const { count } = await tx.sharingConsent.updateMany({
          where: { id: consentId, withdrawnAt: null, endsAt: { gt: now } },
          data: { withdrawnAt: now, withdrawnByUserId: userId, withdrawnByUnitId: grant.reach.unitId },
        });
        if (count === 0) return null;
        const closed = await tx.sharedAccess.updateManyAndReturn({
          where: { consentId, until: { gt: now } },
          data: { until: now, version: { increment: 1 } },
        });
        const eventIds: string[] = [];
        for (const row of closed) eventIds.push(await tell(tx, row, now));
        await access.write(tx, grant, { patientId: consent.patientId, subjectId: consentId });
        return eventIds;
      });
    },
    async stepFacts(grant, patientId, access, now) {
      const [related] = await withinReach(db, grant, [patientId], access, now, { orOpened: false });
      if (!related) return null;
      const { userId } = grant.viewer;
      const [consents, steps, sources] = await Promise.all([
        db.sharingConsent.findMany({ where: { patientId, withdrawnAt: null, endsAt: { gt: now } } }),
        db.sharingStep.groupBy({
          by: ['step'],
          where: { patientId, userId, unitId: grant.reach.unitId },
          _max: { at: true },
        }),
        db.$queryRawUnsafe<{ id: string }[]>(
          `SELECT DISTINCT u.principal_id AS id FROM documented_copy d JOIN kit.unit u ON u.unit_id = d.unit_id
           WHERE d.patient_id = $1 AND u.principal_id <> $3 AND NOT ${READER.isBlockedToOthers('d.patient_id', 'd.unit_id')}
           ORDER BY 1`,
          patientId,
          readerOf(grant, now),
          grant.viewer.assignment.principalId,
        ),
      ]);
      const lastOf = new Map(steps.map(({ step, _max }) => [step, _max.at]));
      return {
        consents: consents.map(toConsent),
        foundAt: lastOf.get('FOUND') ?? null,
        shownAt: lastOf.get('SOURCES_SHOWN') ?? null,
        sources: sources.map(({ id }) => id),
      };
    },
    async noteStep(grant, patientId, step, consent, access, now) {
      await transact(db, async (tx) => {
        const id = newId('shs');
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        const on = { basis: consent?.basis ?? null, consentId: consent?.id ?? null };
        await tx.sharingStep.create({ data: { id, patientId, ...by, step, ...on, at: now } });
        await access.write(tx, grant, { patientId, subjectId: id });
      });
    },
    async open(grant, patientId, careGiverId, { consent, until }, importance, access, now) {
      return await transact(db, async (tx) => {
        // Withdrawing waits, or was first.
        const [locked] = await tx.$queryRawUnsafe<unknown[]>(
          'SELECT 1 FROM sharing_consent WHERE id = $1 AND withdrawn_at IS NULL FOR UPDATE',
          consent.id,
        );
        if (!locked) return null;
        const { userId, assignment } = grant.viewer;
        const row = await tx.sharedAccess.create({
          data: {
            id: newId('opn'),
            patientId,
            userId,
            unitId: grant.reach.unitId,
            principalId: assignment.principalId,
            careGiverId,
            basis: consent.basis,
            consentId: consent.id,
            importance,
            since: now,
            until,
          },
        });
        const eventId = await tell(tx, row, now);
        await access.write(tx, grant, { patientId, subjectId: row.id });
        return eventId;
      });
    },
    async purge(endedBefore) {
      await db.sharingConsent.deleteMany({
        where: { OR: [{ endsAt: { lt: endedBefore } }, { withdrawnAt: { lt: endedBefore } }] },
      });
    },
  };
}

/** Tells everyone, and this subgraph's own copy, of an opening. */
async function tell(tx: Tx, row: AccessRow, now: Date): Promise<string> {
  const { id: openingId, patientId, userId, unitId, careGiverId: sourceId, version } = row;
  const [since, until] = [row.since.toISOString(), row.until.toISOString()];
  const data = { openingId, patientId, userId, unitId, sourceId, since, until, version };
  await storeOpenings(tx, [data]);
  const [eventId] = await writeEvents(tx, [newEvent(patientOpened, openingId, data)], now);
  return found(eventId);
}

function toConsent(row: Row): SharingConsent {
  const { withdrawnAt: _at, withdrawnByUserId: _user, withdrawnByUnitId: _unit, ...consent } = row;
  // The columns hold only what our own rules wrote.
  return { ...consent, basis: row.basis as SharingBasis, scope: row.scope as SharingScope };
}
