import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, discharged } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let centreNurse: Person;
let surgicalNurse: Person;
let manager: Person;
let episode: Json;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  centreNurse = await region.staff('Hälsocentralen Granlo', 'DISTRICT_NURSE');
  surgicalNurse = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());
beforeEach(async () => {
  const recipients = [assessor, homeNurse, centreNurse];
  ({ episode, patientId } = await admitted(region, { nurse, physician, recipients }));
});

const STANDARD = ['medication', 'supplies', 'aids', 'informed', 'followUp', 'transport'];
const ITEMS = 'items { key text isTicked comment }';
async function parts(by: Person): Promise<readonly Json[]> {
  const answer = await by.ask(
    `query ($id: ID!) { careEpisode(id: $id) { readyForHome { parts { unit { id } kind ${ITEMS} isDone savedAt savedBy { id }
       version viewerCanTick history { version savedBy { id } ${ITEMS} } } } } }`,
    { id: episode.id },
  );
  return answer.at('careEpisode').readyForHome.parts;
}
const partOf = async (by: Person, of: Person): Promise<Json> =>
  (await parts(by)).find(({ unit }) => unit.id === of.unitId);

const tick = (by: Person, keys: readonly string[], version = 0, comment: string | null = null, isTicked = true) =>
  does.tickReadyForHome(by, {
    episodeId: episode.id,
    version,
    items: keys.map((key) => ({ key, isTicked, comment })),
  });

const goesHome = async (): Promise<Json> => (await discharged(region, { nurse, physician }, episode)).left;

