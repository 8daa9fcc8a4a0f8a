import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { noteChange } from '../episode/change.prisma.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { EpisodeState } from '../generated/resolvers.ts';
import { byYear, sumSek } from './amount.ts';
import type { NationalAmount } from './amounts-file.ts';
import { coursesOf, liabilityFacts } from './facts.prisma.ts';
import { exceptionsOf } from './records.prisma.ts';
import { resultsOf } from './results.prisma.ts';
import type { EpisodeLiability, LiabilityStore, StoredResult } from './store.ts';
import { amountsOf } from './terms-store.prisma.ts';

/** Liability for single episodes in PostgreSQL. */
export function prismaLiability(db: PrismaClient, national: readonly NationalAmount[]): LiabilityStore {
  return {
    async ofEpisodes(episodeIds) {
      const known = await knownOf(db, episodeIds, national);
      return episodeIds.map((id) => known.get(id) ?? null);
    },
    async recordException(grant, episode, { replacesId, kind, fromOn, toOn, isWithdrawn, reason }, access, now) {
      const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
      const id = newId('exc');
      try {
        return await transact(db, async (tx) => {
          const course = (await coursesOf(tx, [episode.id])).get(episode.id) ?? [];
          const replaced = replacesId ? (await exceptionsOf(tx, course)).find((x) => x.id === replacesId) : null;
          if (replaced === undefined) return false;
          await tx.liabilityException.create({
            data: {
              id,
              episodeId: episode.id,
              kind,
              fromOn: new Date(fromOn),
              toOn: toOn === null ? null : new Date(toOn),
              isWithdrawn,
              reason,
              replacesId,
              recordedAt: now,
              recordedByUserId: by.userId,
              recordedByUnitId: by.unitId,
            },
          });
          const after = isWithdrawn ? null : kind;
          const change = { episodeId: episode.id, kind: 'LIABILITY', column: null, subjectId: id } as const;
          await noteChange(tx, { ...change, before: replaced?.kind ?? null, after }, by, now);
          await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
          return true;
        });
      } catch (error) {
        if (isDuplicate(error)) return false; // two replaced the same one
        throw error;
      }
    },
    async setDecidingMunicipality(grant, episode, version, { municipalityCode, decidedOn }, access, now) {
      const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
      try {
        return await transact(db, async (tx) => {
          const latest = await tx.decidingMunicipality.findFirst({
            where: { episodeId: episode.id },
            orderBy: { version: 'desc' },
          });
          if ((latest?.version ?? 0) !== version) return false;
          await tx.decidingMunicipality.create({
            data: {
              episodeId: episode.id,
              version: version + 1,
              municipalityCode,
              decidedOn: new Date(decidedOn),
              recordedAt: now,
              recordedByUserId: by.userId,
              recordedByUnitId: by.unitId,
            },
          });
          const change = { episodeId: episode.id, kind: 'LIABILITY', column: null, subjectId: null } as const;
          const before = latest?.municipalityCode ?? null;
          await noteChange(tx, { ...change, before, after: municipalityCode }, by, now);
          await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
          return true;
        });
      } catch (error) {
        if (isDuplicate(error)) return false; // two at once
        throw error;
      }
    },
    async findForCorrection(grant, episodeId, access) {
      const [row] = await db.$queryRawUnsafe<
        { state: EpisodeState; admittedAt: Date; patientId: string; isOwn: boolean }[]
      >(
        `SELECT state, admitted_at AS "admittedAt", patient_id AS "patientId", region_id = $2 AS "isOwn"
         FROM care_episode WHERE id = $1`,
        episodeId,
        grant.reach.principalId,
      );
      const known = row?.isOwn ? (await knownOf(db, [episodeId], national)).get(episodeId) : undefined;
      if (!row || !known) {
        access.denied(grant.action, 'NOT_IN_REACH', { patientId: row?.patientId ?? null, subjectId: episodeId });
        return null;
      }
      access.read(grant, [{ patientId: row.patientId, subjectId: episodeId }]);
      return { state: row.state, admittedAt: row.admittedAt, known };
    },
    async addResults(grant, { facts, patientId, regionId }, results, access, now) {
      const { userId, assignment } = grant.viewer;
      try {
        return await transact(db, async (tx) => {
          await insertRows(
            tx,
            'liability_result',
            results.map((result) => toRow(result, regionId)),
          );
          const change = { episodeId: facts.episodeId, kind: 'LIABILITY', column: null, subjectId: null } as const;
          const by = { userId, unitId: assignment.unitId };
          await noteChange(tx, { ...change, before: null, after: 'CORRECTED' }, by, now);
          await access.write(tx, grant, { patientId, subjectId: facts.episodeId });
          return true;
        });
      } catch (error) {
        if (isDuplicate(error)) return false; // two at once
        throw error;
      }
    },
  };
}

/** Everything known of episodes, by id. */
async function knownOf(
  sql: Sql,
  ids: readonly string[],
  national: readonly NationalAmount[],
): Promise<ReadonlyMap<string, EpisodeLiability>> {
  const [facts, results] = await Promise.all([liabilityFacts(sql, ids), resultsOf(sql, ids)]);
  const regionIds = [...new Set([...facts.values()].map(({ regionId }) => regionId))];
  const amounts = new Map(
    await Promise.all(
      regionIds.map(async (regionId) => [regionId, byYear(await amountsOf(sql, regionId, national))] as const),
    ),
  );
  return new Map(
    [...facts].map(([id, of]) => [
      id,
      {
        ...of,
        amounts: amounts.get(of.regionId) ?? new Map(),
        results: results.filter(({ episodeId }) => episodeId === id),
      },
    ]),
  );
}

function toRow({ agreement, days, ...result }: StoredResult, regionId: string) {
  return {
    episode_id: result.episodeId,
    version: result.version,
    region_id: regionId,
    municipality_code: result.municipalityCode,
    ended_on: result.endedOn,
    kind: result.kind,
    reasons: result.reasons,
    days,
    total_sek: sumSek(days),
    agreement_id: agreement?.id ?? null,
    agreement_version: agreement?.version ?? null,
    reason: result.reason,
    recorded_at: result.recordedAt,
    recorded_by_user_id: result.recordedByUserId,
  };
}
