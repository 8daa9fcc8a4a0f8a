import type { Sql } from '@samplan/kit/db/sql';
import { noticeDeadline } from '../episode/domain.ts';
import type { CareNeed, CareType } from '../generated/resolvers.ts';
import { latestAgreements } from './agreements.prisma.ts';
import type { AdmissionNotice, LiabilityFacts, ReadinessNotice } from './facts.ts';
import { invitationsOf } from './invitations.prisma.ts';
import { decisionsOf, exceptionsOf } from './records.prisma.ts';
import type { EpisodeFacts } from './store.ts';

interface EpisodeRow {
  readonly id: string;
  readonly regionId: string;
  readonly patientId: string;
  readonly careType: CareType;
  readonly needs: readonly CareNeed[];
  readonly admittedAt: Date;
  readonly assessedAt: Date;
  readonly needsDiscoveredLater: boolean;
  readonly dischargedAt: Date | null;
  readonly diedAt: Date | null;
  readonly isRecovered: boolean;
  readonly isTransferred: boolean;
  readonly registeredIn: string | null;
}

interface OfEpisode {
  readonly episodeId: string;
}

interface StepRow extends OfEpisode {
  readonly messageId: string;
  readonly kind: 'REPORTED' | 'INTERRUPTED';
  readonly at: Date;
  readonly registeredIn: string | null;
  readonly municipalityCodes: readonly string[];
}

/** Municipalities whose units got a message `m`; a unit that gave it back as misdirected does not count. */
const MUNICIPALITIES = `ARRAY(SELECT DISTINCT u.principal_code FROM message_recipient r JOIN kit.unit u ON u.unit_id = r.unit_id
  WHERE r.message_id = m.id AND r.state <> 'RETURNED_MISDIRECTED')`;

/** What 2 kap. 2 § demands of an admission notice; an address is missing only while the identity is protected (G-003). */
const IS_COMPLETE = ['patientName', 'personalIdentityNumber', 'estimatedDischargeAt']
  .map((field) => `coalesce(m.admission->>'${field}', '') <> ''`)
  .join(' AND ');

/**
 * What liability for episodes depends on: the same number of statements whatever the number of episodes. What was recorded before a
 * transfer counts in the episode that goes on.
 * @returns by id; those that there are.
 */
