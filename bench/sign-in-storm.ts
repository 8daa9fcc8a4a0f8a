/**
 * A storm of sign-ins: what it costs everybody else. The 95th percentile of an overview query with and without the storm, in
 * interleaved rounds of one run; and the CPU of checking a token in steady state.
 *
 * npx tsx bench/sign-in-storm.ts [seconds per round]
 *
 * The ratio within a run counts, not milliseconds.
 */
import { createTokenVerifier } from '@samplan/kit/auth/verify';
import { type Person, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { bearer, credentialsOf, signIn } from '@samplan/testing/sessions';

const SECONDS = Number(process.argv[2] ?? 4);
const ROUNDS = 3;
const AT_ONCE = 20;
const CHECKS = 20_000;
const QUERY = '{ overview(first: 50) { totalCount edges { node { episode { id state } } } } }';

/** Milliseconds of every query in a round, asked one after the other. */
async function round(person: Person): Promise<readonly number[]> {
  const taken: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    const began = performance.now();
    (await person.ask(QUERY)).at('overview');
    taken.push(performance.now() - began);
  }
  return taken;
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const server = await startTestServer();
const region = await testRegion();
const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
const accounts = await Promise.all(
  Array.from({ length: AT_ONCE }, (_, i) =>
    region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }], { username: `storm${i}` }),
  ),
);

/** Signs in again and again as many users at once, until it is told to stop. */
async function storm(during: () => Promise<readonly number[]>): Promise<readonly [readonly number[], number]> {
  let goesOn = true;
  let signedIn = 0;
  const users = accounts.map(async (account) => {
    while (goesOn) {
      await signIn(bearer(region.running.url), { ...credentialsOf(account) });
      signedIn += 1;
    }
  });
  const taken = await during();
  goesOn = false;
  await Promise.all(users);
  return [taken, signedIn];
}

await round(nurse); // warms up
const calm: number[] = [];
const stormy: number[] = [];
let signIns = 0;
for (let i = 0; i < ROUNDS; i += 1) {
  calm.push(p95(await round(nurse)));
  const [taken, signedIn] = await storm(() => round(nurse));
  stormy.push(p95(taken));
  signIns += signedIn;
}
console.log(`Overview, p95 in calm: ${median(calm).toFixed(1)} ms`);
console.log(
  `Overview, p95 in a storm of ${AT_ONCE} users at once (${signIns} sign-ins): ${median(stormy).toFixed(1)} ms`,
);
console.log(`Ratio: ${(median(stormy) / median(calm)).toFixed(2)}`);

const verifier = createTokenVerifier({
  keys: region.running.identity.tokenKeys,
  revocations: { current: async () => true, hasEndedSession: () => false, hasEndedAssignment: () => false },
  environment: 'TRAINING',
  now: region.clock.now,
});
await verifier.verify(nurse.authorization, null);
const before = process.cpuUsage();
for (let i = 0; i < CHECKS; i += 1) await verifier.verify(nurse.authorization, null);
const { user, system } = process.cpuUsage(before);
console.log(`Checking a token that was seen before: ${((user + system) / 1000 / CHECKS).toFixed(4)} ms CPU`);

await region.close();
await server.stop();
process.exit();
