import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { readerOf } from '@samplan/kit/access/reader';
import { readFeed } from '@samplan/kit/events/feed';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { type Clock, systemClock } from '@samplan/kit/time';
import { overviewChanged } from '@samplan/schema/events/care';
import { toEpisode } from '../episode/row.prisma.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { OverviewOrder } from '../generated/resolvers.ts';
import { careReaderSql } from '../reader.ts';
import type { OverviewFacts, OverviewInvitation, OverviewMessage } from './domain.ts';
import { partiesOfCases, sectionsOfCases } from './facts.prisma.ts';
import { sipParticipants } from './participants.ts';
import type { OverviewStore } from './store.ts';

/** What to sort by; the id makes every order total. */
const ORDERS: Readonly<Record<OverviewOrder, string>> = {
  LATEST_CHANGE: 'e.latest_change_at, e.id',
  ADMITTED_AT: 'e.admitted_at, e.id',
  ESTIMATED_DISCHARGE_AT: 'e.estimated_discharge_at, e.id',
  PATIENT_NAME: 'pt.family_name COLLATE "sv-x-icu", pt.given_name COLLATE "sv-x-icu", e.id',
};

const CASES = `episode_party p JOIN care_episode e ON e.id = p.episode_id JOIN patient pt ON pt.id = e.patient_id`;

/** Cases of the unit $1 that are open to the reader at a place of the parameters: the same as are found one by one. */
function inReach(place: number): string {
  const reader = careReaderSql(place);
  return `p.unit_id = $1 AND NOT ${reader.isBlocked('e.patient_id', 'e.ward_unit_id')} AND NOT ${reader.isHidden('e.patient_id')}`;
}

const OPEN = careReaderSql(6);
const IN_REACH = inReach(6);

/** Which cases, with the parameters $1 to $6. */
const CONDITIONS = `${IN_REACH} AND p.is_open
  AND ($2::text[] IS NULL OR e.state = ANY($2))
  AND ($3::text IS NULL OR e.ward_unit_id = $3)
  AND ($4::text IS NULL OR pt.municipality_code = $4)
  AND (NOT $5 OR EXISTS (
        SELECT 1 FROM message m JOIN message_recipient r ON r.message_id = m.id
        WHERE m.episode_id = e.id AND r.unit_id = $1 AND r.state IN ('UNREAD', 'READ'))
    OR EXISTS (
        SELECT 1 FROM sip_copy s, jsonb_to_recordset(s.participants)
          AS a("unitId" text, "mustAcknowledge" boolean, "answeredAt" timestamptz)
        WHERE s.episode_id = e.id AND s.invited_at IS NOT NULL
          AND NOT ${OPEN.isBlocked('e.patient_id', 's.coordinating_unit_id')}
          AND a."unitId" = $1 AND a."mustAcknowledge" AND a."answeredAt" IS NULL))`;

const FOLLOWER = careReaderSql(6);

/**
 * Which changes `o` are told to the unit $5, open to the reader $6: those that concerned it when they happened.
 * A unit that leaves a case is told what made it leave, and nothing later.
 */
const IS_TOLD = `o.data -> 'units' @> jsonb_build_array(jsonb_build_object('unitId', $5::text)) AND EXISTS (
  SELECT 1 FROM care_episode e
  WHERE e.id = o.aggregate_id AND NOT ${FOLLOWER.isBlocked('e.patient_id', 'e.ward_unit_id')} AND NOT ${FOLLOWER.isHidden('e.patient_id')}
    AND NOT CASE WHEN o.data ->> 'column' IN ('planningBasis', 'invitation')
      THEN ${FOLLOWER.isBlocked('e.patient_id', "o.data ->> 'sourceUnitId'")}
      ELSE ${FOLLOWER.isSentBlocked('e.patient_id', "o.data ->> 'sourceUnitId'")} END)`;

/** The overview in PostgreSQL: the same number of statements whatever the number of cases. */
export function prismaOverview(db: PrismaClient, clock: Clock = systemClock): OverviewStore {
  return {
    async page(grant, conditions, { by, direction }, { first, after }, access) {
      const { unitId } = grant.reach;
      const reader = readerOf(grant, clock());
      const order = ORDERS[by];
      const [sign, word] = direction === 'ASCENDING' ? ['>', 'ASC'] : ['<', 'DESC'];
      const sorted = order.split(', ').map((expression) => `${expression} ${word}`);
      const given = [
        unitId,
        conditions.states,
        conditions.wardId,
        conditions.municipalityCode,
        conditions.unacknowledgedOnly,
        reader,
      ];
      const [ids, [count]] = await Promise.all([
        // The cursor's case counts only when the unit takes part in it: the place of another would tell its name.
        db.$queryRawUnsafe<{ id: string }[]>(
          `SELECT e.id FROM ${CASES}
           WHERE ${CONDITIONS} AND ($7::text IS NULL OR
             (${order}) ${sign} (SELECT ${order} FROM ${CASES} WHERE ${IN_REACH} AND p.episode_id = $7))
           ORDER BY ${sorted.join(', ')} LIMIT $8`,
          ...given,
          after,
          first + 1,
        ),
        db.$queryRawUnsafe<{ total: number }[]>(
          `SELECT count(*)::int AS total FROM ${CASES} WHERE ${CONDITIONS}`,
          ...given,
        ),
      ]);
      const cases = await factsOf(
        db,
        unitId,
        reader,
        ids.map((row) => row.id),
      );
      noteCases(access, grant, cases.slice(0, first));
      return { cases, total: count?.total ?? 0 };
    },
    async find(grant, episodeIds, access) {
      const { unitId } = grant.reach;
      const reader = readerOf(grant, clock());
      const shown = await db.$queryRawUnsafe<{ id: string }[]>(
        `SELECT e.id FROM ${CASES} WHERE ${inReach(2)} AND p.is_open AND p.episode_id = ANY($3)`,
        unitId,
        reader,
        episodeIds,
      );
      const ids = shown.map(({ id }) => id);
      const cases = await factsOf(db, unitId, reader, ids);
      noteCases(access, grant, cases);
      return inOrder(episodeIds, cases, ({ episode }) => episode.id);
    },
    async changes(grant, page) {
      return await readFeed(db, overviewChanged, page, IS_TOLD, [grant.reach.unitId, readerOf(grant, clock())]);
    },
  };
}

