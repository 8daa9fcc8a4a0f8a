import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, hours, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let surgicalNurse: Person;
let manager: Person;
let episode: Json;
let episodeId: string;
let noticeId: string;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  surgicalNurse = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());
beforeEach(async () => {
  const recipients = [assessor, homeNurse];
  ({ episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients }));
  episodeId = episode.id;
});

const CHOICE = `track since meetingAt isMeetingMissing followUp { isSipStarted groups { key text } }
  basis { unit { id } partition version } reason setBy { id } setByUnit { id } version`;
const DUTY = 'unit { id } dueAt isAnswered isOverdue';
const SEEN = `query ($id: ID!) { careEpisode(id: $id) { version viewerCan yellowTrackGroups { key }
  planningTrack { ${CHOICE} } planningTracks { track version reason }
  planningBasisDue { at isOverdue parties { ${DUTY} } }
  planningBasis { needsAssessment { state version viewerCan } nursing { state version viewerCan } }
  messages { sentAt } changes { kind before after by { id } } } }`;
async function seen(by: Person): Promise<Json> {
  return (await by.ask(SEEN, { id: episodeId })).at('careEpisode');
}

const choose = (by: Person, track: string, version = 0, change: Readonly<Record<string, unknown>> = {}) =>
  does.setPlanningTrack(by, { episodeId, track, version, ...change });

const answer = (by: Person, version: number) =>
  does.answerPlanningBasis(by, {
    episodeId,
    version,
    answers: [{ key: by === assessor ? 'housing' : 'medication', answer: `Svar ${version}.` }],
  });

