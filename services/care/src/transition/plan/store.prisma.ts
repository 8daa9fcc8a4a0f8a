import type { UnitKind } from '@samplan/kit/access/viewer';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import type { Day } from '@samplan/kit/time';
import { OWES_CONTACT } from '../../care-contact/store.prisma.ts';
import type {
  TransitionPlan as PlanRow,
  Prisma,
  PrismaClient,
  TransitionStep as StepRow,
} from '../../generated/prisma/client.ts';
import type { ReadyHandling } from '../../generated/resolvers.ts';
import { isExpectedToAnswer } from '../../planning/domain.ts';
import { OUTPATIENT_KINDS } from '../../reach.ts';
import { partyOf, type Step, type UnitWork } from './domain.ts';
import type { TransitionReach } from './policy.ts';
import type { Plan, TransitionStore } from './store.ts';

/** Transitions in PostgreSQL. */
export function prismaTransitions(db: PrismaClient): TransitionStore {
  return {
    plan: (regionId) => findPlan(db, regionId),
    async completions(regionId, unitId) {
      return await db.transitionCompletion.findMany({ where: { regionId, ...(unitId !== null && { unitId }) } });
    },
    async setPlan(grant, plan, access) {
      try {
        return await transact(db, async (tx) => {
          if (!(await storePlan(tx, grant.reach.principalId, plan))) return false;
          await access.write(tx, grant, {});
          return true;
        });
      } catch (error) {
        if (isDuplicate(error)) return false; // two first plans at once
        throw error;
      }
    },
    work: (grant, regionId, unitIds) => workOf(db, grant.reach, regionId, unitIds),
    async complete(grant, regionId, stepKey, unitIds, isLate, access, now) {
      return await transact(db, async (tx) => {
        const byUserId = grant.viewer.userId;
        await tx.transitionCompletion.createMany({
          data: unitIds.map((unitId) => ({ regionId, stepKey, unitId, completedAt: now, byUserId, isLate })),
          skipDuplicates: true,
        });
        await access.write(tx, grant, {});
        const rows = await tx.transitionCompletion.findMany({
          where: { regionId, stepKey, unitId: { in: [...unitIds] } },
        });
        return unitIds.map((unitId) => found(rows.find((row) => row.unitId === unitId)));
      });
    },
  };
}

/** The plan of a region; null while nothing is decided. */
export async function findPlan(
  db: Pick<PrismaClient, 'transitionPlan' | 'transitionStep'>,
  regionId: string,
): Promise<Plan | null> {
  const row = await db.transitionPlan.findUnique({ where: { regionId } });
  if (!row) return null;
  const steps = await db.transitionStep.findMany({ where: { regionId }, orderBy: { place: 'asc' } });
  return toPlan(row, steps);
}

/**
 * Stores a plan in place of the one with its version.
 * @returns false when there is another version.
 */
export async function storePlan(tx: Prisma.TransactionClient, regionId: string, plan: Plan): Promise<boolean> {
  const data = {
    readyUntilOn: dateOf(plan.readyUntilOn),
    readyHandling: plan.readyHandling,
  };
  if (plan.version === 0) await tx.transitionPlan.create({ data: { regionId, ...data } });
  else {
    const { count } = await tx.transitionPlan.updateMany({
      where: { regionId, version: plan.version },
      data: { ...data, version: { increment: 1 } },
    });
    if (count === 0) return false;
  }
  await tx.transitionStep.deleteMany({ where: { regionId } });
  await tx.transitionStep.createMany({
    data: plan.steps.map(({ fromOn, untilOn, ...step }, place) => ({
      regionId,
      place,
      ...step,
      fromOn: new Date(fromOn),
      untilOn: dateOf(untilOn),
    })),
  });
  return true;
}

const IN_REACH: Readonly<Record<TransitionReach['level'], string>> = {
  UNIT: 'u.unit_id = $2',
  ADMINISTRATION: 'u.administration_id = $2',
  REGION: 'u.region_id = $2',
};