/** Notes whose cases were read. */
function noteCases(access: AccessLog, grant: Grant<string>, cases: readonly OverviewFacts[]): void {
  access.read(
    grant,
    cases.map(({ episode }) => ({ patientId: episode.patientId, subjectId: episode.id })),
  );
}

interface MessageRow extends OverviewMessage {
  readonly episodeId: string;
}

interface PlanRow {
  readonly episodeId: string;
  readonly invitedAt: Date;
  readonly participants: Prisma.JsonValue;
}

const READER = careReaderSql(3);
const OF_PLAN = careReaderSql(2);

/** Everything that the rows of the given episodes are made of, in their order: one statement for each kind of thing. */
async function factsOf(
  db: PrismaClient,
  unitId: string,
  reader: readonly string[],
  ids: readonly string[],
): Promise<readonly OverviewFacts[]> {
  const episodeId = { in: [...ids] };
  const [episodes, messages, parties, sections, plans] = await Promise.all([
    db.careEpisode.findMany({ where: { id: episodeId } }),
    db.$queryRawUnsafe<MessageRow[]>(
      `SELECT m.id, m.episode_id AS "episodeId", m.type, m.sent_at AS "sentAt",
              jsonb_agg(jsonb_build_object('unitId', r.unit_id, 'state', r.state,
                'at', coalesce(r.acknowledged_at, r.handed_on_at, r.returned_at, r.released_at, r.read_at)) ORDER BY r.unit_id) AS recipients
       FROM message m JOIN message_recipient r ON r.message_id = m.id JOIN care_episode e ON e.id = m.episode_id
       WHERE m.episode_id = ANY($1) AND m.voided_at IS NULL AND (m.sender_unit_id = $2 OR NOT ${READER.isSentBlocked('e.patient_id', 'm.sender_unit_id')})
       GROUP BY m.id HAVING m.sender_unit_id = $2 OR bool_or(r.unit_id = $2 AND r.state <> 'RETURNED_MISDIRECTED')
       ORDER BY m.sent_at DESC, m.id DESC`,
      ids,
      unitId,
      reader,
    ),
    partiesOfCases(db, ids),
    sectionsOfCases(db, ids, reader),
    db.$queryRawUnsafe<PlanRow[]>(
      `SELECT s.episode_id AS "episodeId", s.invited_at AS "invitedAt", s.participants
       FROM sip_copy s JOIN care_episode e ON e.id = s.episode_id
       WHERE s.episode_id = ANY($1) AND s.invited_at IS NOT NULL
         AND NOT ${OF_PLAN.isBlocked('e.patient_id', 's.coordinating_unit_id')}
       ORDER BY s.invited_at DESC`,
      ids,
      reader,
    ),
  ]);
  const byId = inOrder(ids, episodes, (row) => row.id);
  const messagesOf = groupsInOrder(ids, messages, (row) => row.episodeId);
  const partiesOf = groupsInOrder(ids, parties, (row) => row.episodeId);
  const sectionsOf = groupsInOrder(ids, sections, (row) => row.episodeId);
  const plansOf = groupsInOrder(ids, plans, (row) => row.episodeId);
  return byId.flatMap((row, i) =>
    row === null
      ? []
      : [
          {
            episode: toEpisode(row),
            messages: (messagesOf[i] ?? []).map(withDates),
            parties: partiesOf[i] ?? [],
            sections: sectionsOf[i] ?? [],
            invitation: toInvitation(plansOf[i]?.[0]),
          },
        ],
  );
}

/** Instants within JSON come as text. */
function withDates(message: MessageRow): MessageRow {
  const recipients = message.recipients.map(({ at, ...recipient }) => ({
    ...recipient,
    at: at === null ? null : new Date(at),
  }));
  return { ...message, recipients };
}

function toInvitation(plan: PlanRow | undefined): OverviewInvitation | null {
  return plan ? { invitedAt: plan.invitedAt, participants: sipParticipants(plan.participants) } : null;
}
