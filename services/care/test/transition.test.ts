import type { Json } from '@samplan/testing/ask';
import { acknowledgeMessage, payload } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { completeTransitionStep, PLAN, REMAINING, REPORT, setTransitionPlan } from '@samplan/testing/transition';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let manager: Person;
let administrator: Person;
let municipal: Person;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  administrator = await region.staff('Region Västernorrland, förvaltning', 'ADMINISTRATOR');
  municipal = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR');
});
afterAll(() => region.close());

const DAY_MS = 86_400_000;

/** A day so many days from now. */
function day(change: number): string {
  return new Date(region.clock.now().getTime() + change * DAY_MS).toISOString().slice(0, 10);
}

function step(key: string, party: string, from: number, change: Json = {}): Json {
  return { key, party, text: `Prov ${key}`, fromOn: day(from), ...change };
}

async function ask(by: Pick<Person, 'ask'>, field: string, selection: string): Promise<Json> {
  return payload(await by.ask(`{ ${field} ${selection} }`), field);
}

/** Decides steps in place of those before. */
async function decide(...steps: readonly Json[]): Promise<Json> {
  const before = await ask(manager, 'transitionPlan', PLAN);
  const version = before.version ?? 0;
  return await setTransitionPlan(manager, { version, steps });
}

const unitOf = (report: Json, unitId: string) => report.units.find((row: Json) => row.unit.id === unitId);

test('when the plan is decided, then everyone sees it, with what the own party does now and next (F-200 to F-207, K6)', async () => {
  const until = { untilOn: day(1) };
  await decide(
    step('start', 'INPATIENT_CARE', -1, until),
    step('close', 'INPATIENT_CARE', 5),
    step('answer', 'MUNICIPALITY', 1),
    step('read-only', 'SYSTEM_MANAGEMENT', -1),
  );
  const keysOf = async (by: Person) => {
    const plan = await ask(by, 'transitionPlan', PLAN);
    expect(plan.steps.map(({ key }: Json) => key)).toEqual(['start', 'close', 'answer', 'read-only']);
    return [plan.now, plan.next].map((steps) => steps.map(({ key }: Json) => key));
  };
  expect(await keysOf(nurse)).toEqual([['start'], ['close']]);
  expect(await keysOf(assessor)).toEqual([[], ['answer']]);
  expect(await keysOf(manager)).toEqual([['read-only'], []]);
  const [start] = (await ask(nurse, 'transitionPlan', PLAN)).steps;
  expect(start).toEqual({
    ...{
      key: 'start',
      party: 'INPATIENT_CARE',
      text: 'Prov start',
      phase: 'NOW',
      isMine: true,
      completedAt: null,
      condition: null,
    },
    ...{ fromOn: day(-1), untilOn: day(1) },
  });
});