describe('setPlanningTrack (G-108)', () => {
  test('when parties choose, then everyone sees which track, who chose it when and why, and what it was before', async () => {
    expect(await seen(nurse)).toMatchObject({ planningTrack: null, planningTracks: [] });
    await choose(assessor, 'YELLOW');
    expect(await choose(nurse, 'GREEN', 1, { reason: 'Insatserna finns redan.' })).toMatchObject({
      episode: { planningTrack: { track: 'GREEN', version: 2 } },
    });
    const after = await seen(homeNurse);
    expect(after.planningTrack).toMatchObject({
      track: 'GREEN',
      reason: 'Insatserna finns redan.',
      isMeetingMissing: false,
      followUp: null,
      basis: [],
      setBy: { id: nurse.userId },
      setByUnit: { id: nurse.unitId },
      version: 2,
    });
    expect(after.planningTracks).toEqual([
      { track: 'GREEN', version: 2, reason: 'Insatserna finns redan.' },
      { track: 'YELLOW', version: 1, reason: null },
    ]);
    expect(after.changes.filter(({ kind }: Json) => kind === 'PLANNING_TRACK')).toEqual(
      expect.arrayContaining([
        { kind: 'PLANNING_TRACK', before: null, after: 'YELLOW', by: { id: assessor.userId } },
        { kind: 'PLANNING_TRACK', before: 'YELLOW', after: 'GREEN', by: { id: nurse.userId } },
      ]),
    );
    const stored = await region.databases.care.query(
      `SELECT "column" FROM episode_change WHERE episode_id = $1 AND kind = 'PLANNING_TRACK'`,
      [episodeId],
    );
    expect(stored).toEqual([{ column: 'planningBasis' }, { column: 'planningBasis' }]);
    const told = await region.databases.care.query<{ data: Json }>(
      "SELECT data FROM kit.outbox WHERE type = 'OverviewChanged' AND aggregate_id = $1 ORDER BY position DESC LIMIT 1",
      [episodeId],
    );
    expect(told[0]?.data).toMatchObject({ column: 'planningBasis', sourceUnitId: nurse.unitId });
    const log = await region.databases.care.query(
      `SELECT user_id FROM kit.access_log WHERE patient_id = $1 AND kind = 'WRITE' AND action = 'planning-track.set' ORDER BY user_id`,
      [patientId],
    );
    expect(log).toEqual([assessor.userId, nurse.userId].sort().map((user_id) => ({ user_id })));
  });

  test('when the track becomes red, then what led to it stays as it is, and what is still empty can be filled in', async () => {
    await answer(assessor, 0);
    await choose(nurse, 'RED');
    const red = await seen(assessor);
    expect(red.planningTrack.basis).toEqual([
      { unit: { id: assessor.unitId }, partition: 'NEEDS_ASSESSMENT', version: 1 },
    ]);
    expect(red.planningBasis.needsAssessment).toMatchObject({ version: 1, viewerCan: ['SIGN', 'NOTE_DISAGREEMENT'] });
    const locked = { code: 'PLANNING_BASIS_LOCKED' };
    expect(await answer(assessor, 1)).toMatchObject(locked);
    expect(await does.voidPlanningSection(assessor, { episodeId, version: 1, reason: 'Fel.' })).toMatchObject(locked);
    // Signing does not change it; correcting what is signed would.
    expect(await does.signPlanningSection(assessor, { episodeId, version: 1 })).toMatchObject({
      section: { state: 'SIGNED' },
    });
    expect(
      await does.correctPlanningSection(assessor, {
        episodeId,
        version: 2,
        reason: 'Fel.',
        answers: [{ key: 'housing', answer: 'Rättat.' }],
      }),
    ).toMatchObject(locked);
    expect(await answer(homeNurse, 0)).toMatchObject({ section: { version: 1 } });
    expect(await answer(homeNurse, 1)).toMatchObject({ section: { version: 2 } });
    // Choosing red again, as when the meeting is planned, locks nothing more.
    await choose(nurse, 'RED', 1, { meetingAt: hours(region, 24) });
    expect(await answer(homeNurse, 2)).toMatchObject({ section: { version: 3 } });
  });

  test('when it leaves red, then a reason is demanded, and what led to it can be changed again', async () => {
    await answer(assessor, 0);
    await choose(nurse, 'RED');
    expect(await choose(nurse, 'YELLOW', 1)).toMatchObject({
      code: 'PLANNING_TRACK_REASON_MISSING',
      field: 'input.reason',
    });
    expect(await answer(assessor, 1)).toMatchObject({ code: 'PLANNING_BASIS_LOCKED' });
    await choose(nurse, 'YELLOW', 1, { reason: 'Bättre än bedömt.' });
    expect(await answer(assessor, 1)).toMatchObject({ section: { version: 2 } });
  });

  test('when the patient lives in special housing, then what led to red can be changed too (G-108)', async () => {
    await answer(assessor, 0);
    await choose(nurse, 'RED');
    await does.linkPatient(assessor, { patientId, version: 1, housingUnitId: region.unitId('Björkbacka') });
    await region.settled();
    expect((await seen(assessor)).planningBasis.needsAssessment.viewerCan).toContain('ANSWER');
    expect(await answer(assessor, 1)).toMatchObject({ section: { version: 2 } });
  });

  test('when the track is red, then the meeting is missing until its time is planned, or somebody is invited to a SIP', async () => {
    await choose(nurse, 'RED');
    expect((await seen(assessor)).planningTrack).toMatchObject({ meetingAt: null, isMeetingMissing: true });
    const meetingAt = hours(region, 24);
    await choose(assessor, 'RED', 1, { meetingAt });
    expect((await seen(nurse)).planningTrack).toMatchObject({
      meetingAt: meetingAt.toISOString(),
      isMeetingMissing: false,
      version: 2,
    });
    await choose(assessor, 'RED', 2);
    expect((await seen(nurse)).planningTrack).toMatchObject({ meetingAt: null, isMeetingMissing: true });
    await region.databases.care.query(
      `INSERT INTO sip_copy (sip_id, episode_id, invited_at, participants, version) VALUES ($1, $2, now(), '[]', 1)`,
      [`sip_${episodeId}`, episodeId],
    );
    expect((await seen(nurse)).planningTrack.isMeetingMissing).toBe(false);
  });

  test('when a patient on the yellow track belongs to a defined group, then a SIP at home is wanted until one is started', async () => {
    expect((await seen(nurse)).yellowTrackGroups).toEqual([{ key: 'bothPrincipals' }]);
    await choose(nurse, 'YELLOW', 0, { followUpGroups: ['bothPrincipals'] });
    const wanted = { groups: [{ key: 'bothPrincipals', text: expect.stringContaining('kommunen') }] };
    expect((await seen(assessor)).planningTrack.followUp).toEqual({ ...wanted, isSipStarted: false });
    await does.initiateSip(assessor, {
      idempotencyKey: newKey(),
      patientId,
      episodeId,
      initiationReason: 'Nya insatser hemma.',
      participants: [{ unitId: nurse.unitId }],
    });
    await region.settled();
    expect((await seen(assessor)).planningTrack.followUp).toEqual({ ...wanted, isSipStarted: true });
  });

  test('when two choose at once, then one is told that somebody was first', async () => {
    const outcomes = await Promise.all([choose(assessor, 'GREEN'), choose(nurse, 'RED')]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'SetPlanningTrackOk']);
    expect(await choose(homeNurse, 'YELLOW')).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test('when somebody answers and somebody chooses red at once, then the answer led to it or was refused, never changed after', async () => {
    await answer(assessor, 0);
    const [, answered] = await Promise.all([choose(nurse, 'RED'), answer(assessor, 1)]);
    const { planningTrack, planningBasis } = await seen(assessor);
    expect(planningTrack.basis).toMatchObject([{ version: planningBasis.needsAssessment.version }]);
    if (planningBasis.needsAssessment.version === 1) expect(answered).toMatchObject({ code: 'PLANNING_BASIS_LOCKED' });
  });

  test('when somebody has no part, no right, or the patient has left, then the track stays', async () => {
    expect(await choose(surgicalNurse, 'RED')).toMatchObject({ code: 'NOT_PERMITTED' });
    for (const by of [physician, manager]) {
      expect(await choose(by, 'RED')).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    expect((await seen(nurse)).viewerCan).toContain('SET_PLANNING_TRACK');
    await does.voidEpisode(nurse, { episodeId, version: episode.version, reason: 'Fel patient.' });
    expect(await choose(nurse, 'RED')).toMatchObject({ code: 'EPISODE_STATE_REFUSES', state: 'VOIDED' });
    expect(await seen(nurse)).toMatchObject({ planningTrack: null, viewerCan: [] });
  });

  const bad: readonly (readonly [string, string, () => Readonly<Record<string, unknown>>, string, string])[] = [
    ['a meeting', 'GREEN', () => ({ meetingAt: hours(region, 1) }), 'input.meetingAt', 'NOT_FOR_TRACK'],
    ['a meeting before the admission', 'RED', () => ({ meetingAt: hours(region, -2) }), 'input.meetingAt', 'TOO_EARLY'],
    ['groups', 'RED', () => ({ followUpGroups: ['bothPrincipals'] }), 'input.followUpGroups', 'NOT_FOR_TRACK'],
    ['an unknown group', 'YELLOW', () => ({ followUpGroups: ['x'] }), 'input.followUpGroups[0]', 'UNKNOWN'],
    [
      'a group twice',
      'YELLOW',
      () => ({ followUpGroups: ['bothPrincipals', 'bothPrincipals'] }),
      'input.followUpGroups',
      'REPEATED',
    ],
    ['an empty reason', 'GREEN', () => ({ reason: ' ' }), 'input.reason', 'EMPTY'],
  ];
  test.each(bad)('when %s is given for %s, then the field is named', async (_, track, change, field, reason) => {
    const { errors } = await choose(nurse, track, 0, change());
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
  });

  test('when the patient is moved to another ward, then the track goes on there with what led to it', async () => {
    await answer(assessor, 0);
    await choose(nurse, 'RED');
    const moved = await does.transferPatient(nurse, {
      episodeId,
      version: episode.version,
      toWardId: surgicalNurse.unitId,
      transferredAt: region.clock.now(),
    });
    expect(moved.__typename).toBe('TransferPatientOk');
    const [next] = await region.databases.care.query('SELECT id FROM care_episode WHERE transferred_from_id = $1', [
      episodeId,
    ]);
    episodeId = String(next?.['id']);
    expect((await seen(surgicalNurse)).planningTrack).toMatchObject({ track: 'RED', version: 1, basis: [{}] });
    expect(await answer(assessor, 1)).toMatchObject({ code: 'PLANNING_BASIS_LOCKED' });
  });
});

describe('the planning basis is due (G-108)', () => {
  afterAll(() => region.clock.move({ hours: -49 }));

  test('when 48 hours have passed since the notice, then who has not answered is late: in the episode, the overview and the inbox', async () => {
    await answer(assessor, 0);
    const { planningBasisDue, messages } = await seen(nurse);
    expect(Date.parse(planningBasisDue.at) - Date.parse(messages.at(-1).sentAt)).toBe(48 * 3_600_000);
    expect(planningBasisDue).toMatchObject({ isOverdue: false });
    region.clock.move({ hours: 49 });
    // Whoever signed in two days ago is not any longer.
    const ward = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    const homeHealth = await region.staff('Hemsjukvård Centrum', 'NURSE');
    const assessment = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const late = {
      isOverdue: true,
      parties: [
        { unit: { id: nurse.unitId }, isAnswered: false, isOverdue: true },
        { unit: { id: assessor.unitId }, isAnswered: true, isOverdue: false },
        { unit: { id: homeNurse.unitId }, isAnswered: false, isOverdue: true },
      ].sort((a, b) => (a.unit.id < b.unit.id ? -1 : 1)),
    };
    const inOrder = (due: Json) => ({
      ...due,
      parties: due.parties.sort((a: Json, b: Json) => (a.unit.id < b.unit.id ? -1 : 1)),
    });
    expect(inOrder((await seen(ward)).planningBasisDue)).toMatchObject(late);
    const rows = await homeHealth.ask(
      `{ overview { edges { node { episode { id } planningTrack { track } planningBasisDue { isOverdue parties { ${DUTY} } } } } } }`,
    );
    const row = rows.at('overview').edges.find(({ node }: Json) => node.episode.id === episodeId).node;
    expect(inOrder(row.planningBasisDue)).toMatchObject(late);
    expect(row.planningTrack).toBeNull();
    for (const [by, isOverdue] of [
      [homeHealth, true],
      [assessment, false],
    ] as const) {
      const inbox = await by.ask(`{ unitInbox { edges { node { message { id } planningBasisDuty { ${DUTY} } } } } }`);
      const item = inbox.at('unitInbox').edges.find(({ node }: Json) => node.message.id === noticeId).node;
      expect(item.planningBasisDuty).toMatchObject({ unit: { id: by.unitId }, isOverdue });
    }
  });
});

test.each([
  [[], 1],
  [['INVOICED_IN_SOURCE'], null],
] as const)(
  'when the episode was imported with the marks %j, then the basis is due 48 hours from then, or not asked for (F-214, F-216)',
  async (marks, imported) => {
    const importedAt = hours(region, 1);
    await region.databases.care.query(
      `INSERT INTO transition_source (system, kind, external_id, episode_id, fingerprint, marks, imported_at)
       VALUES ('Prator', 'EPISODE', $1, $1, '', $2, $3)`,
      [episodeId, marks, importedAt],
    );
    const { planningBasisDue } = await seen(nurse);
    expect(planningBasisDue?.at ?? null).toBe(
      imported && new Date(importedAt.getTime() + 48 * 3_600_000).toISOString(),
    );
  },
);

describe('publishPlanningList', () => {
  const day = (days: number) => stockholmDay(new Date(region.clock.now().getTime() + days * 86_400_000));
  const list = (change: Readonly<Record<string, unknown>> = {}) => ({
    kind: 'YELLOW_TRACK_GROUPS',
    version: 0,
    validFromOn: day(0),
    items: [{ key: 'livesAlone', text: 'Bor ensam.' }],
    ...change,
  });

  test('when a region defines its groups, then they hold from the day, and what was chosen before keeps its own', async () => {
    await choose(nurse, 'YELLOW', 0, { followUpGroups: ['bothPrincipals'] });
    const published = await does.publishPlanningList(manager, list());
    expect(published).toMatchObject({ list: { version: 1, isStandard: false, publishedBy: { id: manager.userId } } });
    await does.publishPlanningList(
      manager,
      list({ version: 1, validFromOn: day(2), items: [{ key: 'b', text: 'B.' }] }),
    );
    const after = await seen(nurse);
    expect(after.yellowTrackGroups).toEqual([{ key: 'livesAlone' }]);
    expect(after.planningTrack.followUp.groups).toMatchObject([{ key: 'bothPrincipals' }]);
    expect(await choose(nurse, 'YELLOW', 1, { followUpGroups: ['bothPrincipals'] })).toMatchObject({
      errors: [{ extensions: { reason: 'UNKNOWN' } }],
    });
    const answered = await manager.ask(
      '{ planningLists(kind: YELLOW_TRACK_GROUPS) { version isStandard validFromOn items { key } } }',
    );
    expect(answered.at('planningLists')).toMatchObject([
      { version: 2, isStandard: false, validFromOn: day(2) },
      { version: 1, isStandard: false, items: [{ key: 'livesAlone' }] },
      { version: 1, isStandard: true, items: [{ key: 'bothPrincipals' }] },
    ]);
  });

  test('when somebody without the right publishes or reads versions, then nothing happens', async () => {
    for (const by of [nurse, physician, assessor]) {
      expect(await does.publishPlanningList(by, list({ version: 2 }))).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
      const answered = await by.ask('{ planningLists(kind: YELLOW_TRACK_GROUPS) { version } }');
      expect(answered.data?.['planningLists'] ?? null).toBeNull();
    }
  });

  test.each([
    ['there is nothing in it', { items: [] }, 'input.items', 'EMPTY'],
    [
      'a key is repeated',
      { items: ['a', 'a'].map((key) => ({ key, text: 'Text.' })) },
      'input.items[1].key',
      'REPEATED',
    ],
    ['a text is empty', { items: [{ key: 'a', text: ' ' }] }, 'input.items[0].text', 'EMPTY'],
    ['it would have held yesterday', { validFromOn: '2020-01-01' }, 'input.validFromOn', 'TOO_EARLY'],
  ])('when %s, then the field is named', async (_, change, field, reason) => {
    const { errors } = await does.publishPlanningList(manager, list(change));
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
  });
});
