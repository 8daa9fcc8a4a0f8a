import { fork } from 'node:child_process';
import path from 'node:path';
import type { Json } from '@samplan/testing/ask';
import {
  acknowledgeMessage,
  answerPlanningBasis,
  overviewRows,
  payload,
  registerPatient,
} from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newIdentityNumber, patientInput } from '@samplan/testing/story';
import { completeTransitionStep, episodeOf, REPORT, setTransitionPlan, sourceFile } from '@samplan/testing/transition';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { type Given, give, givenTo } from './giving.ts';

const EPISODES = 12;

let region: TestRegion;
let given: Given;
let ward: Person;
let assessor: Person;
let nurse: Person;
let manager: Person;

beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
  ward = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  nurse = await region.staff('Hemsjukvård Centrum', 'DISTRICT_NURSE');
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());

async function reportTo(by: Person): Promise<Json> {
  return payload(await by.ask(`{ transitionReport ${REPORT} }`), 'transitionReport');
}

/** The party of a report, in numbers. */
function partyOf({ parties }: Json, party: string): Json {
  return parties.find((one: Json) => one.party === party);
}

/** Acknowledges every message that the unit has left in its overview. */
async function acknowledgeAll(by: Person): Promise<void> {
  for (const { episode } of await overviewRows(by)) {
    const answer = await by.ask('query ($id: ID!) { careEpisode(id: $id) { messages { id viewerCanAcknowledge } } }', {
      id: episode.id,
    });
    for (const { id, viewerCanAcknowledge } of answer.at('careEpisode').messages) {
      if (viewerCanAcknowledge) await acknowledgeMessage(by, { messageId: id });
    }
  }
}

/** Answers a question of the part that is the person's, in every case of the overview. */
async function answerAll(by: Person, key: string): Promise<void> {
  for (const { episode } of await overviewRows(by)) {
    const answered = { episodeId: episode.id, version: 0, answers: [{ key, answer: 'Provsvar' }] };
    expect((await answerPlanningBasis(by, answered)).__typename).toBe('AnswerPlanningBasisOk');
  }
}

test('a region leaves an older system: dry run, an import that is killed and goes on, parties that acknowledge and answer, a report that is complete (F-210, F-214, F-240 to F-243)', async () => {
  const today = region.clock.now().toISOString().slice(0, 10);
  const step = (key: string, party: string, condition: string) => ({ key, party, condition, text: key, fromOn: today });
  await setTransitionPlan(manager, {
    version: 0,
    steps: [
      step('ward', 'INPATIENT_CARE', 'PLANNING_ANSWERED'),
      step('acknowledge', 'MUNICIPALITY', 'MESSAGES_ACKNOWLEDGED'),
      step('answer', 'MUNICIPALITY', 'PLANNING_ANSWERED'),
    ],
  });
  const patients: string[] = [];
  const episodes: Json[] = [];
  for (let i = 0; i < EPISODES; i += 1) {
    const number = newIdentityNumber();
    const { patient } = await registerPatient(ward, patientInput(number));
    patients.push(patient.id);
    episodes.push(episodeOf(region, `P-${i}`, number));
  }
  await region.settled();
  const by = `${manager.credentials.organisation}/${manager.credentials.username}`;
  const args = ['import-episodes', sourceFile(freshFolder(), episodes), '--by', by];

  const dry = await give([...args, '--dry-run'], given);
  expect(dry.said.at(-2)).toBe(`episodes: ${EPISODES} would be imported, 0 imported before, 0 marked`);
  expect(await overviewRows(ward)).toEqual([]);

  await killedInTheMiddle(args, patients.at(-1) ?? '');
  const resumed = await give([...args, '--resume'], given);
  expect([resumed.code, resumed.said.at(-2)]).toEqual([0, 'episodes: 2 imported, 10 imported before, 0 marked']);
  await region.settled();

  for (const person of [ward, assessor, nurse]) expect(await overviewRows(person)).toHaveLength(EPISODES);
  const begun = await reportTo(manager);
  expect(begun.isComplete).toBe(false);
  expect(partyOf(begun, 'MUNICIPALITY')).toMatchObject({
    unacknowledgedMessages: EPISODES,
    unansweredEpisodes: 2 * EPISODES,
  });
  expect(partyOf(begun, 'INPATIENT_CARE')).toMatchObject({
    unacknowledgedMessages: EPISODES,
    unansweredEpisodes: EPISODES,
  });

  const early = await completeTransitionStep(nurse, { key: 'acknowledge' });
  expect([early.__typename, early.units?.[0].unacknowledgedMessages]).toEqual(['TransitionWorkLeft', EPISODES]);
  const parties = [
    [ward, 'reason'],
    [assessor, 'housing'],
    [nurse, 'medication'],
  ] as const;
  for (const [person, key] of parties) {
    await acknowledgeAll(person);
    await answerAll(person, key);
  }
  expect((await completeTransitionStep(ward, { key: 'ward' })).__typename).toBe('CompleteTransitionStepOk');
  for (const key of ['acknowledge', 'answer']) {
    for (const person of [assessor, nurse]) {
      expect((await completeTransitionStep(person, { key })).__typename).toBe('CompleteTransitionStepOk');
    }
  }
  for (const person of [ward, assessor, nurse]) expect((await reportTo(person)).isComplete).toBe(true);
  const done = await reportTo(manager);
  expect(partyOf(done, 'MUNICIPALITY')).toMatchObject({
    unacknowledgedMessages: 0,
    unansweredEpisodes: 0,
    unitsComplete: 2,
  });
  expect(partyOf(done, 'INPATIENT_CARE')).toMatchObject({
    unacknowledgedMessages: 0,
    unansweredEpisodes: 0,
    unitsComplete: 1,
  });
});

/** Gives a command in another process, and kills it while it waits for a patient of its last batch. */
async function killedInTheMiddle(args: readonly string[], patientId: string): Promise<void> {
  const holder = new pg.Client({ connectionString: region.databases.care.ownerUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM patient WHERE id = $1 FOR UPDATE', [patientId]);
  const child = fork(path.join(import.meta.dirname, 'operating-process.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.send({ args, variables: given.variables, now: region.clock.now().toISOString() });
  await until('the first batch is stored', async () => {
    const rows = await region.databases.care.query('SELECT 1 FROM care_episode');
    return rows.length === 10;
  });
  child.kill('SIGKILL');
  await ended;
  await holder.end();
}
