import { readerOf } from '@samplan/kit/access/reader';
import { isDuplicate, transact, Undone } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { groupsInOrder } from '@samplan/kit/ordered';
import { ok, refused } from '@samplan/kit/result';
import { type Clock, systemClock } from '@samplan/kit/time';
import { noteChange } from '../episode/change.prisma.ts';
import { ONGOING } from '../episode/domain.ts';
import type { Prisma, PrismaClient, CareContact as Row } from '../generated/prisma/client.ts';
import type { CareContactKind } from '../generated/resolvers.ts';
import { OUTPATIENT_KINDS } from '../reach.ts';
import { careReaderSql } from '../reader.ts';
import { type ContactStep, contactKindOf, toEnd } from './domain.ts';
import { changedMeanwhile } from './problems.ts';
import type { CareContact, CareContactStore } from './store.ts';

const READER = careReaderSql(2);

/** Units that a patient is linked to or that have appointed somebody, each once, as far as no block closes them to the reader $2. */
const CONTACTS = `SELECT x.patient_id AS "patientId", x.unit_id AS "unitId",
    CASE u.administration_kind WHEN 'REGION' THEN 'FIXED_CARE_CONTACT' ELSE 'MUNICIPAL_CONTACT' END AS kind,
    c.person_name AS "personName", c.person_role AS "personRole", c.confirmed_at AS "confirmedAt",
    c.confirmed_by_user_id AS "confirmedByUserId", c.ended_reason AS "endedReason", coalesce(c.version, 0) AS version
  FROM (SELECT patient_id, unnest(unit_ids) AS unit_id FROM patient_link WHERE patient_id = ANY($1)
        UNION SELECT patient_id, unit_id FROM care_contact WHERE patient_id = ANY($1)) x
  JOIN kit.unit u ON u.unit_id = x.unit_id
  LEFT JOIN LATERAL (SELECT * FROM care_contact a WHERE a.patient_id = x.patient_id AND a.unit_id = x.unit_id
    ORDER BY a.version DESC LIMIT 1) c ON true
  WHERE (c.id IS NOT NULL OR u.kind = ANY($3)) AND NOT ${READER.isBlocked('x.patient_id', 'x.unit_id')}
  ORDER BY kind, x.unit_id`;

/**
 * Does the party `p` of the episode `e`, at a unit that appoints fixed care contacts, owe one (G-007)? It got the admission notice,
 * and has nobody appointed for the patient.
 */
export const OWES_CONTACT = `p.left_at IS NULL
  AND EXISTS (SELECT 1 FROM message m JOIN message_recipient r ON r.message_id = m.id AND r.unit_id = p.unit_id
    WHERE m.episode_id = e.id AND m.type = 'ADMISSION_NOTICE' AND m.voided_at IS NULL AND r.state <> 'RETURNED_MISDIRECTED')
  AND NOT coalesce((SELECT c.ended_reason IS NULL FROM care_contact c
    WHERE c.patient_id = e.patient_id AND c.unit_id = p.unit_id ORDER BY c.version DESC LIMIT 1), false)`;

/** Contacts in PostgreSQL. */
export function prismaCareContacts(db: PrismaClient, clock: Clock = systemClock): CareContactStore {
  return {
    async ofPatients(grant, patientIds) {
      const rows = await db.$queryRawUnsafe<Listed[]>(CONTACTS, patientIds, readerOf(grant, clock()), OUTPATIENT_KINDS);
      return groupsInOrder(patientIds, rows.map(toContact), (contact) => contact.patientId);
    },
    async missingIn(episodeIds) {
      const rows = await db.$queryRawUnsafe<{ episodeId: string; unitId: string }[]>(
        `SELECT DISTINCT p.episode_id AS "episodeId", p.unit_id AS "unitId"
         FROM episode_party p JOIN care_episode e ON e.id = p.episode_id JOIN kit.unit u ON u.unit_id = p.unit_id
         WHERE p.episode_id = ANY($1) AND u.kind = ANY($2) AND ${OWES_CONTACT}
         ORDER BY p.unit_id`,
        episodeIds,
        OUTPATIENT_KINDS,
      );
      const groups = groupsInOrder(episodeIds, rows, (row) => row.episodeId);
      return groups.map((group) => group.map(({ unitId }) => unitId));
    },
    async confirm(grant, { patientId, kind, person }, version, access, now) {
      const { unitId } = grant.reach;
      try {
        return await transact(db, async (tx) => {
          const latest = await latestStep(tx, patientId, unitId);
          if ((latest?.version ?? 0) !== version) throw new Undone(null);
          const by = { confirmedAt: now, confirmedByUserId: grant.viewer.userId };
          const row = await addStep(
            tx,
            { patientId, unitId, kind, version: version + 1, ...namesOf(person), ...by, endedReason: null },
            latest,
          );
          await access.write(tx, grant, { patientId, subjectId: row.id });
          return toContact(row);
        });
      } catch (error) {
        if (isDuplicate(error)) return null; // two at once
        throw error;
      }
    },
    async end(grant, patientId, version, reason, access, now) {
      const { unitId } = grant.reach;
      try {
        return await transact(db, async (tx) => {
          const latest = await latestStep(tx, patientId, unitId);
          const ended = toEnd(latest, version);
          if (!ended.ok) return ended;
          const kind = contactKindOf(grant.viewer.assignment.administrationKind);
          const by = { confirmedAt: now, confirmedByUserId: grant.viewer.userId };
          const row = await addStep(
            tx,
            { patientId, unitId, kind, version: version + 1, ...namesOf(ended.value), ...by, endedReason: reason },
            latest,
          );
          await access.write(tx, grant, { patientId, subjectId: row.id });
          return ok(toContact(row));
        });
      } catch (error) {
        if (isDuplicate(error)) return refused(changedMeanwhile()); // two at once
        throw error;
      }
    },
    async history(patientIds) {
      const rows = await db.careContact.findMany({
        where: { patientId: { in: [...patientIds] } },
        orderBy: [{ unitId: 'asc' }, { version: 'desc' }],
      });
      return groupsInOrder(patientIds, rows.map(toStep), (step) => step.patientId);
    },
  };
}

