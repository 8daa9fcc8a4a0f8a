import * as does from '@samplan/testing/operations';
import { overview } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('a patient whom the unit has no relation to, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  let stranger: Person;
  let patientId: string;
  let episodeId: string;
  let noticeId: string;
  let sipId: string;

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    stranger = await region.staff('Hemsjukvård Alnö', 'NURSE');
    const admission = await admitted(region, { nurse, physician, recipients: [assessor] });
    patientId = admission.patientId;
    episodeId = admission.episode.id;
    noticeId = admission.noticeId;
    const started = await does.initiateSip(assessor, {
      idempotencyKey: newKey(),
      patientId,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: nurse.unitId }],
    });
    sipId = started.sip.id;
    await region.settled();
  });
  afterAll(() => region.close());

  /** Access log entries of the stranger in a subgraph. */
  async function denials(subgraph: 'care' | 'sip' | 'organisation') {
    return await region.databases[subgraph].query<{ kind: string; action: string; patient_id: string | null }>(
      'SELECT kind, action, patient_id, reason FROM kit.access_log WHERE user_id = $1 ORDER BY entry',
      [stranger.userId],
    );
  }

  test('when a unit without relation reads by id, then it gets nothing and every denial is logged (G-070, G-072)', async () => {
    const answer = await stranger.ask(
      `query ($patientId: ID!, $episodeId: ID!, $sipId: ID!) {
        patient(id: $patientId) { familyName personalIdentityNumber }
        careEpisode(id: $episodeId) { state patient { familyName } }
        sip(id: $sipId) { state initiationReason }
        previewRecipients(patientId: $patientId, messageType: ADMISSION_NOTICE) { suggestions { unit { name } } }
        overview { totalCount edges { node { episode { id } } } }
      }`,
      { patientId, episodeId, sipId },
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      patient: null,
      careEpisode: null,
      sip: null,
      previewRecipients: null,
      overview: { totalCount: 0, edges: [] },
    });
    // The two are asked for at the same time, and noted as they come.
    expect([...(await denials('care'))].sort((a, b) => (a.action < b.action ? -1 : 1))).toEqual([
      { kind: 'DENIED', action: 'episode.read', patient_id: patientId, reason: 'NOT_IN_REACH' },
      { kind: 'DENIED', action: 'patient.read', patient_id: patientId, reason: 'NOT_IN_REACH' },
    ]);
    expect(await denials('sip')).toEqual([
      { kind: 'DENIED', action: 'sip.read', patient_id: patientId, reason: 'NOT_IN_REACH' },
    ]);
    expect(await denials('organisation')).toEqual([
      { kind: 'DENIED', action: 'recipients.preview', patient_id: patientId, reason: 'NOT_IN_REACH' },
    ]);
  });

  test('when the patient does not exist, then the answer is the same as when there is no relation (f.6 100)', async () => {
    const query = 'query ($id: ID!) { patient(id: $id) { familyName } careEpisode(id: $id) { state } }';
    const real = await stranger.ask(query, { id: patientId });
    const none = await stranger.ask(query, { id: 'pat_00000000000000000000000000' });
    expect(none).toMatchObject({ data: real.data, errors: real.errors });
  });

  test('when the stranger asks for entities as the gateway does, then every subgraph refuses what the queries refuse', async () => {
    const token = stranger.authorization;
    const entities = async (subgraph: 'care' | 'sip' | 'organisation', type: string, id: string, fields: string) =>
      await region.running.subgraphs.get(subgraph)?.execute(
        {
          query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
          variables: { r: [{ __typename: type, id }] },
        },
        { authorization: token, requestId: 'entities-test' },
      );
    expect((await entities('care', 'Patient', patientId, 'familyName'))?.data).toEqual({ _entities: [null] });
    expect((await entities('care', 'CareEpisode', episodeId, 'state'))?.data).toEqual({ _entities: [null] });
    expect((await entities('care', 'Message', noticeId, 'text'))?.data).toEqual({ _entities: [null] });
    expect((await entities('sip', 'Sip', sipId, 'initiationReason'))?.data).toEqual({ _entities: [null] });
    expect((await entities('sip', 'Patient', patientId, 'sips { id }'))?.data).toEqual({ _entities: [{ sips: [] }] });
    expect((await entities('sip', 'CareEpisode', episodeId, 'sip { id }'))?.data).toEqual({
      _entities: [{ sip: null }],
    });
    expect((await entities('organisation', 'Patient', patientId, 'addressing { version }'))?.data).toEqual({
      _entities: [{ addressing: null }],
    });
  });

  test('when the stranger tries to change what is out of reach, then nothing changes and the answer says only that it is not permitted', async () => {
    const before = await region.databases.care.query(
      'SELECT * FROM care_episode JOIN message ON episode_id = care_episode.id',
    );
    const refused = { __typename: 'NotPermitted' };
    expect(await does.acknowledgeMessage(stranger, { messageId: noticeId })).toMatchObject(refused);
    expect(await does.readMessage(stranger, { messageId: noticeId })).toMatchObject(refused);
    expect(await does.forwardMessage(stranger, { messageId: noticeId, toUnitId: stranger.unitId })).toMatchObject(
      refused,
    );
    const text = { idempotencyKey: newKey(), episodeId, text: 'Hej' };
    expect(await does.sendExtraMessage(stranger, text)).toMatchObject(refused);
    expect(await does.sendCareReport(stranger, text)).toMatchObject(refused);
    const answers = { episodeId, version: 0, answers: [{ key: 'medication', answer: 'x' }] };
    expect(await does.answerPlanningBasis(stranger, answers)).toMatchObject(refused);
    expect(await does.linkPatient(stranger, { patientId, version: 1, housingType: 'LSS' })).toMatchObject(refused);
    expect(await does.answerSipInvitation(stranger, { sipId, sequence: 1, answer: 'DECLINED' })).toMatchObject(refused);
    expect(
      await region.databases.care.query('SELECT * FROM care_episode JOIN message ON episode_id = care_episode.id'),
    ).toEqual(before);
  });

  test('when a colleague pages with the cursor of a case that the unit has no part in, then it leads nowhere', async () => {
    const cursor = Buffer.from(episodeId).toString('base64url');
    const page = await overview(stranger, { after: cursor, sort: { by: 'PATIENT_NAME', direction: 'ASCENDING' } });
    expect(page).toMatchObject({ totalCount: 0, edges: [] });
  });

  test('when the unit becomes a recipient, then it reads what it could not before', async () => {
    const forwarded = await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: stranger.unitId });
    expect(forwarded.__typename).toBe('ForwardMessageOk');
    const answer = await stranger.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId });
    expect(answer.at('patient').givenName).toBe('Test');
  });
});
