import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let therapist: Person;
let otherNurse: Person;
let episode: Json;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  therapist = await region.staff('Hemsjukvård Centrum', 'OCCUPATIONAL_THERAPIST');
  otherNurse = await region.staff('Hemsjukvård Nacksta', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  ({ episode } = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

/** A question of everybody's part. */
const keyOf = (by: Person): string => {
  if (by === nurse) return 'reason';
  if (by === assessor) return 'housing';
  return by === therapist ? 'aids' : 'medication';
};

async function saves(by: Person, answer = 'svar', version = 0): Promise<Json> {
  const answers = [{ key: keyOf(by), answer }];
  return await does.answerPlanningBasis(by, { episodeId: episode.id, version, answers });
}

async function signs(by: Person, confirmFinal = false, version = 1): Promise<Json> {
  return await does.signPlanningSection(by, { episodeId: episode.id, version, confirmFinal });
}

async function corrects(by: Person, version: number, confirmFinal = false, answer = 'rättat'): Promise<Json> {
  const answers = [{ key: keyOf(by), answer }];
  const reason = 'Skrevs om fel person';
  return await does.correctPlanningSection(by, { episodeId: episode.id, version, confirmFinal, answers, reason });
}

async function voids(by: Person, version: number): Promise<Json> {
  return await does.voidPlanningSection(by, { episodeId: episode.id, version, reason: 'Fel patient' });
}

/** Ward, assessor and home health have signed, and the last has confirmed. */
async function closePlan(): Promise<void> {
  for (const by of [nurse, assessor, homeNurse]) {
    await saves(by);
    expect((await signs(by, true)).__typename).toBe('SignPlanningSectionOk');
  }
}

const SECTION = `state version viewerCan unit { id } questions { key answer } savedBy { id } signed { at by { id } }
  correction { reason by { id } } voiding { reason by { id } } disagreements { version text notedBy { id } }
  history { version state isCorrection reason at by { id } unit { id } questions { key answer } }`;
const SEEN = `query ($id: ID!) { careEpisode(id: $id) {
  carePlan { state viewerCan parties { unit { id } state } steps { kind reason unit { id } by { id } byUnit { id } } }
  changes { kind before after by { id } }
  planningBasis { needsAssessment { ${SECTION} } nursing { ${SECTION} } sections { partition state unit { id } } } } }`;

async function seen(by: Person): Promise<Json> {
  return (await by.ask(SEEN, { id: episode.id })).at('careEpisode');
}

const NOT_PERMITTED = { __typename: 'NotPermitted' };

describe('signPlanningSection (F-065)', () => {
  test('when a party signs, then the part is signed by its unit, in state, history, changes and access log', async () => {
    await saves(assessor, 'Bor i lägenhet');
    expect(await signs(assessor)).toMatchObject({
      __typename: 'SignPlanningSectionOk',
      section: { state: 'SIGNED', version: 2, signed: { by: { id: assessor.userId } }, unit: { id: assessor.unitId } },
      episode: { carePlan: { state: 'OPEN' } },
    });
    const { planningBasis, changes, carePlan } = await seen(nurse);
    expect(planningBasis.needsAssessment).toMatchObject({ state: 'SIGNED', viewerCan: [] });
    expect(planningBasis.needsAssessment.history).toMatchObject([
      { version: 2, state: 'SIGNED', isCorrection: false, by: { id: assessor.userId }, unit: { id: assessor.unitId } },
      { version: 1, state: 'DRAFT', isCorrection: false, by: { id: assessor.userId } },
    ]);
    expect(carePlan.parties).toEqual([
      { unit: { id: nurse.unitId }, state: 'MISSING' },
      ...[assessor, homeNurse]
        .map(({ unitId }) => ({ unit: { id: unitId }, state: unitId === assessor.unitId ? 'SIGNED' : 'MISSING' }))
        .sort((a, b) => (a.unit.id < b.unit.id ? -1 : 1)),
    ]);
    expect(changes.filter(({ kind }: Json) => kind === 'PLANNING_BASIS')).toEqual([
      { kind: 'PLANNING_BASIS', before: 'DRAFT', after: 'SIGNED', by: { id: assessor.userId } },
      { kind: 'PLANNING_BASIS', before: null, after: 'DRAFT', by: { id: assessor.userId } },
    ]);
    const log = await region.databases.care.query(
      `SELECT action FROM kit.access_log WHERE subject_id = $1 AND kind = 'WRITE' AND user_id = $2 ORDER BY entry`,
      [episode.id, assessor.userId],
    );
    expect(log.map(({ action }) => action)).toEqual(['planning-basis.answer', 'planning-basis.sign']);
  });

  test('when it is signed, then it is neither saved over nor signed again (G-087)', async () => {
    await saves(assessor);
    await signs(assessor);
    expect(await saves(assessor, 'annat', 2)).toMatchObject({ code: 'PLANNING_SECTION_STATE_REFUSES' });
    expect(await signs(assessor, false, 2)).toMatchObject({ sectionState: 'SIGNED' });
    expect(await signs(assessor, false, 1)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await seen(nurse)).planningBasis.needsAssessment.questions).toContainEqual({
      key: 'housing',
      answer: 'svar',
    });
  });

  test('when nothing is saved, then there is nothing to sign', async () => {
    expect(await signs(assessor, false, 0)).toMatchObject({ sectionState: 'UNANSWERED' });
  });

  test('when it is signed twice at once, then once', async () => {
    await saves(assessor);
    const outcomes = await Promise.all([signs(assessor), signs(assessor), signs(assessor)]);
    expect(outcomes.filter(({ __typename }) => __typename === 'SignPlanningSectionOk')).toHaveLength(1);
    expect((await seen(nurse)).planningBasis.needsAssessment.version).toBe(2);
  });
});

describe('the final justification (F-066)', () => {
  test('when the last party signs, then it is asked first, and after a yes the plan is closed and green', async () => {
    for (const by of [nurse, assessor, homeNurse]) await saves(by);
    for (const by of [homeNurse, nurse]) expect((await signs(by)).__typename).toBe('SignPlanningSectionOk');
    expect((await overviewRows(assessor))[0].planningBasis.mark).toBe('RED');
    expect((await overviewRows(nurse))[0].planningBasis.mark).toBe('BLUE');

    expect(await signs(assessor)).toMatchObject({
      __typename: 'FinalSigningConfirmationRequired',
      code: 'FINAL_SIGNING_CONFIRMATION_REQUIRED',
    });
    expect((await seen(nurse)).carePlan.state).toBe('OPEN');
    expect(await signs(assessor, true)).toMatchObject({ episode: { carePlan: { state: 'FINALLY_JUSTIFIED' } } });
    expect((await seen(nurse)).carePlan).toMatchObject({
      state: 'FINALLY_JUSTIFIED',
      viewerCan: ['REOPEN'],
      steps: [
        { kind: 'FINALLY_JUSTIFIED', reason: null, by: { id: assessor.userId }, byUnit: { id: assessor.unitId } },
      ],
    });
    const { planningBasis } = (await overviewRows(nurse))[0];
    expect(planningBasis).toMatchObject({ mark: 'GREEN' });
    expect(planningBasis.parties.map(({ state }: Json) => state)).toEqual(['SIGNED', 'SIGNED', 'SIGNED']);
    expect((await seen(nurse)).changes[0]).toMatchObject({
      kind: 'CARE_PLAN',
      before: 'OPEN',
      after: 'FINALLY_JUSTIFIED',
    });
  });

  test('when the two last sign at once, then one signs and the other is asked', async () => {
    for (const by of [nurse, assessor, homeNurse]) await saves(by);
    await signs(nurse);
    const outcomes = await Promise.all([signs(assessor), signs(homeNurse)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'FinalSigningConfirmationRequired',
      'SignPlanningSectionOk',
    ]);
    expect((await seen(nurse)).carePlan.state).toBe('OPEN');
  });

  test('when the two last sign at once and both have said yes, then the plan is closed once', async () => {
    for (const by of [nurse, assessor, homeNurse]) await saves(by);
    await signs(nurse);
    const outcomes = await Promise.all([signs(assessor, true), signs(homeNurse, true)]);
    expect(outcomes.map(({ __typename }) => __typename)).toEqual(['SignPlanningSectionOk', 'SignPlanningSectionOk']);
    expect((await seen(nurse)).carePlan).toMatchObject({
      state: 'FINALLY_JUSTIFIED',
      steps: [{ kind: 'FINALLY_JUSTIFIED' }],
    });
  });

  test('when the plan is closed, then a new part is refused until the ward opens it again, with a reason', async () => {
    await closePlan();
    expect(await saves(therapist)).toMatchObject({ code: 'CARE_PLAN_STATE_REFUSES' });
    const input = { episodeId: episode.id, reason: 'Arbetsterapeuten ska skriva' };
    expect(await does.reopenCarePlan(assessor, input)).toMatchObject({ __typename: 'NotPermitted' });
    expect(await does.reopenCarePlan(nurse, input)).toMatchObject({
      carePlan: {
        state: 'OPEN',
        viewerCan: ['FINALISE'],
        steps: [{ kind: 'REOPENED', reason: input.reason, by: { id: nurse.userId } }, { kind: 'FINALLY_JUSTIFIED' }],
      },
    });
    expect(await does.reopenCarePlan(nurse, input)).toMatchObject({ code: 'CARE_PLAN_STATE_REFUSES' });
    expect((await saves(therapist)).__typename).toBe('AnswerPlanningBasisOk');
    expect((await signs(therapist)).__typename).toBe('FinalSigningConfirmationRequired');
    expect(await signs(therapist, true)).toMatchObject({ episode: { carePlan: { state: 'FINALLY_JUSTIFIED' } } });
  });
});

describe('correctPlanningSection (G-087)', () => {
  test('when a signed part is corrected, then the new version is signed and says why, and the earlier one is kept as it was', async () => {
    await saves(assessor, 'Bor i villa');
    await signs(assessor);
    expect(await corrects(assessor, 2)).toMatchObject({
      section: {
        state: 'SIGNED',
        version: 3,
        correction: { reason: 'Skrevs om fel person', by: { id: assessor.userId } },
      },
    });
    const { history } = (await seen(nurse)).planningBasis.needsAssessment;
    expect(history).toMatchObject([
      { version: 3, state: 'SIGNED', isCorrection: true, reason: 'Skrevs om fel person', at: expect.any(String) },
      { version: 2, state: 'SIGNED', isCorrection: false, reason: null },
      { version: 1, state: 'DRAFT' },
    ]);
    const housing = history.map((one: Json) => one.questions.find(({ key }: Json) => key === 'housing').answer);
    expect(housing).toEqual(['rättat', 'Bor i villa', 'Bor i villa']);
    expect((await seen(nurse)).changes[0]).toMatchObject({ before: 'SIGNED', after: 'CORRECTED' });
  });

  test('when the plan is closed, then who corrects is asked, and it stays closed by the one who corrected', async () => {
    await closePlan();
    expect(await corrects(assessor, 2)).toMatchObject({ __typename: 'FinalSigningConfirmationRequired' });
    expect(await corrects(assessor, 2, true)).toMatchObject({ episode: { carePlan: { state: 'FINALLY_JUSTIFIED' } } });
    expect((await seen(nurse)).carePlan.steps[0]).toMatchObject({
      kind: 'FINALLY_JUSTIFIED',
      by: { id: assessor.userId },
    });
  });

  test('when it is a draft, a question is unknown or the reason is empty, then the refusal says so', async () => {
    await saves(assessor);
    expect(await corrects(assessor, 1)).toMatchObject({ sectionState: 'DRAFT' });
    const input = { episodeId: episode.id, version: 1, reason: ' ', answers: [{ key: 'housing', answer: 'x' }] };
    const empty = await does.correctPlanningSection(assessor, input);
    expect(empty.errors[0].extensions).toMatchObject({ field: 'input.reason', reason: 'EMPTY' });
    const foreign = { ...input, reason: 'r', answers: [{ key: 'medication', answer: 'x' }] };
    const unknown = await does.correctPlanningSection(assessor, foreign);
    expect(unknown.errors[0].extensions).toMatchObject({ field: 'input.answers[0].key', reason: 'UNKNOWN' });
  });
});

describe('voidPlanningSection', () => {
  test('when a part is voided, then it shows as void with its reason, its answers stand in the history only, and it can begin anew', async () => {
    await saves(assessor, 'Bor i villa');
    await signs(assessor);
    expect(await voids(assessor, 2)).toMatchObject({
      section: { state: 'VOIDED', voiding: { reason: 'Fel patient', by: { id: assessor.userId } } },
    });
    const { needsAssessment } = (await seen(nurse)).planningBasis;
    expect(needsAssessment.questions.map(({ answer }: Json) => answer)).toEqual([null, null, null]);
    expect(needsAssessment.history[1].questions).toContainEqual({ key: 'housing', answer: 'Bor i villa' });
    expect((await overviewRows(assessor))[0].planningBasis).toBeNull();
    expect(await voids(assessor, 3)).toMatchObject({ sectionState: 'VOIDED' });
    expect(await saves(assessor, 'Bor i lägenhet', 3)).toMatchObject({ section: { version: 4 } });
    expect((await signs(assessor, false, 4)).section.state).toBe('SIGNED');
  });

  test('when the plan is closed, then voiding a signed part opens it again for the same reason', async () => {
    await closePlan();
    expect(await voids(homeNurse, 2)).toMatchObject({ episode: { carePlan: { state: 'OPEN' } } });
    expect((await seen(nurse)).carePlan).toMatchObject({
      steps: [{ kind: 'REOPENED', reason: 'Fel patient', by: { id: homeNurse.userId } }, { kind: 'FINALLY_JUSTIFIED' }],
    });
    expect((await overviewRows(homeNurse))[0].planningBasis.mark).toBe('RED');
  });
});

describe('notePatientDisagreement (3 kap. 8 § lag 2008:355)', () => {
  test('when the patient does not agree, then it is noted with the version, by whom, and all parties read it', async () => {
    await saves(assessor);
    const input = { episodeId: episode.id, version: 1, text: 'Patienten säger att hissen är trasig.' };
    const noted = { version: 1, text: input.text, notedBy: { id: assessor.userId } };
    expect(await does.notePatientDisagreement(assessor, input)).toMatchObject({ section: { disagreements: [noted] } });
    expect((await seen(homeNurse)).planningBasis.needsAssessment.disagreements).toEqual([noted]);
    expect((await seen(homeNurse)).planningBasis.nursing.disagreements).toEqual([]);
    expect(await does.notePatientDisagreement(homeNurse, input)).toMatchObject({
      code: 'PLANNING_SECTION_STATE_REFUSES',
    });
    const later = await does.notePatientDisagreement(assessor, { ...input, version: 2 });
    expect(later.errors[0].extensions).toMatchObject({ field: 'input.version', reason: 'UNKNOWN' });
  });
});

describe('whose part it is (F-240 to F-244, f.3 56)', () => {
  test('when two units write the same part, then each writes and signs its own, and neither touches the other’s', async () => {
    ({ episode } = await admitted(region, { nurse, physician, recipients: [homeNurse, otherNurse] }));
    await saves(homeNurse, 'Centrum');
    await signs(homeNurse);
    expect((await seen(otherNurse)).planningBasis.nursing).toMatchObject({
      state: 'UNANSWERED',
      version: 0,
      viewerCan: ['ANSWER'],
    });
    expect(await voids(otherNurse, 2)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await saves(otherNurse, 'Nacksta', 2)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await saves(otherNurse, 'Nacksta')).__typename).toBe('AnswerPlanningBasisOk');
    const { nursing, sections } = (await seen(nurse)).planningBasis;
    expect(nursing).toMatchObject({ state: 'SIGNED', unit: { id: homeNurse.unitId } });
    expect(sections).toEqual(
      expect.arrayContaining([
        { partition: 'NURSING', state: 'SIGNED', unit: { id: homeNurse.unitId } },
        { partition: 'NURSING', state: 'DRAFT', unit: { id: otherNurse.unitId } },
      ]),
    );
  });

  test('when a colleague of another role acts, then it is on the own role’s part and never on the other’s', async () => {
    await saves(homeNurse);
    expect(await signs(therapist)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await signs(therapist, false, 0)).toMatchObject({ sectionState: 'UNANSWERED' });
    expect(await voids(therapist, 0)).toMatchObject({ sectionState: 'UNANSWERED' });
    expect((await seen(nurse)).planningBasis.nursing).toMatchObject({ state: 'DRAFT', version: 1 });
  });

  const STRANGERS = [
    ['Avd 11 Medicin, Sundsvall', 'PHYSICIAN'],
    ['Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER'],
    ['Avd 51 Psykiatri, Sundsvall', 'NURSE'],
    ['Biståndsenheten Sundsvall', 'PLANNER'],
    ['Biståndsenheten Sundsvall', 'UNIT_MANAGER'],
    ['Biståndsenheten Sundsvall', 'ADMINISTRATOR'],
    ['Hemsjukvård Nacksta', 'NURSE'],
  ] as const;
  test.each(STRANGERS)('when somebody at %s as %s tries, then nothing of the plan is done', async (unit, role) => {
    const stranger = await region.staff(unit, role);
    await saves(assessor);
    const id = { episodeId: episode.id };
    const outcomes = [
      await signs(stranger),
      await voids(stranger, 1),
      await corrects(stranger, 1),
      await does.notePatientDisagreement(stranger, { ...id, version: 1, text: 'x' }),
      await does.releaseFromCarePlan(stranger, { ...id, unitId: homeNurse.unitId, reason: 'x' }),
      await does.finaliseCarePlan(stranger, id),
      await does.reopenCarePlan(stranger, { ...id, reason: 'x' }),
    ];
    for (const outcome of outcomes) {
      const isRefused = outcome.__typename === 'NotPermitted' || outcome.errors?.[0].extensions.code === 'FORBIDDEN';
      expect(isRefused, JSON.stringify(outcome)).toBe(true);
    }
    expect((await seen(nurse)).planningBasis.needsAssessment).toMatchObject({ state: 'DRAFT', version: 1 });
  });
});

