import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { type NewChange, noteChange } from '../episode/change.prisma.ts';
import type { Episode } from '../episode/domain.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { EpisodeState } from '../generated/resolvers.ts';
import { byYear, sumSek } from './amount.ts';
import type { NationalAmount } from './amounts-file.ts';
import { coursesOf, liabilityFacts } from './facts.prisma.ts';
import { decisionsOf, exceptionsOf } from './records.prisma.ts';
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
    async recordException(grant, episode, { fromOn, toOn, ...exception }, access, now) {
      const id = newId('exc');
      return await added(db, grant, episode, { access, now }, async (tx, by) => {
        const { replacesId, isWithdrawn, kind } = exception;
        const course = (await coursesOf(tx, [episode.id])).get(episode.id) ?? [];
        const replaced = replacesId ? (await exceptionsOf(tx, course)).find((x) => x.id === replacesId) : null;
        if (replaced === undefined) return null;
        const days = { fromOn: new Date(fromOn), toOn: toOn === null ? null : new Date(toOn) };
        await tx.liabilityException.create({ data: { id, episodeId: episode.id, ...exception, ...days, ...by } });
        return { subjectId: id, before: replaced?.kind ?? null, after: isWithdrawn ? null : kind };
      });
    },
    async setDecidingMunicipality(grant, episode, { version, municipalityCode, decidedOn }, access, now) {
      return await added(db, grant, episode, { access, now }, async (tx, by) => {
        const [latest = null] = await decisionsOf(tx, [episode.id]);
        if ((latest?.version ?? 0) !== version) return null;
        const decision = { municipalityCode, decidedOn: new Date(decidedOn) };
        await tx.decidingMunicipality.create({
          data: { episodeId: episode.id, version: version + 1, ...decision, ...by },
        });
        return { subjectId: null, before: latest?.municipalityCode ?? null, after: municipalityCode };
      });
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
      const rows = results.map((result) => toRow(result, regionId));
      return await added(db, grant, { id: facts.episodeId, patientId }, { access, now }, async (tx) => {
        await insertRows(tx, 'liability_result', rows);
        return { subjectId: null, before: null, after: 'CORRECTED' };
      });
    },
  };
}

/** By whom and when a row was recorded. */
interface RecordedBy {
  readonly recordedAt: Date;
  readonly recordedByUserId: string;
  readonly recordedByUnitId: string;
}

/**
 * Adds something to what is recorded of an episode, and notes the change.
 * @param add - what changed; null when the row that it comes after does not hold any more.
 * @returns false, and nothing is added, when somebody was first.
 */
async function added(
  db: PrismaClient,
  grant: Grant<'liability.record' | 'liability.correct'>,
  { id: episodeId, patientId }: Pick<Episode, 'id' | 'patientId'>,
  { access, now }: { readonly access: AccessLog; readonly now: Date },
  add: (
    tx: Prisma.TransactionClient,
    by: RecordedBy,
  ) => Promise<Pick<NewChange, 'subjectId' | 'before' | 'after'> | null>,
): Promise<boolean> {
  const by = { userId: grant.viewer.userId, unitId: grant.viewer.assignment.unitId };
  const recordedBy = { recordedAt: now, recordedByUserId: by.userId, recordedByUnitId: by.unitId };
  try {
    return await transact(db, async (tx) => {
      const change = await add(tx, recordedBy);
      if (!change) return false;
      await noteChange(tx, { episodeId, kind: 'LIABILITY', column: null, ...change }, by, now);
      await access.write(tx, grant, { patientId, subjectId: episodeId });
      return true;
    });
  } catch (error) {
    if (isDuplicate(error)) return false; // two at once
    throw error;
  }
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