function idOf(reach: TransitionReach): string {
  switch (reach.level) {
    case 'UNIT':
      return reach.unitId;
    case 'ADMINISTRATION':
      return reach.administrationId;
    case 'REGION':
      return reach.regionId;
  }
}

interface WorkRow extends Omit<UnitWork, 'kind'> {
  readonly kind: UnitKind;
}

/**
 * What the units in reach have left: counts, with one statement whatever their number. A unit has answered once it has saved any
 * part, also where another saved the part after it.
 */
async function workOf(
  db: PrismaClient,
  reach: TransitionReach,
  regionId: string,
  unitIds: readonly string[] | null,
): Promise<readonly UnitWork[]> {
  const rows = await db.$queryRawUnsafe<WorkRow[]>(
    `SELECT u.unit_id AS "unitId", u.kind, coalesce(m.n, 0) AS "unacknowledgedMessages",
            coalesce(e.n, 0) AS "unansweredEpisodes", coalesce(f.n, 0) AS "unconfirmedCareContacts", coalesce(c.keys, '{}') AS "stepsCompleted"
     FROM kit.unit u
     LEFT JOIN LATERAL (SELECT count(*)::int AS n FROM message_recipient r
       WHERE r.unit_id = u.unit_id AND r.state IN ('UNREAD', 'READ')) m ON true
     LEFT JOIN LATERAL (SELECT count(*)::int AS n FROM episode_party p JOIN care_episode e ON e.id = p.episode_id
       JOIN transition_source s ON s.episode_id = e.id AND s.kind = 'EPISODE' AND NOT 'INVOICED_IN_SOURCE' = ANY(s.marks)
       WHERE p.unit_id = u.unit_id AND p.left_at IS NULL AND e.closed_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM episode_change a WHERE a.episode_id = e.id AND a.kind = 'PLANNING_BASIS' AND a.by_unit_id = u.unit_id)) e ON true
     LEFT JOIN LATERAL (SELECT count(*)::int AS n FROM episode_party p JOIN care_episode e ON e.id = p.episode_id
       JOIN transition_source s ON s.episode_id = e.id AND s.kind = 'EPISODE' AND NOT 'INVOICED_IN_SOURCE' = ANY(s.marks)
       WHERE p.unit_id = u.unit_id AND u.kind = ANY($4) AND e.closed_at IS NULL AND ${OWES_CONTACT}) f ON true
     LEFT JOIN LATERAL (SELECT array_agg(t.step_key) AS keys FROM transition_completion t
       WHERE t.region_id = $1 AND t.unit_id = u.unit_id) c ON true
     WHERE u.region_id = $1 AND ${IN_REACH[reach.level]} AND u.is_active AND ($3::text[] IS NULL OR u.unit_id = ANY($3))
     ORDER BY u.unit_id`,
    regionId,
    idOf(reach),
    unitIds,
    OUTPATIENT_KINDS,
  );
  return rows
    .filter(({ kind }) => partyOf(kind) !== null)
    .map((row) => ({ ...row, unansweredEpisodes: isExpectedToAnswer(row.kind) ? row.unansweredEpisodes : 0 }));
}

function toPlan(row: PlanRow, steps: readonly StepRow[]): Plan {
  const { readyUntilOn, version } = row;
  return {
    readyUntilOn: readyUntilOn && dayOf(readyUntilOn),
    // The columns hold only what our own rules wrote.
    readyHandling: row.readyHandling as ReadyHandling,
    steps: steps.map(toStep),
    version,
  };
}

function toStep({ key, party, text, fromOn, untilOn, condition }: StepRow): Step {
  // The columns hold only what our own rules wrote.
  const coded = { party: party as Step['party'], condition: condition as Step['condition'] };
  return { key, text, ...coded, fromOn: dayOf(fromOn), untilOn: untilOn && dayOf(untilOn) };
}

/** Prisma reads a day as its first instant in UTC. */
function dayOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

function dateOf(day: Day | null): Date | null {
  return day === null ? null : new Date(day);
}