test('when somebody has no part in care, or no token, then there is no plan to see (F-006)', async () => {
  await decide(step('start', 'INPATIENT_CARE', -1));
  const counsellor = await region.staff('Barn- och elevhälsan', 'COUNSELLOR');
  expect(await ask(counsellor, 'transitionPlan', PLAN)).toMatchObject({ errors: [] });
  const refused = await fetch(new URL('/graphql', region.running.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ transitionPlan ${PLAN} }` }),
  });
  expect(((await refused.json()) as Json).data?.transitionPlan ?? null).toBeNull();
});

test.each([
  ['a nurse', () => nurse],
  ['an administrator of the region', () => administrator],
  ['an administrator of a municipality', () => municipal],
])('when %s decides the plan, then NotPermitted', async (_who, who) => {
  const answer = await setTransitionPlan(who(), { version: 0, steps: [] });
  expect(answer.__typename ?? answer.errors[0].extensions.code).toMatch(/^(NotPermitted|FORBIDDEN)$/);
});

test("when a municipality's system manager decides the plan, then NotPermitted: it is the region's", async () => {
  const theirs = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
  expect((await setTransitionPlan(theirs, { version: 0, steps: [] })).__typename).toBe('NotPermitted');
});

test('when two decide at once, then the second gets ChangedMeanwhile', async () => {
  const { plan } = await decide(step('start', 'INPATIENT_CARE', -1));
  const both = await Promise.all(
    [1, 2].map(() =>
      setTransitionPlan(manager, { version: plan.version, steps: [step('start', 'INPATIENT_CARE', -1)] }),
    ),
  );
  expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'SetTransitionPlanOk']);
});

test.each<[string, () => Json, string, string]>([
  [
    'a key twice',
    () => ({ steps: [step('a', 'PRIMARY_CARE', 0), step('a', 'PRIMARY_CARE', 0)] }),
    'input.steps[1].key',
    'REPEATED',
  ],
  ['a key with blanks', () => ({ steps: [step('a b', 'PRIMARY_CARE', 0)] }), 'input.steps[0].key', 'FORM'],
  ['no text', () => ({ steps: [step('a', 'PRIMARY_CARE', 0, { text: ' ' })] }), 'input.steps[0].text', 'EMPTY'],
  [
    'an end before the beginning',
    () => ({ steps: [step('a', 'PRIMARY_CARE', 0, { untilOn: day(-1) })] }),
    'input.steps[0].untilOn',
    'BEFORE_BEGINNING',
  ],
])('when a plan has %s, then the field is told', async (_what, change, field, reason) => {
  const { errors } = await setTransitionPlan(manager, { version: 0, ...change() });
  expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
});

test('when a unit tells that a step is done, then the first telling stands, and it is kept when the plan is decided anew', async () => {
  const start = step('told', 'MUNICIPALITY', -3, { untilOn: day(-1) });
  await decide(start);
  const first = await completeTransitionStep(assessor, { key: 'told' });
  expect(first.completions).toEqual([
    {
      unit: { id: assessor.unitId },
      completedAt: expect.any(String),
      completedBy: { id: assessor.userId },
      isLate: true,
    },
  ]);
  const colleague = await region.staff('Biståndsenheten Sundsvall', 'CASE_OFFICER');
  expect((await completeTransitionStep(colleague, { key: 'told' })).completions).toEqual(first.completions);
  await decide(step('other', 'MUNICIPALITY', 0), start);
  const plan = await ask(colleague, 'transitionPlan', PLAN);
  expect(plan.steps[1].completedAt).toBe(first.completions[0].completedAt);
  expect(plan.now.map(({ key }: Json) => key)).toEqual(['other']);
});

test('when a step is to come, of others, unknown, or of another unit, then it is refused', async () => {
  await decide(
    step('later', 'INPATIENT_CARE', 2),
    step('theirs', 'PRIMARY_CARE', -1),
    step('managed', 'SYSTEM_MANAGEMENT', -1),
    step('mine', 'INPATIENT_CARE', -1),
  );
  const complete = async (by: Person, input: Json) => await completeTransitionStep(by, input);
  expect(await complete(nurse, { key: 'later' })).toMatchObject({
    __typename: 'TransitionStepNotBegun',
    fromOn: day(2),
  });
  expect((await complete(nurse, { key: 'theirs' })).__typename).toBe('TransitionStepOfOthers');
  expect((await complete(nurse, { key: 'managed' })).__typename).toBe('TransitionStepOfOthers');
  expect((await complete(administrator, { key: 'managed' })).__typename).toBe('TransitionStepOfOthers');
  expect((await complete(nurse, { key: 'unknown' })).errors[0].extensions).toMatchObject({
    field: 'input.key',
    reason: 'UNKNOWN',
  });
  const other = region.unitId('Avd 2 Kirurgi, Sundsvall');
  expect((await complete(nurse, { key: 'mine', unitIds: [other] })).__typename).toBe('NotPermitted');
  expect((await complete(municipal, { key: 'mine', unitIds: [other] })).__typename).toBe('NotPermitted');
  expect((await complete(administrator, { key: 'mine', unitIds: [other, nurse.unitId] })).completions).toHaveLength(2);
});

test("when the region's system management tells its step, then it is done once for everyone (F-206)", async () => {
  await decide(step('archive', 'SYSTEM_MANAGEMENT', -1));
  const first = await completeTransitionStep(manager, { key: 'archive' });
  const colleague = await region.staff('Avd 2 Kirurgi, Sundsvall', 'SYSTEM_MANAGER');
  expect((await completeTransitionStep(colleague, { key: 'archive' })).completions).toEqual(first.completions);
  expect((await ask(nurse, 'transitionPlan', PLAN)).steps[0].completedAt).toBe(first.completions[0].completedAt);
});

test('when a step demands acknowledgements, then it waits for them, and what is left is counted for the unit (F-210)', async () => {
  const unit = await region.staff('Socialtjänsten, vuxna', 'CASE_OFFICER');
  const { noticeId } = await admitted(region, { nurse, physician, recipients: [unit] });
  await decide(step('acknowledge', 'MUNICIPALITY', -1, { condition: 'MESSAGES_ACKNOWLEDGED' }));
  const left = { unit: { id: unit.unitId }, party: 'MUNICIPALITY', unacknowledgedMessages: 1, stepsLeft: 1 };
  expect(await ask(unit, 'transitionRemaining', REMAINING)).toMatchObject([{ ...left, isComplete: false }]);
  expect(await completeTransitionStep(unit, { key: 'acknowledge' })).toMatchObject({
    __typename: 'TransitionWorkLeft',
    units: [left],
  });
  await acknowledgeMessage(unit, { messageId: noticeId });
  expect((await completeTransitionStep(unit, { key: 'acknowledge' })).__typename).toBe('CompleteTransitionStepOk');
  expect(await ask(unit, 'transitionRemaining', REMAINING)).toEqual([]);
  expect(await ask(unit, 'transitionReport', REPORT)).toMatchObject({
    isComplete: true,
    units: [{ stepsDone: 1, stepsLeft: 0 }],
  });
});

test('of what is left each sees the own unit, administrators those of their administration, the region’s manager all', async () => {
  await decide(step('start', 'INPATIENT_CARE', -1), step('answer', 'MUNICIPALITY', -1));
  const unitsOf = async (by: Person) =>
    (await ask(by, 'transitionReport', REPORT)).units.map((row: Json) => row.unit.id);
  expect(await unitsOf(assessor)).toEqual([assessor.unitId]);
  const ofMunicipality = await unitsOf(municipal);
  expect(ofMunicipality).toContain(assessor.unitId);
  expect(ofMunicipality).not.toContain(nurse.unitId);
  expect(ofMunicipality).not.toContain(region.unitId('Socialtjänsten, vuxna'));
  const ofRegion = await unitsOf(administrator);
  expect(ofRegion).toContain(nurse.unitId);
  expect(ofRegion).not.toContain(assessor.unitId);
  const report = await ask(manager, 'transitionReport', REPORT);
  expect([assessor.unitId, nurse.unitId].map((id) => unitOf(report, id).stepsLeft)).toEqual([1, 1]);
  const principal = await region.staff('Barn- och elevhälsan', 'ADMINISTRATOR');
  for (const by of [physician, principal]) {
    const answer = await by.ask(`{ transitionReport ${REPORT} }`);
    const units = answer.data?.transitionReport?.units ?? [];
    expect(units.map((row: Json) => row.unit.id)).toEqual(by === physician ? [nurse.unitId] : []);
  }
});
