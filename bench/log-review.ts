/**
 * A log of a million entries: what checking the central copy, drawing from it and choosing an extract cost in memory, against a log
 * of ten thousand.
 *
 * npx tsx bench/log-review.ts [entries]
 *
 * Each size is measured in a process of its own, with a heap of 96 MB, by its highest memory. Limit: the larger at most 1.5 times
 * the smaller. Ratios count, not megabytes or seconds. Measured: 1.02 (193 MB for ten thousand, 196 MB for a million).
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { verifyCentral } from '@samplan/identity/central-log/verify';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { prismaAccesses } from '@samplan/identity/log-review/accesses.prisma';
import { GENESIS, link, type StoredEntry } from '@samplan/kit/access/chain';
import { openDatabase } from '@samplan/kit/db/database';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { startTestServer } from '@samplan/testing/server';
import pg from 'pg';
import { answerMeasured, measuredApart } from './measured.ts';

const SIZES = [10_000, Number(process.argv[2] ?? 1_000_000)] as const;
const AT_ONCE = 10_000;
const START_S = 1_760_000_000;
const LIMIT = 1.5;

/** Puts a chain of so many entries into the central log, as the owner, since it would take hours through the door. */
async function fill({ ownerUrl }: TestDatabase, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  let hash: Buffer = GENESIS;
  for (let first = 1; first <= count; first += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - first + 1) }, (_, i) => {
      const seal = first + i;
      const at = `${START_S + seal}.000000`;
      const entry = entryOf(seal, at);
      hash = link(hash, at, entry);
      const instant = new Date((START_S + seal) * 1000).toISOString();
      return { ...entry, subgraph: 'care', seal, at: instant, sealed_at: instant, hash: `\\x${hash.toString('hex')}` };
    });
    await client.query('INSERT INTO log_entry SELECT * FROM json_populate_recordset(NULL::log_entry, $1::json)', [
      JSON.stringify(rows),
    ]);
  }
  await client.query('ANALYZE log_entry');
  await client.end();
}

function entryOf(seal: number, at: string): StoredEntry {
  return {
    entry: String(seal),
    at,
    kind: 'READ',
    action: 'episode.read',
    patient_id: `pat_${seal % 5000}`,
    subject_id: `epi_${seal % 9000}`,
    reason: null,
    user_id: `usr_${seal % 700}`,
    session_id: `ses_${seal % 3000}`,
    assignment_id: `asg_${seal % 700}`,
    role: 'NURSE',
    unit_id: `unt_${seal % 60}`,
    administration_id: 'adm_1',
    principal_id: 'prn_1',
    request_id: `request-${seal}`,
  };
}

/** What a process of its own measures and tells. */
interface Measured {
  readonly megabytes: number;
  readonly seconds: number;
}

async function measure(url: string): Promise<Measured> {
  const database = openDatabase({ url, statementTimeoutMs: 0 });
  const db = new PrismaClient({ adapter: new PrismaPg(database.pool) });
  await db.$queryRawUnsafe('SELECT 1');
  const began = performance.now();
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);
  const report = await verifyCentral(database.pool, 'care');
  if (!report.holds) throw new Error(report.fault);
  const scope = {
    principalId: 'prn_1',
    administrationId: null,
    unitId: null,
    fromAt: new Date(0),
    toAt: new Date('2100-01-01'),
    userIds: [],
    patientId: null,
  };
  const accesses = prismaAccesses(db);
  const extract = await accesses.extract(scope, 'seed', 25);
  const again = await accesses.extract(scope, 'seed', 25);
  if (JSON.stringify(extract) !== JSON.stringify(again)) throw new Error('the same seed gave another extract');
  highest = Math.max(highest, process.memoryUsage().rss);
  clearInterval(watch);
  await db.$disconnect();
  await database.close();
  return { megabytes: highest / 1_048_576, seconds: (performance.now() - began) / 1000 };
}

await answerMeasured(measure);

const server = await startTestServer();
const measured: Measured[] = [];
for (const size of SIZES) {
  const identity = await testDatabase('identity');
  await fill(identity, size);
  measured.push(await measuredApart<Measured>(import.meta.filename, identity.url));
  await identity.drop();
}
const [small, large] = measured;
const ratio = (large?.megabytes ?? 0) / (small?.megabytes ?? 1);
console.table(
  Object.fromEntries(
    SIZES.map((size, i) => [
      `${size} entries`,
      {
        'highest memory MB': measured[i]?.megabytes.toFixed(0),
        ratio: ((measured[i]?.megabytes ?? 0) / (small?.megabytes ?? 1)).toFixed(2),
        seconds: measured[i]?.seconds.toFixed(1),
      },
    ]),
  ),
);
await server.stop();
process.exit(ratio <= LIMIT ? 0 : 1);
