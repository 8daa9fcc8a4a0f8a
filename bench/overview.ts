/**
 * The overview of 50 patients: what the gateway adds to the subgraphs' own work, and what one process costs against several.
 *
 * npx tsx bench/overview.ts [seconds per round]
 *
 * CPU per request of every process, read from the system; rounds interleaved, medians. Ratios within a run count, not
 * milliseconds.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { testClock } from '@samplan/testing/clock';
import { type Person, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { inProcesses } from '@samplan/testing/shapes';
import { admitted } from '@samplan/testing/story';
import autocannon from 'autocannon';
import { SUBGRAPHS } from '../schema/events/contract.ts';

const SECONDS = Number(process.argv[2] ?? 4);
const ROUNDS = 3;
const PATIENTS = 50;
const CONNECTIONS = 8;

const CELL = 'on mark parties { state unit { name } }';
const QUERY = `{ overview(first: ${PATIENTS}) { totalCount edges { node {
  episode { id state } patient { givenName familyName personalIdentityNumber } unit { name }
  careReport { ${CELL} } admission { ${CELL} } invitation { ${CELL} } planningBasis { ${CELL} } extra { ${CELL} }
  dischargeReady { ${CELL} } } } } }`;

/** CPU seconds that a process has used. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

interface Round {
  readonly requests: number;
  /** CPU milliseconds per request, by process. */
  readonly cpu: ReadonlyMap<string, number>;
}

/** Loads an address for a while, and reads what each process used. */
async function round(url: URL, person: Person, processes: ReadonlyMap<string, number>): Promise<Round> {
  const before = new Map([...processes].map(([name, pid]) => [name, cpuSeconds(pid)]));
  const result = await autocannon({
    url: new URL('/graphql', url).href,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: person.authorization },
    body: JSON.stringify({ query: QUERY }),
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  const requests = result.requests.total;
  const cpu = [...processes].map(([name, pid]): [string, number] => [
    name,
    ((cpuSeconds(pid) - (before.get(name) ?? 0)) * 1000) / requests,
  ]);
  return { requests, cpu: new Map(cpu) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const server = await startTestServer();
const region = await testRegion({ shape: inProcesses, clock: testClock(new Date()) });
const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
const recipients = [
  await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'),
  await region.staff('Hemsjukvård Centrum', 'NURSE'),
  await region.staff('Hälsocentralen Nacksta', 'NURSE'),
];
for (let i = 0; i < PATIENTS; i += 1) await admitted(region, { nurse, physician, recipients });

// The same databases, served by one process beside the several.
const urls = Object.fromEntries(SUBGRAPHS.map((name) => [name, region.databases[name].url]));
const single = fork(path.join(import.meta.dirname, 'one-process.ts'), [JSON.stringify(urls)], {
  execArgv: ['--import', 'tsx'],
});
const singleUrl = await new Promise<URL>((resolve) => single.once('message', (url) => resolve(new URL(String(url)))));

const several = new Map([...SUBGRAPHS, 'gateway' as const].map((name) => [name, region.running.pid(name)]));
const one = new Map([['one process', single.pid ?? -1]]);
const rounds = { several: [] as Round[], one: [] as Round[] };
await round(region.running.url, nurse, several); // warm
await round(singleUrl, nurse, one);
for (let i = 0; i < ROUNDS; i += 1) {
  rounds.several.push(await round(region.running.url, nurse, several));
  rounds.one.push(await round(singleUrl, nurse, one));
}

const of = (name: string): number => median(rounds.several.map((r) => r.cpu.get(name) ?? 0));
const subgraphs = SUBGRAPHS.map(of).reduce((sum, value) => sum + value, 0);
const gateway = of('gateway');
const inOne = median(rounds.one.map((r) => r.cpu.get('one process') ?? 0));
console.log(
  `Overview of ${PATIENTS} patients, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${SECONDS} s`,
);
console.table({
  'subgraphs alone (as if asked directly)': { 'CPU ms / request': subgraphs.toFixed(2), ratio: '1.00' },
  'gateway’s added work': { 'CPU ms / request': gateway.toFixed(2), ratio: (gateway / subgraphs).toFixed(2) },
  'a process each, in all': {
    'CPU ms / request': (gateway + subgraphs).toFixed(2),
    ratio: ((gateway + subgraphs) / subgraphs).toFixed(2),
  },
  'one process, in all': { 'CPU ms / request': inOne.toFixed(2), ratio: (inOne / subgraphs).toFixed(2) },
});
single.kill('SIGTERM');
await region.close();

// The same page here, where statements can be counted.
const here = await testRegion();
const nurseHere = await here.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
const physicianHere = await here.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
const assessorHere = await here.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
const case50 = { nurse: nurseHere, physician: physicianHere, recipients: [assessorHere] };
for (let i = 0; i < PATIENTS; i += 1) await admitted(here, case50);
const page = (first: number) => nurseHere.ask(QUERY.replace(`first: ${PATIENTS}`, `first: ${first}`));
await page(PATIENTS);
for (const first of [5, PATIENTS]) {
  const counts: string[] = [];
  for (const name of SUBGRAPHS) counts.push(`${name} ${await here.statements(name, () => page(first))}`);
  console.log(`${first} patients: SQL statements ${counts.join(', ')}`);
}
await here.close();
await server.stop();
process.exit(0);
