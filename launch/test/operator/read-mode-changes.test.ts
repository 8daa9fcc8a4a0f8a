import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { registerPatient } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { newIdentityNumber, patientInput } from '@samplan/testing/story';
import { episodeOf, setTransitionPlan, sourceFile } from '@samplan/testing/transition';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { type Given, give, givenTo, ownersOf } from './giving.ts';

let region: TestRegion;
let given: Given;
let number: string;
let by: string;

beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
  const manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  await setTransitionPlan(manager, { readyUntilOn: '2020-01-01', steps: [], version: 0 });
  number = newIdentityNumber();
  await registerPatient(nurse, patientInput(number));
  by = `${manager.credentials.organisation}/${manager.credentials.username}`;
  await give(['read-mode', 'region-vasternorrland', 'on', '--reason', 'Arkivering.'], given);
  await region.settled();
});
afterAll(() => region.close());

function importing(): readonly string[] {
  const file = sourceFile(freshFolder(), [episodeOf(region, 'P-1', number)]);
  return ['import-episodes', file, '--by', by];
}

function plan(): string {
  const folder = freshFolder();
  mkdirSync(folder);
  const file = path.join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify({ steps: [] }));
  return file;
}

const tree = path.join(projectRoot(), 'services/organisation/data/sundsvall.json');

test.each<[string, () => readonly string[], string]>([
  ['an import of episodes', importing, 'region-vasternorrland'],
  ['a plan of a transition', () => ['transition-plan', '22', plan()], 'Region 22'],
  ['a policy of closing', () => ['closing-policy', '22', 'require'], 'Region 22'],
  ['a policy of estimates', () => ['estimate-policy', '22', '4'], 'Region 22'],
  ['the tree of a municipality', () => ['import-organisation', tree], 'Sundsvalls kommun'],
])('when a region can only read, then %s is refused, and nothing is changed (F-206)', async (_, args, name) => {
  expect(await give(args(), given)).toEqual({
    code: 1,
    said: [],
    complained: [`${name} can only read for now; nothing was changed. samplan read-mode tells why and ends it.`],
  });
  const [kept] = await region.databases.care.query(
    'SELECT (SELECT count(*) FROM closing_policy) + (SELECT count(*) FROM estimate_policy) + (SELECT count(*) FROM transition_source) AS n',
  );
  expect(Number(kept?.['n'])).toBe(0);
});

test('when a region can only read, then a dry run and what only tells are done all the same', async () => {
  const { code, said } = await give([...importing(), '--dry-run'], given);
  expect([code, said.at(-2)]).toEqual([0, expect.stringContaining('1 would be imported')]);
  expect((await give(['closing-policy', '22'], given)).code).toBe(0);
  expect((await give(['transition-plan', '22'], given)).code).toBe(0);
});

test('when a region can only read, then events are purged as ever', async () => {
  const { code, complained } = await give(['purge-events'], { ...given, variables: ownersOf(region.databases) });
  expect({ code, complained }).toEqual({ code: 0, complained: [] });
});