describe('tickReadyForHome (G-109)', () => {
  test('when nobody has ticked, then every party has its own list, the ward’s first', async () => {
    const all = await parts(assessor);
    expect(all[0]).toMatchObject({ unit: { id: nurse.unitId }, kind: 'READY_FOR_HOME_INPATIENT', version: 0 });
    expect(all[0]?.['items'].map(({ key }: Json) => key)).toEqual(STANDARD);
    expect(await partOf(assessor, centreNurse)).toMatchObject({ kind: 'READY_FOR_HOME_OUTPATIENT', isDone: false });
    for (const of of [assessor, homeNurse]) {
      expect(await partOf(assessor, of)).toMatchObject({
        kind: 'READY_FOR_HOME_MUNICIPALITY',
        items: [{ key: 'ready', isTicked: false, comment: null }],
        viewerCanTick: of === assessor,
      });
    }
  });

  test('when a unit ticks with a comment, then everyone sees it with who and when, and what it was before', async () => {
    expect(await tick(nurse, ['aids'], 0, 'Rullator levereras i morgon.')).toMatchObject({ part: { version: 1 } });
    await tick(nurse, ['aids'], 1, null, false);
    await tick(nurse, STANDARD, 2);
    const ward = await partOf(homeNurse, nurse);
    expect(ward).toMatchObject({ isDone: true, version: 3, savedBy: { id: nurse.userId }, viewerCanTick: false });
    const aids = ward.history.map(({ items }: Json) => items.find(({ key }: Json) => key === 'aids'));
    expect(aids).toMatchObject([
      { isTicked: true, comment: null },
      { isTicked: false, comment: null },
      { isTicked: true, comment: 'Rullator levereras i morgon.' },
    ]);
    const changes = await region.databases.care.query(
      `SELECT "column", before, after, by_unit_id FROM episode_change
       WHERE episode_id = $1 AND kind = 'READY_FOR_HOME' ORDER BY at LIMIT 1`,
      [episode.id],
    );
    expect(changes).toEqual([{ column: null, before: null, after: 'SAVED', by_unit_id: nurse.unitId }]);
    const log = await region.databases.care.query(
      "SELECT DISTINCT action FROM kit.access_log WHERE patient_id = $1 AND kind = 'WRITE' AND action LIKE 'ready%'",
      [patientId],
    );
    expect(log).toEqual([{ action: 'ready-for-home.tick' }]);
  });

  test('when each unit ticks, then it is in its own list and in nobody else’s', async () => {
    await tick(assessor, ['ready']);
    await tick(centreNurse, ['ready'], 0, 'Tid bokad.');
    expect(await partOf(nurse, assessor)).toMatchObject({ isDone: true });
    expect(await partOf(nurse, homeNurse)).toMatchObject({ isDone: false, version: 0 });
    expect(await partOf(nurse, centreNurse)).toMatchObject({ items: [{ comment: 'Tid bokad.' }] });
    expect((await tick(assessor, ['medication'], 1)).errors[0].extensions).toMatchObject({
      field: 'input.items[0].key',
      reason: 'UNKNOWN',
    });
  });

  test('when the patient leaves, then what the ward has not ticked is named, and no box holds the discharge up', async () => {
    await tick(nurse, ['medication', 'transport']);
    const { episode: left, readyForHomeMissing } = await goesHome();
    expect(left.state).toBe('DISCHARGED');
    expect(readyForHomeMissing.map(({ key }: Json) => key)).toEqual(['supplies', 'aids', 'informed', 'followUp']);
    expect(await tick(nurse, ['aids'], 1)).toMatchObject({ code: 'EPISODE_STATE_REFUSES', state: 'DISCHARGED' });
    expect((await partOf(nurse, nurse)).viewerCanTick).toBe(false);
  });

  test('when everything at the ward is ticked and the municipality’s box is not, then nothing is missing (G-109)', async () => {
    await tick(nurse, STANDARD);
    expect(await goesHome()).toMatchObject({ __typename: 'DischargePatientOk', readyForHomeMissing: [] });
  });

  test('when two tick at once in the same list, then one is told that somebody was first; in two lists, both do', async () => {
    const same = await Promise.all([tick(nurse, ['aids']), tick(nurse, ['supplies'])]);
    expect(same.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'TickReadyForHomeOk']);
    const own = await Promise.all([tick(assessor, ['ready']), tick(homeNurse, ['ready'])]);
    expect(own.map(({ __typename }) => __typename)).toEqual(['TickReadyForHomeOk', 'TickReadyForHomeOk']);
  });

  test('when somebody has no part or no right, then nothing is ticked', async () => {
    expect(await tick(surgicalNurse, ['aids'])).toMatchObject({ code: 'NOT_PERMITTED' });
    for (const by of [physician, manager]) {
      expect(await tick(by, ['aids'])).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    expect(await partOf(nurse, nurse)).toMatchObject({ version: 0 });
  });

  test.each([
    ['nothing', [], 'input.items', 'EMPTY'],
    ['a thing twice', ['aids', 'aids'], 'input.items', 'REPEATED'],
  ])('when %s is given, then the field is named', async (_, keys, field, reason) => {
    expect((await tick(nurse, keys)).errors[0].extensions).toMatchObject({ field, reason });
  });

  test('when a comment is empty, then the field is named', async () => {
    expect((await tick(nurse, ['aids'], 0, ' ')).errors[0].extensions).toMatchObject({
      field: 'input.items[0].comment',
      reason: 'EMPTY',
    });
  });

  test('when the patient blocks a unit, then its list is not shown at the ward, not even as empty (G-077)', async () => {
    await tick(centreNurse, ['ready'], 0, 'Känslig kommentar.');
    await does.registerBlock(centreNurse, { patientId, scope: 'UNIT', requestedBy: 'PATIENT' });
    await region.settled();
    const shown = await parts(nurse);
    expect(shown.map(({ unit }) => unit.id)).not.toContain(centreNurse.unitId);
    expect(shown).toHaveLength(3);
    expect(await partOf(centreNurse, centreNurse)).toMatchObject({ items: [{ comment: 'Känslig kommentar.' }] });
  });

  test('when the region publishes a list of its own, then begun lists keep theirs', async () => {
    const other = episode;
    await tick(nurse, ['aids']);
    ({ episode } = await admitted(region, { nurse, physician, recipients: [assessor] }));
    await does.publishPlanningList(manager, {
      kind: 'READY_FOR_HOME_INPATIENT',
      version: 0,
      validFromOn: stockholmDay(region.clock.now()),
      items: [{ key: 'own', text: 'Eget.' }],
    });
    expect((await partOf(nurse, nurse)).items).toMatchObject([{ key: 'own', text: 'Eget.' }]);
    episode = other;
    expect((await partOf(nurse, nurse)).items.map(({ key }: Json) => key)).toEqual(STANDARD);
  });
});
