import type { SplitFederation } from '@samplan/launch/split';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { testClock } from '@samplan/testing/clock';
import { kill } from '@samplan/testing/kill';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inProcesses } from '@samplan/testing/shapes';
import { admissionInput, admitted, newPatient, patientInput } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion<SplitFederation>;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;

beforeAll(async () => {
  region = await testRegion({ shape: inProcesses, clock: testClock(new Date()) });
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
}, 120_000);
afterAll(() => region.close());

const CASE = `query ($id: ID!) { careEpisode(id: $id) { state unit { name } patient { familyName } sip { id } } }`;

test('when organisation and sip are killed, then the case is answered without their fields, and no address is shown', async () => {
  const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  await kill(region.running, 'organisation');
  await kill(region.running, 'sip');
  const partial = await nurse.ask(CASE, { id: episode.id });
  expect(partial.data.careEpisode).toMatchObject({ state: 'ADMITTED', unit: null, sip: null });
  expect(partial.data.careEpisode.patient.familyName).toMatch(/^Patient/);
  expect(partial.errors.map((error) => error.extensions['code'])).toEqual(expect.arrayContaining(['UNAVAILABLE']));
  expect(JSON.stringify(partial.errors)).not.toMatch(/127\.0\.0\.1|localhost|http:|\.ts|node_modules/);
  const health: Json = await (await fetch(new URL('/health/ready', region.running.url))).json();
  expect(health).toMatchObject({
    status: 'DEGRADED',
    subgraphs: {
      care: { status: 'UP' },
      identity: { status: 'UP' },
      sip: { status: 'DOWN' },
      organisation: { status: 'DOWN' },
    },
  });
  await region.running.restart('organisation');
  await region.running.restart('sip');
  const whole = await until('every field is answered again', async () => {
    const answer = await nurse.ask(CASE, { id: episode.id });
    return answer.errors.length === 0 && answer;
  });
  expect(whole.data.careEpisode).toMatchObject({ unit: { name: 'Avd 11 Medicin, Sundsvall' }, sip: null });
}, 120_000);

test('when sip is dead while patients are admitted, then it hears of every episode once when it is back', async () => {
  await kill(region.running, 'sip');
  const input = async () => admissionInput(region, physician, await patientWithout('sip'), [assessor, homeNurse]);
  const admissions = [await input(), await input(), await input()];
  const done = await Promise.all(admissions.map((admission) => does.admitPatient(nurse, admission)));
  const ids = done.map(({ episode }) => episode.id);
  for (const { notice } of done) await does.acknowledgeMessage(assessor, { messageId: notice.id });
  await region.running.restart('sip');
  await region.settled();
  const copies = await region.databases.sip.query<{ episode_id: string; state: string }>(
    'SELECT episode_id, state FROM episode_copy WHERE episode_id = ANY($1)',
    [ids],
  );
  expect(copies.map((copy) => copy.episode_id).sort()).toEqual([...ids].sort());
}, 120_000);

test('when care is killed in the middle of admissions, then what was accepted stands once and what is repeated is not doubled', async () => {
  const patients: string[] = [];
  for (let i = 0; i < 12; i += 1) patients.push(await newPatient(region, nurse));
  const inputs = patients.map((patientId) => admissionInput(region, physician, patientId, [assessor, homeNurse]));
  const first = inputs.map((input) => does.admitPatient(nurse, input));
  await Promise.race(first); // at least one is under way or done
  await kill(region.running, 'care');
  const accepted = (await Promise.all(first)).filter((outcome) => outcome.__typename === 'AdmitPatientOk');
  await region.running.restart('care');

  const repeated = await Promise.all(
    inputs.map((input) =>
      until('care answers', async () => {
        const outcome = await does.admitPatient(nurse, input);
        return outcome.errors ? false : outcome;
      }),
    ),
  );
  expect(repeated.map((outcome) => outcome.__typename)).toEqual(inputs.map(() => 'AdmitPatientOk'));
  const ids = new Map(repeated.map((outcome, i) => [patients[i], outcome.episode.id]));
  for (const outcome of accepted) expect([...ids.values()]).toContain(outcome.episode.id);

  await region.settled();
  const episodes = await region.databases.care.query<{ patient_id: string; id: string; outstanding: number }>(
    'SELECT patient_id, id, outstanding FROM care_episode WHERE patient_id = ANY($1)',
    [patients],
  );
  expect(episodes.map((row) => [row.patient_id, row.id]).sort()).toEqual([...ids].sort());
  const messages = await region.databases.care.query<{ episode_id: string; recipients: number }>(
    `SELECT episode_id, count(*)::int AS recipients FROM message JOIN message_recipient ON message_id = id
     WHERE episode_id = ANY($1) GROUP BY message.id`,
    [[...ids.values()]],
  );
  expect(messages).toHaveLength(patients.length);
  expect(messages.every((message) => message.recipients === 2)).toBe(true);
  const copies = await region.databases.sip.query('SELECT 1 FROM episode_copy WHERE episode_id = ANY($1)', [
    [...ids.values()],
  ]);
  expect(copies).toHaveLength(patients.length);
  const parked = await region.databases.care.query('SELECT 1 FROM kit.outbox_delivery WHERE parked_at IS NOT NULL');
  expect(parked).toEqual([]);
}, 180_000);

/** A new patient while a subgraph is dead: the others hear of it. */
async function patientWithout(dead: SubgraphName): Promise<string> {
  const { patient } = await does.registerPatient(nurse, patientInput());
  await until('the others have heard', async () => {
    const waiting = await region.databases.care.query(
      'SELECT 1 FROM kit.outbox_delivery WHERE consumer <> $1 LIMIT 1',
      [dead],
    );
    return waiting.length === 0;
  });
  return patient.id;
}
