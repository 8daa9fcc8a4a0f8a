/** Rows of care in any number, for bench/care-volume.ts: it would take days through the door. */
import type { TestDatabase } from '@samplan/testing/database';
import pg from 'pg';

/** Whose cases are measured, and when. */
export interface MeasuredUnits {
  readonly regionId: string;
  readonly wardId: string;
  readonly assessmentId: string;
  readonly homeCareId: string;
  /** Who has done everything in them. */
  readonly userId: string;
  readonly now: Date;
}

/** Recipients of messages in each episode: two of each of five messages. */
export const RECIPIENTS_PER_EPISODE = 10;

/** Wards that share the episodes. The first, with the two units that it writes to, is measured. */
const WARDS = 100;
/** Cases that are open at a ward. All others are closed, and everything in them is acknowledged. */
const OPEN_AT_WARD = 60;

/** Messages of one case at the measured ward, beside its five. */
const LONG = 50;

const id = (prefix: string, number: string): string => `'${prefix}_' || lpad((${number})::text, 26, '0')`;
const unit = (name: string, measured: string): string =>
  `CASE i % ${WARDS} WHEN 0 THEN '${measured}' ELSE 'unt_${name}' || i % ${WARDS} END`;

/** The episode of the number, which is a multiple of the wards' at the measured one. */
const episodeId = (number: number): string => `epi_${String(number).padStart(26, '0')}`;

