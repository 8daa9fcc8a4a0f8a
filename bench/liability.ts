/**
 * The basis of payment liability for a municipality and month with a hundred thousand episodes, as a file: what it costs in memory
 * against one of ten thousand.
 *
 * npx tsx bench/liability.ts [episodes]
 *
 * Each size is streamed in a process of its own, with a heap of 96 MB, and measured by its highest memory. Limit: the larger at
 * most 1.5 times the smaller. Ratios count, not megabytes or seconds.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { basisRows } from '@samplan/care/liability/basis-store.prisma';
import { csvHead, csvRow } from '@samplan/care/liability/csv';
import { summariesOf } from '@samplan/care/liability/summaries';
import { openDatabase } from '@samplan/kit/db/database';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { startTestServer } from '@samplan/testing/server';
import pg from 'pg';
import { answerMeasured, measuredApart } from './measured.ts';

const SIZES = [10_000, Number(process.argv[2] ?? 100_000)] as const;
const LIMIT = 1.5;
const SCOPE = { regionId: 'prn_region', municipalityCode: '2281', month: '2023-11' } as const;
const AMOUNTS = new Map([[2023, 10_500]]);
const NOW = new Date('2024-01-01T00:00:00Z');
/** How often progress is told. */
const STEP = 10_000;

/** Episodes that were discharge-ready on a day of the month and left from none to nine days later. */
const FILL = [
  `INSERT INTO kit.unit (unit_id, name, kind, administration_id, administration_kind, principal_id, principal_code, principal_slug,
     region_id, is_active, version)
   VALUES ('unt_ward', 'Avd 1', 'INPATIENT_SOMATIC', 'adm_r', 'REGION', 'prn_region', '22', 'r', 'prn_region', true, 1),
          ('unt_assess', 'Bistånd', 'ASSESSMENT', 'adm_v', 'VOF', 'prn_m', '2281', 'm', 'prn_region', true, 1)`,
  `INSERT INTO patient (id, municipality_code, identity_kind, identity_number, given_name, family_name, street, postal_code, city,
     registered_at)
   SELECT 'pat_' || i, '2281', 'PERSONAL', 'bench-' || i, 'Test', 'Patient', '', '', '', '2023-10-01' FROM generate_series(1, $1) AS i`,
  `INSERT INTO care_episode (id, region_id, ward_unit_id, patient_id, care_type, state, admitted_at, estimated_discharge_at, needs,
     assessed_by_user_id, assessed_at, needs_discovered_later, discharged_at, latest_change_at)
   SELECT 'epi_' || i, 'prn_region', 'unt_ward', 'pat_' || i, 'SOMATIC', 'DISCHARGED', at - interval '2 days', at,
     ARRAY['SOCIAL_SERVICES'], 'usr_1', at - interval '2 days', false, at + (i % 10) * interval '1 day', at
   FROM generate_series(1, $1) AS i, LATERAL (SELECT '2023-11-01T08:00:00Z'::timestamptz + (i % 20) * interval '1 day' AS at) AS d`,
  `INSERT INTO message (id, episode_id, patient_id, type, sender_unit_id, sent_by_user_id, sent_at, admission)
   SELECT 'msg_' || kind || substr(e.id, 5), e.id, e.patient_id, type, 'unt_ward', 'usr_1',
     CASE kind WHEN 'a' THEN e.admitted_at + interval '1 hour' ELSE e.latest_change_at END,
     CASE kind WHEN 'a' THEN '{"patientName": "Test", "personalIdentityNumber": "x", "estimatedDischargeAt": "2023-11-01"}'::jsonb END
   FROM care_episode e, (VALUES ('a', 'ADMISSION_NOTICE'), ('r', 'DISCHARGE_READY_NOTICE')) AS k(kind, type) WHERE $1 > 0`,
  `INSERT INTO message_recipient (message_id, unit_id, principal_id, received_at)
   SELECT id, 'unt_assess', 'prn_m', sent_at FROM message WHERE $1 > 0`,
  `INSERT INTO readiness_step (message_id, episode_id, kind, at, registered_in)
   SELECT id, episode_id, 'REPORTED', sent_at, '2281' FROM message WHERE type = 'DISCHARGE_READY_NOTICE' AND $1 > 0`,
];

/** Puts so many episodes into care, as the owner, since it would take days through the door. */
async function fill({ ownerUrl }: TestDatabase, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  for (const statement of FILL) await client.query(statement, statement.includes('$1') ? [count] : []);
  await client.query('ANALYZE');
  await client.end();
}

/** What a process of its own measures and tells. */
interface Measured {
  readonly megabytes: number;
  readonly seconds: number;
  readonly episodes: number;
  readonly totalSek: number;
}

/** Streams the file and the sums of the month, keeping neither. */
async function measure(url: string): Promise<Measured> {
  const database = openDatabase({ url, statementTimeoutMs: 0 });
  const db = new PrismaClient({ adapter: new PrismaPg(database.pool) });
  await db.$queryRawUnsafe('SELECT 1');
  const began = performance.now();
  let highest = 0;
  let characters = csvHead({ ...SCOPE, madeByUserId: 'usr_1', madeAt: NOW, purpose: 'Prov' }).length;
  let episodes = 0;
  for await (const row of basisRows(db, SCOPE, AMOUNTS, NOW)) {
    characters += csvRow(row).length;
    episodes += 1;
    if (episodes % 100 === 0) highest = Math.max(highest, process.memoryUsage().rss);
    if (episodes % STEP === 0) console.log(`${episodes} episodes, ${characters} characters`);
  }
  const summaries = await summariesOf((scope) => basisRows(db, scope, AMOUNTS, NOW), SCOPE, AMOUNTS);
  highest = Math.max(highest, process.memoryUsage().rss);
  await db.$disconnect();
  await database.close();
  const individual = summaries[0]?.individual;
  const totalSek = individual?.__typename === 'LiabilityMonthlySum' ? individual.totalSek : Number.NaN;
  return { megabytes: highest / 1_048_576, seconds: (performance.now() - began) / 1000, episodes, totalSek };
}

await answerMeasured(measure);

const server = await startTestServer();
const measured: Measured[] = [];
for (const size of SIZES) {
  const care = await testDatabase('care');
  await fill(care, size);
  const result = await measuredApart<Measured>(import.meta.filename, care.url);
  if (result.episodes !== size) throw new Error(`${result.episodes} of ${size} episodes came`);
  measured.push(result);
  await care.drop();
}
const [small, large] = measured;
const ratio = (large?.megabytes ?? 0) / (small?.megabytes ?? 1);
console.table(
  Object.fromEntries(
    SIZES.map((size, i) => [
      `${size} episodes`,
      {
        'highest memory MB': measured[i]?.megabytes.toFixed(0),
        ratio: ((measured[i]?.megabytes ?? 0) / (small?.megabytes ?? 1)).toFixed(2),
        seconds: measured[i]?.seconds.toFixed(1),
        'SEK in all': measured[i]?.totalSek,
      },
    ]),
  ),
);
await server.stop();
process.exit(ratio <= LIMIT ? 0 : 1);
