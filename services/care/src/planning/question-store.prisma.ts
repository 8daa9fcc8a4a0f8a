import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { z } from 'zod';
import type { PrismaClient, PlanningQuestionSet as Row } from '../generated/prisma/client.ts';
import type { QuestionStore } from './question-store.ts';
import { LISTS, PARTITIONS, type QuestionSet } from './questions.ts';

/** Region of the standard questions. */
const STANDARD = '';

/** The questions of the planning basis, and the lists, in PostgreSQL. */
export function prismaQuestions(db: PrismaClient): QuestionStore {
  return {
    async find(ids) {
      const rows = await db.planningQuestionSet.findMany({ where: { id: { in: [...ids] } } });
      return inOrder(ids, rows.map(toQuestionSet), ({ id }) => id);
    },
    async holding(regionIds, on) {
      const held = await db.$queryRawUnsafe<{ regionId: string; id: string }[]>(
        `SELECT DISTINCT ON (r.id, s.partition) r.id AS "regionId", s.id
         FROM unnest($1::text[]) AS r(id)
         JOIN planning_question_set s ON s.region_id IN (r.id, '') AND s.valid_from <= $2::date
         ORDER BY r.id, s.partition, (s.region_id = '') ASC, s.valid_from DESC, s.version DESC`,
        regionIds,
        on,
      );
      const rows = await db.planningQuestionSet.findMany({
        where: { id: { in: [...new Set(held.map(({ id }) => id))] } },
      });
      const byId = new Map(rows.map((row) => [row.id, toQuestionSet(row)]));
      return groupsInOrder(regionIds, held, ({ regionId }) => regionId).map((ofRegion) => {
        const sets = ofRegion.map(({ id }) => byId.get(id)).filter((set) => set !== undefined);
        return new Map(sets.map((set) => [set.topic, set]));
      });
    },
    async history(grant, topic, first) {
      const rows = await db.planningQuestionSet.findMany({
        where: { partition: topic, regionId: { in: [grant.reach.principalId, STANDARD] } },
        orderBy: [{ regionId: 'desc' }, { version: 'desc' }],
        take: first,
      });
      return rows.map(toQuestionSet);
    },
    async publish(grant, { topic, after, validFrom, questions }, access, now) {
      const regionId = grant.reach.principalId;
      try {
        return await transact(db, async (tx) => {
          const { _max } = await tx.planningQuestionSet.aggregate({
            where: { regionId, partition: topic },
            _max: { version: true },
          });
          if ((_max.version ?? 0) !== after) return null;
          const row = await tx.planningQuestionSet.create({
            data: {
              id: newId('qst'),
              regionId,
              partition: topic,
              version: after + 1,
              validFrom: new Date(validFrom),
              questions: questions.map(({ key, text }) => ({ key, text })),
              publishedAt: now,
              publishedByUserId: grant.viewer.userId,
            },
          });
          await access.write(tx, grant, { subjectId: row.id });
          return toQuestionSet(row);
        });
      } catch (error) {
        if (isDuplicate(error)) return null; // two at once
        throw error;
      }
    },
  };
}

const topic = z.enum([...PARTITIONS, ...LISTS]);
const questions = z.array(z.object({ key: z.string(), text: z.string() }));

function toQuestionSet({ regionId, partition, validFrom, ...row }: Row): QuestionSet {
  return {
    ...row,
    regionId: regionId === STANDARD ? null : regionId,
    topic: topic.parse(partition),
    validFrom: validFrom.toISOString().slice(0, 10),
    questions: questions.parse(row.questions),
  };
}
