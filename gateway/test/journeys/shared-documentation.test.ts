import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, newIdentityNumber, newKey, patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const IMPORTANCE = 'Läkemedel och mål i planen behövs för hemsjukvården.';
const READING = `query ($patientId: ID!, $episodeId: ID!, $sipId: ID!) {
  patient(id: $patientId) { familyName careEpisodes { id } sips { id } messagesReceived { id } }
  careEpisode(id: $episodeId) {
    state
    messages { id text }
    planningBasis { inpatientCare { savedAt history { version } }
      needsAssessment { savedAt history { version } disagreements { text } } sections { partition } }
    sip { id }
    viewerCan
  }
  sip(id: $sipId) { initiationReason }
}`;
const CLOSED = { patient: { careEpisodes: [], sips: [] }, careEpisode: null, sip: null };

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('what another care giver has documented, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  /** Somebody at the municipality without a part in the case, and two colleagues: at the unit and at another. */
  let homeHealth: Person;
  let colleague: Person;
  let elsewhere: Person;
  let reviewer: Person;
  let careGiverId: string;
  let ids: { patientId: string; episodeId: string; sipId: string };

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff(WARD, 'NURSE');
    physician = await region.staff(WARD, 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    homeHealth = await region.staff('Hemsjukvård Alnö', 'NURSE');
    colleague = await region.staff('Hemsjukvård Alnö', 'NURSE');
    elsewhere = await region.staff('Hemsjukvård Centrum', 'NURSE');
    reviewer = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    const [principal] = await region.databases.identity.query<{ principal_id: string }>(
      'SELECT principal_id FROM kit.unit WHERE unit_id = $1',
      [nurse.unitId],
    );
    careGiverId = principal?.principal_id ?? '';
  });
  afterAll(() => region.close());

  /** A case of the ward and the assessor with a plan that the ward leads. Home health care has looked the patient up, and no more. */
  async function aCase(): Promise<void> {
    const number = newIdentityNumber();
    const { patient } = await does.registerPatient(nurse, patientInput(number));
    await region.settled();
    const { episode } = await does.admitPatient(nurse, admissionInput(region, physician, patient.id, [assessor]));
    const write = (by: Person, text: string) =>
      does.sendExtraMessage(by, { idempotencyKey: newKey(), episodeId: episode.id, text });
    await write(nurse, 'Från avdelningen.');
    await write(assessor, 'Från kommunen.');
    const answers = (key: string) => ({ episodeId: episode.id, version: 0, answers: [{ key, answer: 'Ja' }] });
    await does.answerPlanningBasis(nurse, answers('reason'));
    await does.answerPlanningBasis(assessor, answers('housing'));
    await region.settled();
    const { sip } = await does.initiateSip(nurse, {
      idempotencyKey: newKey(),
      patientId: patient.id,
      episodeId: episode.id,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: assessor.unitId }],
    });
    for (const by of [homeHealth, colleague, elsewhere]) {
      await does.lookUpPatient(by, { personalIdentityNumber: number, purpose: 'CARE' });
    }
    await region.settled();
    ids = { patientId: patient.id, episodeId: episode.id, sipId: sip.id };
  }

  const read = async (by: Person): Promise<Json> => (await by.ask(READING, ids)).data;
  const lastDay = '2026-12-31';
  const consent = (by: Person, more: Readonly<Record<string, unknown>> = {}) =>
    does.registerSharingConsent(by, {
      patientId: ids.patientId,
      givenBy: 'PATIENT',
      obtained: 'OBTAINED_NOW',
      isInformed: true,
      scope: 'UNIT',
      validTo: lastDay,
      ...more,
    });
  const find = (by: Person) => does.findSharedDocumentation(by, { patientId: ids.patientId });
  const show = (by: Person, more = {}) =>
    does.showSharedDocumentationSources(by, { patientId: ids.patientId, ...more });
  const open = (by: Person, more: Readonly<Record<string, unknown>> = {}) =>
    does.openSharedDocumentation(by, { patientId: ids.patientId, careGiverId, importance: IMPORTANCE, ...more });

  async function openAll(by: Person): Promise<Json> {
    await find(by);
    await show(by);
    return await open(by);
  }

  async function entity(by: Person, subgraph: SubgraphName, type: string, id: string, fields: string): Promise<Json> {
    const answer = await region.running.subgraphs.get(subgraph)?.execute(
      {
        query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
        variables: { r: [{ __typename: type, id }] },
      },
      { authorization: by.authorization, requestId: 'shared-documentation-test' },
    );
    const entities = answer?.data?.['_entities'];
    return Array.isArray(entities) ? entities[0] : undefined;
  }

  const logOf = async (by: Person, kind: string): Promise<readonly string[]> => {
    const rows = await region.databases.identity.query<{ entry: string }>(
      `SELECT concat_ws(' ', action, reason) AS entry FROM kit.access_log
       WHERE user_id = $1 AND kind = $2 AND patient_id = $3 ORDER BY entry`,
      [by.userId, kind, ids.patientId],
    );
    return rows.map(({ entry }) => entry);
  };

  test('when a patient was only looked up, then nothing is read, and each step waits for the one before (G-080, G-081)', async () => {
    await aCase();
    expect(await read(homeHealth)).toMatchObject(CLOSED);
    expect(await show(homeHealth)).toMatchObject({ code: 'SHARING_EXISTENCE_NOT_SHOWN' });
    expect(await open(homeHealth)).toMatchObject({ code: 'SHARING_SOURCES_NOT_SHOWN' });
    const found = await find(homeHealth);
    expect(found).toEqual({ __typename: 'FindSharedDocumentationOk', exists: true }); // neither who nor what
    expect(await show(homeHealth)).toMatchObject({ code: 'SHARING_CONSENT_MISSING' });
    expect(await read(homeHealth)).toMatchObject(CLOSED);
    expect(await logOf(homeHealth, 'DENIED')).toEqual([
      'shared-documentation.open STEP_MISSING',
      'shared-documentation.show-sources CONSENT_MISSING',
      'shared-documentation.show-sources STEP_MISSING',
    ]);
  });

  test('when the patient consents, then the second step shows who and the third opens the ward’s data, and only that, only to that person', async () => {
    const { consent: given } = await consent(homeHealth);
    expect(given).toMatchObject({
      basis: 'OBTAINED_NOW',
      scope: 'UNIT',
      endsAt: '2026-12-31T23:00:00.000Z',
      registeredBy: { id: homeHealth.userId },
      registeredByUnit: { id: homeHealth.unitId },
    });
    expect(await read(homeHealth)).toMatchObject(CLOSED); // consent alone opens nothing
    expect(await open(homeHealth)).toMatchObject({ code: 'SHARING_SOURCES_NOT_SHOWN' });
    expect(await show(homeHealth)).toMatchObject({ careGivers: [{ id: careGiverId }] });
    expect(await read(homeHealth)).toMatchObject(CLOSED);
    expect(await open(homeHealth)).toMatchObject({ __typename: 'OpenSharedDocumentationOk' });

    const opened = await read(homeHealth);
    expect(opened).toMatchObject({
      patient: { careEpisodes: [{ id: ids.episodeId }], sips: [{ id: ids.sipId }], messagesReceived: [] },
      careEpisode: { state: 'ADMITTED', sip: { id: ids.sipId } },
      sip: { initiationReason: 'Behov av samordning.' },
    });
    // The municipality's own data is not another care giver's: no consent to shared documentation opens it.
    const texts = opened.careEpisode.messages.map(({ text }: Json) => text);
    expect(texts).toContain('Från avdelningen.');
    expect(texts).not.toContain('Från kommunen.');
    expect(opened.careEpisode.planningBasis).toEqual({
      inpatientCare: { savedAt: expect.any(String), history: [{ version: 1 }] },
      needsAssessment: { savedAt: null, history: [], disagreements: [] },
      sections: [{ partition: 'INPATIENT_CARE' }],
    });
    for (const other of [colleague, elsewhere]) expect(await read(other)).toMatchObject(CLOSED);
  });

  test('when it is open, then it is for reading: nothing can be written, and the case is on no list of the unit', async () => {
    const text = { idempotencyKey: newKey(), episodeId: ids.episodeId, text: 'Hej' };
    expect(await does.sendExtraMessage(homeHealth, text)).toMatchObject({ __typename: 'NotPermitted' });
    expect((await overviewRows(homeHealth)).map((row) => row.episode.id)).not.toContain(ids.episodeId);
    expect((await read(homeHealth)).careEpisode.viewerCan).toEqual([]);
  });

  test('when it is open, then every step stands in the log, and the log reviewer reads why', async () => {
    expect(await logOf(homeHealth, 'WRITE')).toEqual([
      'shared-documentation.find',
      'shared-documentation.open',
      'shared-documentation.show-sources',
      'sharing-consent.register',
    ]);
    const review = (await reviewer.ask('{ exceptionalAccesses { kind patientId reason user { id } } }')).at(
      'exceptionalAccesses',
    );
    expect(review[0]).toEqual({
      kind: 'SHARED_WITH_CONSENT',
      patientId: ids.patientId,
      reason: IMPORTANCE,
      user: { id: homeHealth.userId },
    });
  });

  test('when the consent covers the unit, then a colleague there takes the steps and one at another unit does not', async () => {
    expect(await openAll(colleague)).toMatchObject({ __typename: 'OpenSharedDocumentationOk' });
    expect((await read(colleague)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    expect((await openAll(elsewhere)).code).toBe('SHARING_SOURCES_NOT_SHOWN');
    expect(await show(elsewhere)).toMatchObject({ code: 'SHARING_CONSENT_MISSING' });
    expect(await read(elsewhere)).toMatchObject(CLOSED);
  });

  test('when a colleague tries a care giver that has documented nothing, or no care giver, then nothing opens', async () => {
    for (const other of ['prn_00000000000000000000000000', colleague.unitId]) {
      expect(await open(colleague, { careGiverId: other })).toMatchObject({ code: 'SHARING_SOURCE_UNKNOWN' });
    }
  });

  test('when the ward’s data is blocked, then it closes at once whatever was consented to, and does not even exist (G-085)', async () => {
    const { block } = await does.registerBlock(nurse, {
      patientId: ids.patientId,
      scope: 'UNIT',
      requestedBy: 'PATIENT',
    });
    expect(await read(homeHealth)).toMatchObject(CLOSED);
    expect(await entity(homeHealth, 'care', 'CareEpisode', ids.episodeId, 'state')).toBeNull();
    expect(await entity(homeHealth, 'sip', 'Sip', ids.sipId, 'initiationReason')).toBeNull();
    expect(await find(homeHealth)).toMatchObject({ exists: false });
    expect(await show(homeHealth)).toMatchObject({ careGivers: [] });
    expect(await open(homeHealth)).toMatchObject({ code: 'SHARING_SOURCE_UNKNOWN' });
    await does.endBlock(nurse, { blockId: block.id });
    expect((await read(homeHealth)).careEpisode).toMatchObject({ state: 'ADMITTED' });
  });

  test('when the patient opts out of shared documentation, then it closes at once to all but the parties (G-079)', async () => {
    const optOut = { patientId: ids.patientId, scope: 'SHARED_DOCUMENTATION' };
    expect(await does.registerBlock(nurse, { ...optOut, requestedBy: 'GUARDIAN' })).toMatchObject({
      code: 'BLOCK_BY_GUARDIAN',
    });
    expect((await read(homeHealth)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    const { block } = await does.registerBlock(nurse, { ...optOut, requestedBy: 'PATIENT' });
    expect(await read(homeHealth)).toMatchObject(CLOSED);
    expect(await find(homeHealth)).toMatchObject({ exists: false });
    // The law on collaboration at discharge makes the assessor's unit a party, whatever is shared otherwise.
    expect(await read(assessor)).toMatchObject({ careEpisode: { state: 'ADMITTED' }, sip: {} });
    expect((await read(nurse)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    const emergency = await does.openEmergencyAccess(elsewhere, { patientId: ids.patientId, reason: IMPORTANCE });
    expect(emergency.blocks).toMatchObject([{ scope: 'SHARED_DOCUMENTATION', careGiver: { id: careGiverId } }]);
    expect(await read(elsewhere)).toMatchObject({ careEpisode: null, sip: null });
    // An outer block can be set beside it.
    const outer = await does.registerBlock(nurse, { ...optOut, scope: 'CARE_GIVER', requestedBy: 'PATIENT' });
    expect(await read(assessor)).toMatchObject({ careEpisode: null });
    await does.endBlock(nurse, { blockId: outer.block.id });
    await does.endBlock(nurse, { blockId: block.id });
    expect((await read(homeHealth)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    expect((await read(assessor)).careEpisode).toMatchObject({ state: 'ADMITTED' });
  });

  test('when the relation to the patient ends, then what was opened is closed, and consent alone leads nowhere (G-080, G-084)', async () => {
    const relations = await region.databases.care.query<{ id: string }>(
      `UPDATE care_relation SET until = $2 WHERE unit_id = $1 AND patient_id = $3 RETURNING id`,
      [homeHealth.unitId, region.clock.now(), ids.patientId],
    );
    expect(relations).toHaveLength(1);
    for (const subgraph of ['identity', 'sip', 'organisation'] as const) {
      await region.databases[subgraph].query('UPDATE kit.care_relation SET until = $2 WHERE relation_id = $1', [
        relations[0]?.id,
        region.clock.now(),
      ]);
    }
    expect(await read(homeHealth)).toMatchObject({ patient: null, careEpisode: null, sip: null });
    const refused = { __typename: 'NotPermitted' };
    expect(await find(homeHealth)).toMatchObject(refused);
    expect(await show(homeHealth)).toMatchObject(refused);
    expect(await open(homeHealth)).toMatchObject(refused);
    expect(await consent(homeHealth, { scope: 'USER' })).toMatchObject(refused);
  });

  test('when the consent is withdrawn, then what everyone opened by it is closed at the next call', async () => {
    await aCase();
    const { consent: given } = await consent(homeHealth);
    for (const by of [homeHealth, colleague]) {
      await openAll(by);
      expect((await read(by)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    }
    const withdraw = (by: Person) => does.withdrawSharingConsent(by, { consentId: given.id });
    expect(await withdraw(nurse)).toMatchObject({ __typename: 'NotPermitted' }); // another care giver's
    expect(await withdraw(elsewhere)).toMatchObject({ __typename: 'WithdrawSharingConsentOk' });
    for (const by of [homeHealth, colleague]) {
      expect(await read(by)).toMatchObject(CLOSED);
      expect(await open(by)).toMatchObject({ code: 'SHARING_CONSENT_MISSING' });
    }
    expect(await withdraw(homeHealth)).toMatchObject({ __typename: 'NotPermitted' });
    const list = 'query ($id: ID!) { patient(id: $id) { id sharingConsents { id } } }';
    expect((await homeHealth.ask(list, { id: ids.patientId })).at('patient').sharingConsents).toEqual([]);
  });
});
