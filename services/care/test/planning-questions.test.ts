import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let manager: Person;
let nurse: Person;
let physician: Person;
let assessor: Person;

beforeAll(async () => {
  region = await testRegion();
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
});
afterAll(() => region.close());

const day = (days: number) => stockholmDay(new Date(region.clock.now().getTime() + days * 86_400_000));

const version = (change: Readonly<Record<string, unknown>> = {}) => ({
  partition: 'NEEDS_ASSESSMENT',
  version: 0,
  validFromOn: day(0),
  questions: [{ key: 'housing', text: 'Hur bor patienten?' }],
  ...change,
});

async function episode(): Promise<Json> {
  return (await admitted(region, { nurse, physician, recipients: [assessor] })).episode;
}

const PART = 'version questionSet { version isStandard } questions { key answer }';

async function partOf(by: Person, id: string, part = 'needsAssessment'): Promise<Json> {
  const answer = await by.ask(`query ($id: ID!) { careEpisode(id: $id) { planningBasis { ${part} { ${PART} } } } }`, {
    id,
  });
  return answer.at('careEpisode').planningBasis[part];
}

async function history(by: Person, partition: string): Promise<Json> {
  const answer = await by.ask(
    `query ($partition: PlanningPartition!) { planningQuestionSets(partition: $partition) {
      partition version isStandard validFromOn publishedBy { id } questions { key text } } }`,
    { partition },
  );
  return answer.data?.planningQuestionSets ?? null;
}

test('when nothing is published, then every part asks its standard questions, each with a key of its own (F-233, F-240 to F-244)', async () => {
  const id = (await episode()).id;
  for (const part of [
    'inpatientCare',
    'primaryCare',
    'psychiatricOutpatient',
    'nursing',
    'occupationalTherapy',
    'physiotherapy',
    'socialServices',
  ]) {
    const { questions, questionSet } = await partOf(nurse, id, part);
    expect(questionSet, part).toEqual({ version: 1, isStandard: true });
    const keys = questions.map(({ key }: Json) => key);
    expect(keys.length, part).toBeGreaterThan(0);
    expect(new Set(keys).size, part).toBe(keys.length);
  }
});

test('when a version is published, then parts are begun with it from its day, and begun ones keep their questions and answers', async () => {
  const [begun, left] = [await episode(), await episode()];
  const answers = [{ key: 'decisions', answer: 'Trygghetslarm' }];
  await does.answerPlanningBasis(assessor, { episodeId: begun.id, version: 0, answers });

  const now = [
    { key: 'housing', text: 'Hur bor patienten?' },
    { key: 'network', text: 'Vilka anhöriga finns?' },
  ];
  const published = await does.publishPlanningQuestions(manager, version({ questions: now }));
  expect(published).toMatchObject({
    questionSet: { version: 1, isStandard: false, validFromOn: day(0), publishedBy: { id: manager.userId } },
  });
  const later = version({ version: 1, validFromOn: day(2), questions: [{ key: 'later', text: 'Senare?' }] });
  expect(await does.publishPlanningQuestions(manager, later)).toMatchObject({ questionSet: { version: 2 } });

  expect(await partOf(assessor, begun.id)).toMatchObject({
    questionSet: { version: 1, isStandard: true },
    questions: expect.arrayContaining([{ key: 'decisions', answer: 'Trygghetslarm' }]),
  });
  expect(await partOf(assessor, left.id)).toMatchObject({
    questionSet: { version: 1, isStandard: false },
    questions: [
      { key: 'housing', answer: null },
      { key: 'network', answer: null },
    ],
  });
  const old = { episodeId: left.id, version: 0, answers: [{ key: 'decisions', answer: 'Nej' }] };
  const refused = await does.answerPlanningBasis(assessor, old);
  expect(refused.errors[0].extensions).toMatchObject({ field: 'input.answers[0].key', reason: 'UNKNOWN' });
  const more = { episodeId: begun.id, version: 1, answers: [{ key: 'changed', answer: 'Hemtjänst' }] };
  expect(await does.answerPlanningBasis(assessor, more)).toMatchObject({ section: { version: 2 } });

  expect((await history(manager, 'NEEDS_ASSESSMENT')).map(({ questions: _questions, ...set }: Json) => set)).toEqual([
    {
      partition: 'NEEDS_ASSESSMENT',
      version: 2,
      isStandard: false,
      validFromOn: day(2),
      publishedBy: { id: manager.userId },
    },
    {
      partition: 'NEEDS_ASSESSMENT',
      version: 1,
      isStandard: false,
      validFromOn: day(0),
      publishedBy: { id: manager.userId },
    },
    { partition: 'NEEDS_ASSESSMENT', version: 1, isStandard: true, validFromOn: '2026-01-01', publishedBy: null },
  ]);
});

