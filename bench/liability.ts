/**
 * Payment liability of a municipality for a month with a hundred thousand episodes against one of ten thousand: streamed as it stands,
 * settled, settled with the month before it compared, and read as a file. What an episode costs in time, and all of it in memory.
 *
 * npx tsx bench/liability.ts [episodes]
 *
 * Each size is measured in a process of its own, with a heap of 96 MB, by its highest memory. Time is that of the middle one of its
 * pages, which a busy machine disturbs least. Limits: the larger at most 1.5 times the smaller in memory, and in time for each episode
 * of what is settled. Ratios count, not megabytes or milliseconds.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { byYear } from '@samplan/care/liability/amount';
import { MAX_ROWS } from '@samplan/care/liability/basis';
import { basisRows } from '@samplan/care/liability/basis-store.prisma';
import { csvRow } from '@samplan/care/liability/csv';
import type { Settlement } from '@samplan/care/liability/settlement';
import type { SettledPart } from '@samplan/care/liability/settlement-store';
import { prismaLiabilitySettlements } from '@samplan/care/liability/settlement-store.prisma';
import { permit } from '@samplan/care/policy';
import { createAccessLog } from '@samplan/kit/access/log';
import { openDatabase } from '@samplan/kit/db/database';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { startTestServer } from '@samplan/testing/server';
import { viewerAt } from '@samplan/testing/viewer';
import pg from 'pg';
import { answerMeasured, measuredApart } from './measured.ts';

const SIZES = [10_000, Number(process.argv[2] ?? 100_000)] as const;
const LIMIT = 1.5;
const SCOPE = { regionId: 'prn_region', municipalityCode: '2281', month: '2023-11' } as const;
const NEXT = '2023-12';
const NATIONAL = [{ year: 2023, amountSek: 10_500, source: 'bench' }];
const AMOUNTS = byYear(NATIONAL);
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

/** One of so many episodes is paid for a day more after the month was settled. */
const CHANGED_OF = 100;
const CHANGE = `UPDATE care_episode SET discharged_at = discharged_at + interval '1 day' WHERE substr(id, 5)::int % ${CHANGED_OF} = 9`;

/** Puts so many episodes into care, as the owner, since it would take days through the door. */
async function fill({ ownerUrl }: TestDatabase, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  for (const statement of FILL) await client.query(statement, statement.includes('$1') ? [count] : []);
  await client.query('ANALYZE');
  await client.end();
}

/** What is measured, in this order. */
const PHASES = ['streamed', 'settled', 'compared', 'filed'] as const;
type Phase = (typeof PHASES)[number];