export async function liabilityFacts(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, EpisodeFacts>> {
  const courses = await coursesOf(sql, ids);
  const members = [...new Set([...courses.values()].flat())];
  const [episodes, admissions, steps, invitations, imports, exceptions, decisions] = await Promise.all([
    sql.$queryRawUnsafe<EpisodeRow[]>(
      `SELECT e.id, e.region_id AS "regionId", e.patient_id AS "patientId", e.care_type AS "careType", e.needs,
         e.admitted_at AS "admittedAt", e.assessed_at AS "assessedAt", e.needs_discovered_later AS "needsDiscoveredLater",
         e.discharged_at AS "dischargedAt", e.deceased_at AS "diedAt", e.is_recovered AS "isRecovered",
         e.state = 'TRANSFERRED' AS "isTransferred", nullif(p.municipality_code, '') AS "registeredIn"
       FROM care_episode e JOIN patient p ON p.id = e.patient_id WHERE e.id = ANY($1)`,
      ids,
    ),
    sql.$queryRawUnsafe<(Omit<AdmissionNotice, 'isLate'> & OfEpisode)[]>(
      `SELECT m.episode_id AS "episodeId", m.id AS "messageId", m.sent_at AS "sentAt", (${IS_COMPLETE}) AS "isComplete",
         ${MUNICIPALITIES} AS "municipalityCodes"
       FROM message m WHERE m.episode_id = ANY($1) AND m.type = 'ADMISSION_NOTICE' AND m.voided_at IS NULL
       ORDER BY m.sent_at, m.id`,
      members,
    ),
    sql.$queryRawUnsafe<StepRow[]>(
      `SELECT s.episode_id AS "episodeId", s.message_id AS "messageId", s.kind, s.at, s.registered_in AS "registeredIn",
         ${MUNICIPALITIES} AS "municipalityCodes"
       FROM readiness_step s JOIN message m ON m.id = s.message_id
       WHERE s.episode_id = ANY($1) AND m.voided_at IS NULL ORDER BY s.at, s.message_id`,
      members,
    ),
    invitationsOf(sql, members),
    importsOf(sql, members),
    exceptionsOf(sql, members),
    decisionsOf(sql, members),
  ]);
  const agreements = await latestAgreements(sql, [...new Set(episodes.map(({ regionId }) => regionId))]);
  const course = (id: string): readonly string[] => courses.get(id) ?? [id];
  const admissionsOf = along(course, admissions);
  const stepsOf = along(course, steps);
  const invitedOf = along(course, invitations);
  const importedOf = along(course, imports);
  const recordedOf = along(course, exceptions);
  const decidedOf = along(course, decisions);
  return new Map(
    episodes.map((row): [string, EpisodeFacts] => {
      const decision = decidedOf(row.id).at(-1) ?? null;
      const recorded = recordedOf(row.id);
      const noticeDeadlineAt = noticeDeadline(row);
      const { careType, needs, registeredIn, dischargedAt, diedAt, isRecovered, isTransferred } = row;
      const facts: LiabilityFacts = {
        ...{ episodeId: row.id, careType, needs, registeredIn, dischargedAt, diedAt, isRecovered, isTransferred },
        noticeDeadlineAt,
        deciding: decision?.municipalityCode ? { ...decision, municipalityCode: decision.municipalityCode } : null,
        admissionNotices: admissionsOf(row.id).map((notice) => ({
          ...notice,
          isLate: notice.sentAt > noticeDeadlineAt,
        })),
        readinessNotices: noticesOf(stepsOf(row.id)),
        invitation: invitedOf(row.id)[0] ?? null,
        invoicedInSourceAt: importedOf(row.id)[0]?.at ?? null,
        exceptions: recorded,
        agreements: agreements.get(row.regionId) ?? [],
      };
      const decisionVersion = decision?.episodeId === row.id ? decision.version : 0;
      const { patientId, regionId } = row;
      return [row.id, { facts, patientId, regionId, exceptions: recorded, decision, decisionVersion }];
    }),
  );
}

/** When episodes were imported that the older system invoices (F-216). */
async function importsOf(sql: Sql, episodeIds: readonly string[]) {
  return await sql.$queryRawUnsafe<({ readonly at: Date } & OfEpisode)[]>(
    `SELECT episode_id AS "episodeId", imported_at AS at FROM transition_source
     WHERE episode_id = ANY($1) AND kind = 'EPISODE' AND 'INVOICED_IN_SOURCE' = ANY(marks) ORDER BY imported_at`,
    episodeIds,
  );
}

/** Each episode with those that it goes on from, the earliest first. */
export async function coursesOf(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.$queryRawUnsafe<{ id: string; members: string[] }[]>(
    `WITH RECURSIVE course AS (
       SELECT e.id, e.id AS member, e.transferred_from_id AS earlier, 0 AS step FROM care_episode e WHERE e.id = ANY($1)
       UNION ALL
       SELECT c.id, e.id, e.transferred_from_id, c.step + 1 FROM course c JOIN care_episode e ON e.id = c.earlier)
     SELECT id, array_agg(member ORDER BY step DESC) AS members FROM course GROUP BY id`,
    ids,
  );
  return new Map(rows.map(({ id, members }) => [id, members]));
}

/** The notices among steps in order, each with the interruption that came before the next. */
function noticesOf(steps: readonly StepRow[]): readonly ReadinessNotice[] {
  return steps.flatMap(({ kind, at, messageId, registeredIn, municipalityCodes }, i) => {
    if (kind !== 'REPORTED') return [];
    const next = steps[i + 1];
    const interruptedAt = next?.kind === 'INTERRUPTED' ? next.at : null;
    return [{ messageId, sentAt: at, municipalityCodes, registeredIn, interruptedAt }];
  });
}

/** The rows of an episode's whole course, the earliest episode's first. */
function along<T extends OfEpisode>(
  course: (id: string) => readonly string[],
  rows: readonly T[],
): (id: string) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.episodeId);
    if (group) group.push(row);
    else groups.set(row.episodeId, [row]);
  }
  return (id) => course(id).flatMap((member) => groups.get(member) ?? []);
}