type Tx = Prisma.TransactionClient;

async function latestStep(tx: Tx, patientId: string, unitId: string): Promise<ContactStep | null> {
  const row = await tx.careContact.findFirst({ where: { patientId, unitId }, orderBy: { version: 'desc' } });
  return row && toStep(row);
}

/** Adds a step to the history, and lets the episodes show what changed. */
async function addStep(tx: Tx, step: Omit<Row, 'id'>, before: ContactStep | null): Promise<Row> {
  const row = await tx.careContact.create({ data: { id: newId('con'), ...step } });
  await noteInEpisodes(tx, row, before && codeOf(before));
  return row;
}

function codeOf({ endedReason }: Pick<Row, 'endedReason'>): 'CONFIRMED' | 'ENDED' {
  return endedReason === null ? 'CONFIRMED' : 'ENDED';
}

function namesOf({ name, role }: ContactStep['person']) {
  return { personName: name, personRole: role };
}

/** The ongoing episodes that the unit takes part in show what is new. */
async function noteInEpisodes(tx: Tx, row: Row, before: string | null): Promise<void> {
  const { patientId, unitId, confirmedAt: now } = row;
  // The episodes' rows first, in one order, so that nobody waits for somebody who waits.
  const episodes = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT e.id FROM care_episode e WHERE e.patient_id = $1 AND e.state = ANY($2)
       AND EXISTS (SELECT 1 FROM episode_party p WHERE p.episode_id = e.id AND p.unit_id = $3 AND p.left_at IS NULL)
     ORDER BY e.id FOR UPDATE OF e`,
    patientId,
    ONGOING,
    unitId,
  );
  const by = { userId: row.confirmedByUserId, unitId };
  const change = { kind: 'CARE_CONTACT', column: null, subjectId: row.id, before, after: codeOf(row) } as const;
  for (const { id: episodeId } of episodes) {
    await noteChange(tx, { ...change, episodeId }, by, now);
    await tx.careEpisode.update({ where: { id: episodeId }, data: { latestChangeAt: now } });
  }
}

interface Listed {
  readonly patientId: string;
  readonly unitId: string;
  readonly kind: string;
  readonly personName: string | null;
  readonly personRole: string | null;
  readonly confirmedAt: Date | null;
  readonly confirmedByUserId: string | null;
  readonly endedReason: string | null;
  readonly version: number;
}

function toContact({ kind, personName, personRole, confirmedAt, endedReason, ...listed }: Listed): CareContact {
  const { confirmedByUserId: byUserId, patientId, unitId, version } = listed;
  // The column holds only what our own rules wrote.
  const contact = { patientId, unitId, kind: kind as CareContactKind, version };
  const isRecorded = personName !== null && personRole !== null && confirmedAt !== null && byUserId !== null;
  const nobody = { person: null, confirmedAt: null, confirmedByUserId: null };
  if (!isRecorded) return { ...contact, ...nobody, ending: null };
  if (endedReason !== null)
    return { ...contact, ...nobody, ending: { at: confirmedAt, byUserId, reason: endedReason } };
  const person = { name: personName, role: personRole };
  return { ...contact, person, confirmedAt, confirmedByUserId: byUserId, ending: null };
}

function toStep({ patientId, unitId, version, endedReason, ...row }: Row): ContactStep {
  const person = { name: row.personName, role: row.personRole };
  return { patientId, unitId, version, person, at: row.confirmedAt, byUserId: row.confirmedByUserId, endedReason };
}