describe('releaseFromCarePlan', () => {
  const release = (by: Person, unitId: string) =>
    does.releaseFromCarePlan(by, { episodeId: episode.id, unitId, reason: 'Inga insatser planeras' });

  test('when the ward releases the last who is missing, then nobody is left and the ward closes the plan', async () => {
    for (const by of [nurse, assessor]) {
      await saves(by);
      await signs(by);
    }
    expect(await does.finaliseCarePlan(nurse, { episodeId: episode.id })).toMatchObject({
      code: 'CARE_PLAN_SIGNATURES_MISSING',
      units: [{ id: homeNurse.unitId }],
    });
    expect(await release(nurse, homeNurse.unitId)).toMatchObject({
      carePlan: {
        state: 'OPEN',
        viewerCan: ['FINALISE'],
        steps: [{ kind: 'RELEASED', reason: 'Inga insatser planeras', unit: { id: homeNurse.unitId } }],
      },
    });
    expect((await overviewRows(homeNurse))[0].planningBasis.mark).toBe('GREEN');
    expect(await does.finaliseCarePlan(nurse, { episodeId: episode.id })).toMatchObject({
      carePlan: { state: 'FINALLY_JUSTIFIED' },
    });
    expect(await release(nurse, homeNurse.unitId)).toMatchObject({ code: 'CARE_PLAN_STATE_REFUSES' });
  });

  test('when it is the ward itself, a unit that takes no part or one that is released, then the field is named', async () => {
    expect((await release(nurse, homeNurse.unitId)).__typename).toBe('ReleaseFromCarePlanOk');
    for (const unitId of [nurse.unitId, otherNurse.unitId, homeNurse.unitId]) {
      expect(await release(nurse, unitId)).toMatchObject({ code: 'CARE_PLAN_PARTY_REFUSED', field: 'input.unitId' });
    }
  });

  test('when a party releases itself or another, then NotPermitted', async () => {
    for (const by of [assessor, homeNurse]) expect(await release(by, homeNurse.unitId)).toMatchObject(NOT_PERMITTED);
  });
});

