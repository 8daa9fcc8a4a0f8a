/**
 * What blocks, openings and protected identities cost the overview of 50 patients: with rows of reach for every patient, and none.
 *
 * npx tsx bench/reach.ts [seconds per round]
 *
 * Both in one process and one run, rounds interleaved; CPU of the process per request, medians. The ratio counts, not milliseconds.
 */
import { testClock } from '@samplan/testing/clock';
import { overview, registerBlock } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { admitted } from '@samplan/testing/story';

const SECONDS = Number(process.argv[2] ?? 4);
const ROUNDS = 5;
const PATIENTS = 50;
const PAGE = { first: PATIENTS };

interface Ward {
  readonly region: TestRegion;
  readonly reader: Person;
}

/** A region with a page of cases; with rows of reach that close nothing to the reader, when they are wanted. */
async function ward(withRows: boolean): Promise<Ward> {
  const region = await testRegion({ clock: testClock(new Date()) });
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const reader = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  for (let i = 0; i < PATIENTS; i += 1) {
    const { patientId } = await admitted(region, { nurse, physician, recipients: [reader] });
    if (!withRows) continue;
    // Within the ward's care giver, and against those without a part: the reader has one at another.
    for (const scope of ['UNIT', 'SHARED_DOCUMENTATION']) {
      await registerBlock(nurse, { patientId, scope, requestedBy: 'PATIENT' });
    }
    const [until, opening] = [new Date(Date.now() + 86_400_000), [patientId, reader.userId, reader.unitId]];
    for (const database of Object.values(region.databases)) {
      await database.query(
        `INSERT INTO kit.opening (opening_id, patient_id, user_id, unit_id, since, until, version)
         VALUES ('opn_' || $1, $1, $2, $3, 'epoch', $4, 1)`,
        [...opening, until],
      );
      await database.query(
        `INSERT INTO kit.protected_patient (patient_id, level, is_active, version) VALUES ($1, 'CONFIDENTIALITY_MARKING', true, 1)`,
        [patientId],
      );
      await database.query(
        'INSERT INTO kit.protected_staff (patient_id, unit_id, user_ids, version) VALUES ($1, $2, ARRAY[$3], 1)',
        [patientId, reader.unitId, reader.userId],
      );
    }
  }
  for (const database of Object.values(region.databases)) await database.query('ANALYZE');
  return { region, reader };
}

/** CPU milliseconds of this process, and milliseconds that passed, per request. */
async function round({ reader }: Ward): Promise<readonly [cpu: number, passed: number]> {
  const [before, began] = [process.cpuUsage(), performance.now()];
  let requests = 0;
  while (performance.now() - began < SECONDS * 1000) {
    const { totalCount } = await overview(reader, PAGE);
    if (totalCount !== PATIENTS) throw new Error(`${totalCount} cases instead of ${PATIENTS}`);
    requests += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000 / requests, (performance.now() - began) / requests];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const server = await startTestServer();
const wards = { without: await ward(false), with: await ward(true) };
const rounds = { without: [] as (readonly [number, number])[], with: [] as (readonly [number, number])[] };
for (let i = 0; i <= ROUNDS; i += 1) {
  for (const kind of ['without', 'with'] as const) {
    const measured = await round(wards[kind]);
    if (i > 0) rounds[kind].push(measured); // the first warms
  }
}
const of = (kind: 'without' | 'with', at: 0 | 1): number => median(rounds[kind].map((measured) => measured[at]));
console.log(
  `Overview of ${PATIENTS} patients, one request after the other, medians of ${ROUNDS} rounds of ${SECONDS} s`,
);
console.table(
  Object.fromEntries(
    (['without', 'with'] as const).map((kind) => [
      `${kind} rows of reach`,
      {
        'CPU ms / request': of(kind, 0).toFixed(2),
        'ms / request': of(kind, 1).toFixed(2),
        'ratio of CPU': (of(kind, 0) / of('without', 0)).toFixed(2),
        'ratio of time': (of(kind, 1) / of('without', 1)).toFixed(2),
      },
    ]),
  ),
);
for (const { region } of Object.values(wards)) await region.close();
await server.stop();
process.exit(0);
