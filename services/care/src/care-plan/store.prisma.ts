import type { UnitKind } from '@samplan/kit/access/viewer';
import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { groupsInOrder } from '@samplan/kit/ordered';
import { refused } from '@samplan/kit/result';
import { isOpenForMessages } from '../episode/domain.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import { stateRefuses } from '../episode/problems.ts';
import type { Prisma, PrismaClient, CarePlanStep as StepRow } from '../generated/prisma/client.ts';
import type { CarePlanStepKind } from '../generated/resolvers.ts';
import { toPart } from '../planning/store.prisma.ts';
import { lockedOf } from '../planning-track/locked.prisma.ts';
import { partOf } from './domain.ts';
import type { CarePlanStore, PlanFrame, PlanStep } from './store.ts';
import { storePart, storeStep } from './write.prisma.ts';

type Tx = Prisma.TransactionClient;

/** Care plans in PostgreSQL. */
export function prismaCarePlans(db: PrismaClient): CarePlanStore {
  return {
    ofEpisodes: (episodeIds) => framesOf(db, episodeIds),
    async change(grant, episode, rule, access, now) {
      return await transact(db, async (tx) => {
        // One at a time: of two who would both be last to sign, the second finds the first's signature.
        const { state } = found(await lockEpisode(tx, episode.id));
        if (!isOpenForMessages({ state })) return refused(stateRefuses(state));

        const frame = found((await framesOf(tx, [episode.id]))[0]);
        const rows = await tx.planningSection.findMany({ where: { episodeId: episode.id } });
        const parts = rows.map(({ savedByUnitId: unitId, ...row }) => toPart({ ...row, unitId }));
        const change = rule({ ...frame, parts });
        if (!change.ok) return change;

        const { part, step } = change.value;
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        if (part) await storePart(tx, episode.id, partOf({ parts }, part), part, by, now);
        if (step) await storeStep(tx, episode.id, { ...step, number: frame.steps.length + 1 }, by, now);
        await tx.careEpisode.update({ where: { id: episode.id }, data: { latestChangeAt: now } });
        await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
        return change;
      });
    },
  };
}

interface PartyRow {
  readonly episodeId: string;
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly isWard: boolean;
}

async function framesOf(db: Tx, episodeIds: readonly string[]): Promise<readonly PlanFrame[]> {
  const rows = await db.carePlanStep.findMany({
    where: { episodeId: { in: [...episodeIds] } },
    orderBy: { number: 'desc' },
  });
  const parties = await db.$queryRawUnsafe<PartyRow[]>(
    `SELECT p.episode_id AS "episodeId", p.unit_id AS "unitId", u.kind, p.is_ward AS "isWard"
     FROM episode_party p JOIN kit.unit u USING (unit_id) WHERE p.episode_id = ANY($1) AND p.left_at IS NULL
     ORDER BY p.is_ward DESC, p.since, p.unit_id`,
    episodeIds,
  );
  const locked = await lockedOf(db, episodeIds);
  const stepsOf = groupsInOrder(episodeIds, rows.map(toStep), (step) => step.episodeId);
  const partiesOf = groupsInOrder(episodeIds, parties, (party) => party.episodeId);
  return episodeIds.map((episodeId, i) => {
    const steps = stepsOf[i] ?? [];
    const isFinal = steps.find(({ kind }) => kind !== 'RELEASED')?.kind === 'FINALLY_JUSTIFIED';
    return {
      episodeId,
      state: isFinal ? 'FINALLY_JUSTIFIED' : 'OPEN',
      parties: partiesOf[i] ?? [],
      released: steps.flatMap(({ kind, unitId }) => (kind === 'RELEASED' && unitId ? [unitId] : [])),
      locked: locked.get(episodeId) ?? [],
      steps,
    };
  });
}

function toStep(row: StepRow): PlanStep & { readonly episodeId: string } {
  // The column holds only what our own rules wrote.
  return { ...row, kind: row.kind as CarePlanStepKind };
}
