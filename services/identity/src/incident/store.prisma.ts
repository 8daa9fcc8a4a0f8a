import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ReviewReach } from '../log-review/policy.ts';
import type { DataIncident, StepKind } from './domain.ts';
import type { IncidentStore, Officer } from './store.ts';

const WITH_STEPS = { steps: { orderBy: { number: 'asc' } } } as const;
const OFFICER = { id: true, name: true, email: true } as const;

function inReach({ principalId, administrationId }: ReviewReach) {
  return { principalId, ...(administrationId !== null && { administrationId }) };
}

/** Waits for the notification or for the supplement. */
const WAITING = {
  steps: { none: { kind: 'CLOSED' } },
  NOT: { steps: { some: { kind: 'SUPPLEMENTED' } } },
} as const;

/** Personal-data incidents in PostgreSQL. */
export function prismaIncidents(db: PrismaClient): IncidentStore {
  async function withOfficers(rows: readonly Row[]): Promise<readonly DataIncident[]> {
    const ids = [...new Set(rows.map(({ officerId }) => officerId))];
    const officers = await db.dataProtectionOfficer.findMany({ where: { id: { in: ids } }, select: OFFICER });
    const byId = new Map(officers.map((officer) => [officer.id, officer]));
    return rows.map((row) => toIncident(row, byId.get(row.officerId)));
  }

  return {
    async officer({ reach }) {
      return await db.dataProtectionOfficer.findFirst({
        where: { principalId: reach.principalId },
        orderBy: { id: 'desc' },
        select: OFFICER,
      });
    },
    async setOfficer(grant, given, access, now) {
      const officer = { id: newId('dpo'), ...given };
      await transact(db, async (tx) => {
        await tx.dataProtectionOfficer.create({
          data: { ...officer, principalId: grant.reach.principalId, setById: grant.viewer.userId, setAt: now },
        });
        await access.write(tx, grant, { subjectId: officer.id });
      });
      return officer;
    },
    async create(grant, incident, officer, access, now) {
      return await transact(db, async (tx) => {
        const row = await tx.dataIncident.create({
          data: {
            ...incident,
            id: newId('inc'),
            principalId: grant.reach.principalId,
            administrationId: grant.reach.administrationId,
            officerId: officer.id,
            createdAt: now,
            createdById: grant.viewer.userId,
          },
          include: WITH_STEPS,
        });
        await access.write(tx, grant, { subjectId: row.id });
        return toIncident(row, officer);
      });
    },
    async find(grant, id, access) {
      const row = await db.dataIncident.findFirst({ where: { id, ...inReach(grant.reach) }, include: WITH_STEPS });
      if (row) access.read(grant, [{ subjectId: id }]);
      else access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
      return row && ((await withOfficers([row]))[0] ?? null);
    },
    async list({ reach }, dueOnly, { first, after }) {
      const rows = await db.dataIncident.findMany({
        where: { ...inReach(reach), ...(dueOnly && WAITING), ...(after && { id: { lt: after } }) },
        orderBy: { id: 'desc' },
        take: first + 1,
        include: WITH_STEPS,
      });
      return await withOfficers(rows);
    },
    async addStep(grant, before, step, access) {
      try {
        await transact(db, async (tx) => {
          const data = { id: newId('stp'), incidentId: before.id, number: before.steps.length + 1, ...step };
          await tx.dataIncidentStep.create({ data });
          await access.write(tx, grant, { subjectId: before.id });
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}

type Row = Prisma.DataIncidentGetPayload<{ include: typeof WITH_STEPS }>;

function toIncident({ steps, ...row }: Row, officer: Officer | undefined): DataIncident {
  if (!officer) throw new Error(`${row.id} has no officer`);
  const { id, reviewId, description, isHighRisk, discoveredAt, createdAt, createdById } = row;
  return {
    ...{ id, reviewId, description, isHighRisk, discoveredAt, createdAt, createdById, officer },
    // The column holds only what its check lets in.
    steps: steps.map(({ kind, note, doneAt, notedAt, notedById }) => ({
      ...{ kind: kind as StepKind, note, doneAt, notedAt, notedById },
    })),
  };
}