test('when the episode is closed, then its plan is what it was, and only what the patient does not agree with is noted', async () => {
  await saves(assessor);
  const { version } = (await discharged(region, { nurse, physician }, episode)).left.episode;
  expect((await does.closeEpisode(nurse, { episodeId: episode.id, version })).__typename).toBe('CloseEpisodeOk');
  for (const outcome of [await signs(assessor), await voids(assessor, 1), await saves(assessor, 'nytt', 1)]) {
    expect(outcome).toMatchObject({ code: 'EPISODE_STATE_REFUSES' });
  }
  const { needsAssessment } = (await seen(assessor)).planningBasis;
  expect(needsAssessment).toMatchObject({ state: 'DRAFT', viewerCan: ['NOTE_DISAGREEMENT'] });
  const input = { episodeId: episode.id, version: 1, text: 'Stämmer inte.' };
  expect((await does.notePatientDisagreement(assessor, input)).__typename).toBe('NotePatientDisagreementOk');
});

test('when something is in the history, then the service itself has no right to change it or take it away (G-087)', async () => {
  const tables = ['planning_section_version', 'planning_disagreement', 'care_plan_step'];
  for (const table of tables) {
    const [rights] = await region.databases.care.query(
      `SELECT has_table_privilege('samplan_application', $1, 'UPDATE, DELETE, TRUNCATE') AS changes`,
      [table],
    );
    expect(rights, table).toEqual({ changes: false });
  }
  const [rights] = await region.databases.care.query(
    `SELECT has_table_privilege('samplan_application', 'planning_section', 'DELETE') AS deletes`,
  );
  expect(rights).toEqual({ deletes: false });
});
