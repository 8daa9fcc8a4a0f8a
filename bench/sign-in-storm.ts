/**
 * A storm of sign-ins: what it costs everybody else. An overview query in calm and in the storm, in turns within one run; and the
 * CPU of checking a token in steady state. The users of the storm are a process of their own.
 *
 * npx tsx bench/sign-in-storm.ts [seconds per round]
 *
 * The ratio within a run counts, not milliseconds.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTokenVerifier } from '@samplan/kit/auth/verify';
import { type Person, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { bearer, type Credentials, credentialsOf, signIn } from '@samplan/testing/sessions';

const ROUNDS = 5;
const AT_ONCE = 20;
const CHECKS = 20_000;
const WARD = 'Avd 11 Medicin, Sundsvall';
const QUERY = '{ overview(first: 50) { totalCount edges { node { episode { id state } } } } }';

/** What the users of the storm are told. */
interface Storm {
  readonly url: string;
  readonly users: readonly Credentials[];
}

/** The other process: says when every user has signed in, and signs in again and again until it is told to stop; then says how often. */
function rage(): void {
  let goesOn = true;
  let signedIn = 0;
  process.once('message', ({ url, users }: Storm) => {
    const once = users.map((user) => signIn(bearer(new URL(url)), { ...user }));
    const all = users.map(async (user) => {
      await Promise.all(once);
      while (goesOn) if ((await signIn(bearer(new URL(url)), { ...user })).tokens) signedIn += 1;
    });
    void Promise.all(once).then(() => process.send?.('begun'));
    process.once('message', () => {
      goesOn = false;
      void Promise.all(all).then(() => process.send?.(signedIn, undefined, undefined, () => process.exit()));
    });
  });
}

/** Milliseconds of every query in a round, asked one after the other. */
async function round(person: Person, seconds: number): Promise<readonly number[]> {
  const taken: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const began = performance.now();
    (await person.ask(QUERY)).at('overview');
    taken.push(performance.now() - began);
  }
  return taken;
}

/** A round while the users of the storm sign in, and how often they did. */
async function stormyRound(storm: Storm, person: Person, seconds: number): Promise<[readonly number[], number]> {
  const users = fork(fileURLToPath(import.meta.url), ['storm'], { execArgv: ['--import', 'tsx'] });
  users.send(storm);
  await new Promise((resolve) => users.once('message', resolve)); // it has begun
  const taken = await round(person, seconds);
  const signedIn = new Promise<number>((resolve) => users.once('message', (count) => resolve(Number(count))));
  users.send('stop');
  return [taken, await signedIn];
}

function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}

async function measure(seconds: number): Promise<void> {
  const server = await startTestServer();
  const region = await testRegion();
  const nurse = await region.staff(WARD, 'NURSE');
  const users: Credentials[] = [];
  for (let i = 0; i < AT_ONCE; i += 1) {
    users.push(credentialsOf(await region.account([{ unit: WARD, role: 'NURSE' }], { username: `storm${i}` })));
  }
  const storm = { url: region.running.url.href, users };

  await round(nurse, seconds); // warms up
  const [calm, stormy]: [(readonly number[])[], (readonly number[])[]] = [[], []];
  let signIns = 0;
  for (let i = 0; i < ROUNDS; i += 1) {
    calm.push(await round(nurse, seconds));
    const [taken, signedIn] = await stormyRound(storm, nurse, seconds);
    stormy.push(taken);
    signIns += signedIn;
  }
  console.log(`${AT_ONCE} users at once, ${signIns} sign-ins. Overview, median of ${ROUNDS} rounds:`);
  for (const [name, part] of [
    ['median', 0.5],
    ['p95', 0.95],
  ] as const) {
    const [without, within] = [calm, stormy].map((rounds) =>
      quantile(
        rounds.map((taken) => quantile(taken, part)),
        0.5,
      ),
    ) as [number, number]; // one for each
    console.log(
      `  ${name.padEnd(6)}  calm ${without.toFixed(1)} ms  storm ${within.toFixed(1)} ms  ratio ${(within / without).toFixed(2)}`,
    );
  }

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
}

if (process.argv[2] === 'storm') rage();
else await measure(Number(process.argv[2] ?? 4));