describe('publishPlanningQuestions refuses', () => {
  const bad: readonly (readonly [string, () => Readonly<Record<string, unknown>>, string, string])[] = [
    ['there is no question', () => ({ questions: [] }), 'input.questions', 'EMPTY'],
    [
      'there are 51 questions',
      () => ({ questions: Array.from({ length: 51 }, (_, i) => ({ key: `q${i}`, text: 'Fråga?' })) }),
      'input.questions',
      'TOO_MANY',
    ],
    [
      'a key is repeated',
      () => ({ questions: ['a', 'b', 'a'].map((key) => ({ key, text: 'Fråga?' })) }),
      'input.questions[2].key',
      'REPEATED',
    ],
    ['a key has a space', () => ({ questions: [{ key: 'a b', text: 'Fråga?' }] }), 'input.questions[0].key', 'FORM'],
    ['a question is empty', () => ({ questions: [{ key: 'a', text: '  ' }] }), 'input.questions[0].text', 'EMPTY'],
    ['it would have held yesterday', () => ({ validFromOn: day(-1) }), 'input.validFromOn', 'TOO_EARLY'],
  ];
  test.each(bad)('when %s, then the field is named', async (_, change, field, reason) => {
    const refused = await does.publishPlanningQuestions(manager, version({ partition: 'NURSING', ...change() }));
    expect(refused.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
    expect(await history(manager, 'NURSING')).toHaveLength(1);
  });

  test('when somebody without the right publishes or reads versions, then nothing happens (matrix)', async () => {
    const municipal = await region.staff('Biståndsenheten Sundsvall', 'SYSTEM_MANAGER');
    const administrator = await region.staff('Avd 11 Medicin, Sundsvall', 'ADMINISTRATOR');
    for (const by of [nurse, physician, assessor, municipal, administrator]) {
      const refused = await does.publishPlanningQuestions(by, version({ partition: 'PHYSIOTHERAPY' }));
      expect(refused.errors[0].extensions.code).toBe('FORBIDDEN');
      expect(await history(by, 'PHYSIOTHERAPY')).toBeNull();
    }
    expect(await history(manager, 'PHYSIOTHERAPY')).toHaveLength(1);
  });

  test('when two publish at once, then one does and the other gets ChangedMeanwhile', async () => {
    const one = version({ partition: 'PRIMARY_CARE' });
    const outcomes = await Promise.all([1, 2, 3].map(() => does.publishPlanningQuestions(manager, one)));
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'ChangedMeanwhile',
      'PublishPlanningQuestionsOk',
    ]);
    expect(await does.publishPlanningQuestions(manager, one)).toMatchObject({ __typename: 'ChangedMeanwhile' });
  });

  test('when a version is published, then the service itself has no right to change it or take it away', async () => {
    const [rights] = await region.databases.care.query(
      `SELECT has_table_privilege('samplan_application', 'planning_question_set', 'INSERT') AS adds,
              has_table_privilege('samplan_application', 'planning_question_set', 'UPDATE, DELETE, TRUNCATE') AS changes`,
    );
    expect(rights).toEqual({ adds: true, changes: false });
  });
});
