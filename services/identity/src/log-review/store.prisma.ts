import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { LogReview, ReviewCount, ReviewMethod, ReviewOutcome } from './domain.ts';
import type { ReviewReach } from './policy.ts';
import type { LogReviewStore } from './store.ts';

/** The rows in reach: every WHERE has it. */
function inReach({ principalId, administrationId }: ReviewReach) {
  return { principalId, ...(administrationId !== null && { administrationId }) };
}

/** Log reviews in PostgreSQL. */
export function prismaLogReviews(db: PrismaClient): LogReviewStore {
  return {
    async units({ reach }, among) {
      const rows = await db.$queryRawUnsafe<{ id: string }[]>(
        `SELECT unit_id AS id FROM kit.unit
         WHERE principal_id = $1 AND ($2::text IS NULL OR administration_id = $2)
           AND ($3::text[] IS NULL OR unit_id = ANY($3)) AND ($3 IS NOT NULL OR kind <> 'ORGANISATIONAL')
         ORDER BY unit_id`,
        reach.principalId,
        reach.administrationId,
        among,
      );
      return rows.map(({ id }) => id);
    },
    async drawStaff({ reach }, { seed, percent, fromAt, toAt, units }) {
      const rows = await db.$queryRawUnsafe<{ id: string }[]>(
        `WITH staff AS (
           SELECT DISTINCT user_id AS id FROM log_entry
           WHERE principal_id = $1 AND ($2::text IS NULL OR administration_id = $2) AND at >= $3 AND at < $4
             AND ($5::text[] IS NULL OR unit_id = ANY($5)) AND user_id IS NOT NULL)
         SELECT id FROM staff ORDER BY sha256(convert_to($6 || ' ' || id, 'UTF8')), id
         LIMIT (SELECT ceil(count(*) * $7::int / 100.0) FROM staff)`,
        reach.principalId,
        reach.administrationId,
        fromAt,
        toAt,
        units,
        seed,
        percent,
      );
      return rows.map(({ id }) => id).sort();
    },
    async begin(grant, reviews, access, now) {
      const { reach, viewer } = grant;
      const rows = reviews.map((review) => ({
        ...review,
        id: newId('rev'),
        drawKey: review.drawKey,
        userIds: [...review.userIds],
        principalId: reach.principalId,
        administrationId: reach.administrationId,
        drawnById: viewer.userId,
        drawnAt: now,
      }));
      return await transact(db, async (tx) => {
        await tx.logReview.createMany({ data: rows, skipDuplicates: true });
        const stored = await tx.logReview.findMany({
          where: {
            OR: [
              { id: { in: rows.map(({ id }) => id) } },
              { drawKey: { in: rows.flatMap(({ drawKey }) => drawKey ?? []) } },
            ],
          },
        });
        const begun = rows.map((row) =>
          stored.find(({ id, drawKey }) => id === row.id || (drawKey !== null && drawKey === row.drawKey)),
        );
        const found = begun.filter((row) => row !== undefined).map(toReview);
        for (const { id, patientId } of found) await access.write(tx, grant, { subjectId: id, patientId });
        return found;
      });
    },
    async find(grant, id, access) {
      const row = await db.logReview.findFirst({ where: { id, ...inReach(grant.reach) } });
      if (row) access.read(grant, [{ subjectId: id, patientId: row.patientId }]);
      else access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
      return row && toReview(row);
    },
    async list({ reach }, { isFinished, outcome, unitId }, { first, after }) {
      const rows = await db.logReview.findMany({
        where: {
          ...inReach(reach),
          ...(isFinished !== null && { finishedAt: isFinished ? { not: null } : null }),
          ...(outcome && { outcome }),
          ...(unitId && { unitId }),
          ...(after && { id: { lt: after } }),
        },
        orderBy: { id: 'desc' },
        take: first + 1,
      });
      return rows.map(toReview);
    },
    async save(grant, before, after, access) {
      return await transact(db, async (tx) => {
        const { count } = await tx.logReview.updateMany({
          where: { id: before.id, version: before.version, finishedAt: null, ...inReach(grant.reach) },
          data: {
            openedById: after.openedById,
            openedAt: after.openedAt,
            openReason: after.openReason,
            outcome: after.outcome,
            note: after.note,
            finishedById: after.finishedById,
            finishedAt: after.finishedAt,
            version: after.version,
          },
        });
        if (count === 0) return false;
        await access.write(tx, grant, { subjectId: before.id, patientId: before.patientId });
        return true;
      });
    },
    async followUps(reviewId) {
      return await db.logReviewFollowUp.findMany({
        where: { reviewId },
        orderBy: { id: 'asc' },
        select: { note: true, isClosed: true, notedById: true, notedAt: true },
      });
    },
    async addFollowUp(grant, reviewId, followUp, access) {
      await transact(db, async (tx) => {
        await tx.logReviewFollowUp.create({ data: { id: newId('flw'), reviewId, ...followUp } });
        await access.write(tx, grant, { subjectId: reviewId });
      });
    },
    async count({ reach }, from, to, limit) {
      return await db.$queryRawUnsafe<ReviewCount[]>(
        `SELECT unit_id AS "unitId", to_char(month, 'YYYY-MM-DD') AS "monthOn", count(*)::int AS drawn,
                count(finished_at)::int AS finished,
                (count(*) FILTER (WHERE outcome = 'WITH_REMARK'))::int AS remarks,
                (count(*) FILTER (WHERE outcome = 'WITH_REMARK' AND NOT EXISTS (
                  SELECT 1 FROM log_review_follow_up f WHERE f.review_id = r.id AND f.is_closed)))::int AS "remarksOpen"
         FROM (SELECT *, date_trunc('month', from_at AT TIME ZONE 'Europe/Stockholm') AS month FROM log_review) r
         WHERE principal_id = $1 AND ($2::text IS NULL OR administration_id = $2)
           AND month >= date_trunc('month', $3::date) AND month <= $4::date
         GROUP BY unit_id, month ORDER BY month, unit_id NULLS FIRST LIMIT $5`,
        reach.principalId,
        reach.administrationId,
        from,
        to,
        limit,
      );
    },
  };
}

type Row = Prisma.LogReviewGetPayload<object>;

function toReview({ method, outcome, drawKey: _, ...row }: Row): LogReview {
  // The columns hold only what their checks let in.
  return { ...row, method: method as ReviewMethod, outcome: outcome as ReviewOutcome | null };
}