/** What a process of its own measures and tells. */
interface Measured {
  readonly megabytes: number;
  /** Of each phase, if all pages took as long as the middle one. */
  readonly milliseconds: Readonly<Record<Phase, number>>;
  readonly episodes: number;
  readonly corrections: number;
  readonly fileCharacters: number;
  readonly totalSek: number;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Streams, settles and reads the month, keeping nothing of it. */
async function measure(url: string): Promise<Measured> {
  const database = openDatabase({ url, statementTimeoutMs: 0 });
  const db = new PrismaClient({ adapter: new PrismaPg(database.pool) });
  const settlements = prismaLiabilitySettlements(db, NATIONAL);
  const viewer = viewerAt({ capabilities: ['liability.correct', 'liability-basis.read'], principalId: SCOPE.regionId });
  const settling = permit(viewer, 'liability-month.settle');
  const reading = permit(viewer, 'liability-basis.read');
  if (!settling.ok || !reading.ok) throw new Error('the viewer may not');
  const access = createAccessLog({ sql: db, viewer, requestId: 'bench-liability', now: () => NOW });
  const milliseconds = { streamed: 0, settled: 0, compared: 0, filed: 0 };
  let highest = 0;
  let told = 0;
  let toldAt = 0;
  /** What pages took; those that only look for what came later have no episodes to tell. */
  let full: number[] = [];
  let empty: number[] = [];

  async function phase<T>(name: Phase, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    [told, toldAt, full, empty] = [0, began, [], []];
    const result = await work();
    milliseconds[name] = median(full) * full.length + median(empty) * empty.length;
    highest = Math.max(highest, process.memoryUsage().rss);
    console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return result;
  }
  function progress(episodes: number): void {
    highest = Math.max(highest, process.memoryUsage().rss);
    const now = performance.now();
    (episodes > 0 ? full : empty).push(now - toldAt);
    toldAt = now;
    if (Math.floor((told + episodes) / STEP) > Math.floor(told / STEP)) console.log(`${told + episodes} episodes`);
    told += episodes;
  }
  async function settle(month: string): Promise<Settlement> {
    if (!settling.ok) throw new Error('the viewer may not');
    const outcome = await settlements.settle(settling.value, { ...SCOPE, month }, access, NOW, progress);
    if (outcome.kind !== 'DONE') throw new Error(JSON.stringify(outcome));
    return outcome.settlement;
  }

  await db.$queryRawUnsafe('SELECT 1');
  const episodes = await phase('streamed', async () => {
    let count = 0;
    for await (const row of basisRows(db, SCOPE, { amounts: AMOUNTS, now: NOW }, { progress })) {
      count += csvRow(row).length > 0 ? 1 : 0;
    }
    return count;
  });
  const { sum } = await phase('settled', () => settle(SCOPE.month));
  await db.$executeRawUnsafe(CHANGE);
  await phase('compared', () => settle(NEXT));
  const corrections = await settlements.corrections(reading.value, { ...SCOPE, month: NEXT }, episodes);
  const fileCharacters = await phase('filed', async () => {
    let characters = 0;
    for (let after: number | null = null; ; ) {
      const part: SettledPart = await settlements.part(reading.value, SCOPE, after, MAX_ROWS);
      characters += part.content.length;
      progress(part.episodes.length);
      if (part.next === null) return characters;
      after = part.next;
    }
  });
  await db.$disconnect();
  await database.close();
  const { totalSek } = sum;
  const megabytes = highest / 1_048_576;
  return { megabytes, milliseconds, episodes, corrections: corrections.length, fileCharacters, totalSek };
}

await answerMeasured(measure);

const server = await startTestServer();
const measured: Measured[] = [];
for (const size of SIZES) {
  const care = await testDatabase('care');
  await fill(care, size);
  const result = await measuredApart<Measured>(import.meta.filename, care.url);
  if (result.episodes !== size) throw new Error(`${result.episodes} of ${size} episodes came`);
  if (result.corrections !== size / CHANGED_OF) throw new Error(`${result.corrections} corrections came`);
  measured.push(result);
  await care.drop();
}
await server.stop();
const [small, large] = measured;
if (!small || !large) throw new Error('nothing was measured');

const perEpisode = ({ milliseconds, episodes }: Measured, phase: Phase): number => milliseconds[phase] / episodes;
const rows = [
  { what: 'highest memory, MB', of: ({ megabytes }: Measured) => megabytes, isLimited: true },
  ...PHASES.map((phase) => ({
    what: `${phase}, ms an episode`,
    of: (result: Measured) => perEpisode(result, phase),
    isLimited: phase === 'settled' || phase === 'compared',
  })),
];
console.table(
  Object.fromEntries(
    rows.map(({ what, of, isLimited }) => [
      what,
      {
        [`${SIZES[0]} episodes`]: of(small).toFixed(3),
        [`${SIZES[1]} episodes`]: of(large).toFixed(3),
        ratio: (of(large) / of(small)).toFixed(2),
        limit: isLimited ? LIMIT : '',
      },
    ]),
  ),
);
console.table(
  measured.map(({ episodes, corrections, fileCharacters, totalSek }) => ({
    episodes,
    corrections,
    fileCharacters,
    totalSek,
  })),
);
process.exit(rows.every(({ of, isLimited }) => !isLimited || of(large) / of(small) <= LIMIT) ? 0 : 1);