/** Statements in order. An episode begins every five minutes, the last one now. */
function statements(episodes: number, m: MeasuredUnits): readonly string[] {
  const answers = `'{"needs": "Hjälp med insatser morgon och kväll, trygghetslarm och matlåda."}'::jsonb`;
  const admission = `jsonb_build_object('patientName', 'Test Patient', 'personalIdentityNumber', '', 'registeredAddress', NULL, 'needs',
    '["SOCIAL_SERVICES"]'::jsonb, 'assessedByUserId', '${m.userId}', 'estimatedDischargeAt', '2026-11-24T10:00:00.000Z', 'assessedAt',
    '2026-11-21T10:00:00.000Z')`;
  return [
    `CREATE TEMPORARY TABLE one AS
     SELECT i, ${id('epi', 'i')} AS id, ${id('pat', '(i + 1) / 2')} AS patient_id, ${unit('ward', m.wardId)} AS ward,
       ${unit('assessment', m.assessmentId)} AS assessment, ${unit('home', m.homeCareId)} AS home,
       '${m.now.toISOString()}'::timestamptz - (${episodes} - i + 1) * interval '5 minutes' AS at,
       i > ${episodes - WARDS * OPEN_AT_WARD} AS is_open
     FROM generate_series(1, ${episodes}) AS i`,
    // The notice, two extra messages, discharge-ready, and the discharge or one extra message more. The last two are left in open cases.
    `CREATE TEMPORARY TABLE said AS
     SELECT ${id('msg', 'i * 10 + n')} AS id, i * 10 + n AS number, n, one.id AS episode_id, patient_id, ward, assessment, home,
       CASE WHEN is_open AND n = 5 THEN 'EXTRA_MESSAGE' ELSE type END AS type, at + n * interval '1 minute' AS at, is_open AND n > 3 AS is_left
     FROM one, (VALUES (1, 'ADMISSION_NOTICE'), (2, 'EXTRA_MESSAGE'), (3, 'EXTRA_MESSAGE'), (4, 'DISCHARGE_READY_NOTICE'),
       (5, 'DISCHARGE_MESSAGE')) AS types(n, type)`,
    `INSERT INTO patient (id, municipality_code, identity_kind, identity_number, given_name, family_name, street, postal_code, city,
       registered_at)
     SELECT ${id('pat', 'i')}, '2281', 'PERSONAL', 'bench-' || i, 'Test', 'Patient' || i, 'Provgatan 1', '85230', 'Sundsvall', 'epoch'
     FROM generate_series(1, ${Math.ceil(episodes / 2)}) AS i`,
    `INSERT INTO care_episode (id, region_id, ward_unit_id, patient_id, care_type, state, admitted_at, estimated_discharge_at, needs,
       assessed_by_user_id, assessed_at, needs_discovered_later, ready_judged_by_user_id, ready_judged_at, ready_reported_at,
       discharged_at, closed_at, outstanding, latest_change_at)
     SELECT id, '${m.regionId}', ward, patient_id, 'SOMATIC', CASE WHEN is_open THEN 'DISCHARGE_READY' ELSE 'CLOSED' END, at,
       at + interval '3 days', ARRAY['SOCIAL_SERVICES'], '${m.userId}', at, false, '${m.userId}', at + interval '3 minutes',
       at + interval '4 minutes', CASE WHEN NOT is_open THEN at + interval '5 minutes' END,
       CASE WHEN NOT is_open THEN at + interval '1 day' END, CASE WHEN is_open THEN 4 ELSE 0 END, at + interval '5 minutes'
     FROM one`,
    `INSERT INTO episode_party (unit_id, episode_id, principal_id, is_ward, since, is_open)
     SELECT (ARRAY[ward, assessment, home])[n], id, '${m.regionId}', n = 1, at, is_open FROM one, generate_series(1, 3) AS n`,
    `INSERT INTO care_relation (id, patient_id, unit_id, basis, basis_id, since, until)
     SELECT ${id('rel', 'i * 10 + n')}, patient_id, (ARRAY[ward, assessment, home])[n], 'EPISODE', id, at,
       CASE WHEN NOT is_open THEN at + interval '31 days' END
     FROM one, generate_series(1, 3) AS n`,
    `INSERT INTO message (id, episode_id, patient_id, type, sender_unit_id, sent_by_user_id, sent_at, text, admission)
     SELECT id, episode_id, patient_id, type, ward, '${m.userId}', at,
       CASE type WHEN 'EXTRA_MESSAGE' THEN 'Anhöriga är vidtalade, och hemtjänsten behöver komma redan första kvällen.' END,
       CASE type WHEN 'ADMISSION_NOTICE' THEN ${admission} END
     FROM said`,
    `INSERT INTO message_recipient (message_id, unit_id, principal_id, received_at, state, read_at, read_by_user_id, acknowledged_at,
       acknowledged_by_user_id)
     SELECT id, (ARRAY[assessment, home])[u], '${m.regionId}', at, CASE WHEN is_left THEN 'UNREAD' ELSE 'ACKNOWLEDGED' END,
       done, CASE WHEN NOT is_left THEN '${m.userId}' END, done, CASE WHEN NOT is_left THEN '${m.userId}' END
     FROM said, generate_series(1, 2) AS u, LATERAL (SELECT CASE WHEN NOT is_left THEN at + interval '1 minute' END AS done) AS d`,
    `INSERT INTO message_movement (id, message_id, kind, from_unit_id, to_unit_id, at, by_user_id, by_unit_id)
     SELECT ${id('mov', 'number')}, id, 'SENT', ward, assessment, at, '${m.userId}', ward FROM said`,
    `INSERT INTO episode_change (id, episode_id, kind, "column", subject_id, at, by_user_id, by_unit_id, after)
     SELECT ${id('chg', 'number')}, episode_id, 'MESSAGE', 'extra', id, at, '${m.userId}', ward, 'SENT' FROM said`,
    `INSERT INTO readiness_step (message_id, episode_id, kind, at, registered_in)
     SELECT id, episode_id, 'REPORTED', at, '2281' FROM said WHERE n = 4`,
    `INSERT INTO planning_section (episode_id, partition, question_set_id, answers, state, saved_at, saved_by_user_id, saved_by_unit_id)
     SELECT id, 'NEEDS_ASSESSMENT', s.set_id, ${answers}, 'SIGNED', at, '${m.userId}', assessment
     FROM one, (SELECT min(id) AS set_id FROM planning_question_set WHERE partition = 'NEEDS_ASSESSMENT') AS s`,
    `INSERT INTO planning_section_version (episode_id, partition, unit_id, version, state, question_set_id, answers, at, by_user_id)
     SELECT episode_id, partition, saved_by_unit_id, version, state, question_set_id, answers, saved_at, saved_by_user_id
     FROM planning_section`,
    `INSERT INTO message (id, episode_id, patient_id, type, sender_unit_id, sent_by_user_id, sent_at, text)
     SELECT 'msg_long_' || n, id, patient_id, 'EXTRA_MESSAGE', ward, '${m.userId}', at, 'Uppdatering ' || n
     FROM one, generate_series(1, ${LONG}) AS n WHERE id = '${episodeId(episodes - WARDS)}'`,
    `INSERT INTO message_recipient (message_id, unit_id, principal_id, received_at)
     SELECT id, '${m.assessmentId}', '${m.regionId}', sent_at FROM message WHERE id LIKE 'msg_long_%'`,
    'DROP TABLE one, said',
  ];
}

/** The measured ward's cases that are looked at one by one. */
export interface Filled {
  readonly newestId: string;
  /** One with many messages. */
  readonly longestId: string;
}

/**
 * Puts so many episodes with all that belongs to them into care, as the owner. What is referred to is there, so foreign keys are not
 * asked; indexes are made again at the end.
 */
export async function fillCare({ ownerUrl }: TestDatabase, episodes: number, measured: MeasuredUnits): Promise<Filled> {
  if (episodes % WARDS !== 0) throw new Error(`episodes must be a multiple of ${WARDS}`);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(
    `SET session_replication_role = replica; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'`,
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_indexdef(c.oid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  for (const statement of statements(episodes, measured)) await client.query(statement);
  for (const { definition } of indexes) await client.query(definition);
  await client.query('VACUUM ANALYZE');
  await client.end();
  return { newestId: episodeId(episodes), longestId: episodeId(episodes - WARDS) };
}
