import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, hours, newKey, patientInput } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Refused in one way or the other: the field itself, or the result. */
function expectRefused(outcome: Json): void {
  const codes = outcome.errors?.map((error: Json) => error.extensions.code) ?? [outcome.code];
  expect(['NOT_PERMITTED', 'FORBIDDEN'], JSON.stringify(outcome)).toContain(codes[0]);
}

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('an admission in Sundsvall from ward to closed, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  let homeNurse: Person;
  let healthCentre: Person;
  let schoolNurse: Person;
  let otherWard: Person;
  let patientId: string;
  let episode: Json;
  let noticeId: string;
  let readyId: string;
  let dischargeId: string;

  /** Everybody who has no business in the case. */
  const outsiders = (): readonly Person[] => [schoolNurse, otherWard];

  /** What somebody sees of the case. */
  async function seen(by: Person): Promise<Json> {
    const answer = await by.ask('query ($id: ID!) { careEpisode(id: $id) { state } }', { id: episode.id });
    return answer.data?.careEpisode ?? null;
  }

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
    healthCentre = await region.staff('Hälsocentralen Nacksta', 'DISTRICT_NURSE');
    schoolNurse = await region.staff('Barn- och elevhälsan', 'SCHOOL_NURSE');
    otherWard = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
  });
  afterAll(() => region.close());

  test('when the ward registers a patient who is not found, then the patient is known to the ward alone (F-231)', async () => {
    const input = patientInput('191010239810');
    const purpose = { personalIdentityNumber: '19101023-9810', purpose: 'ADMISSION' };
    for (const outsider of [physician, schoolNurse]) expectRefused(await does.lookUpPatient(outsider, purpose));
    expect(await does.lookUpPatient(nurse, purpose)).toMatchObject({ code: 'PATIENT_NOT_REGISTERED' });
    for (const outsider of [physician, healthCentre, schoolNurse]) {
      expectRefused(await does.registerPatient(outsider, input));
    }
    const registered = await does.registerPatient(nurse, input);
    patientId = registered.patient.id;
    expect(registered.patient.personalIdentityNumber).toBe('191010239810');
    await region.settled();
    for (const outsider of [assessor, ...outsiders()]) {
      const answer = await outsider.ask('query ($id: ID!) { patient(id: $id) { familyName } }', { id: patientId });
      expect(answer.data?.patient).toBeNull();
    }
  });

  test('when the needs assessor links the patient, then the units are chosen beforehand with their reasons (F-222, F-232, B-13)', async () => {
    await does.lookUpPatient(assessor, { personalIdentityNumber: '191010239810', purpose: 'CLIENT_REGISTRATION' });
    await region.settled();
    const link = { patientId, version: 1, housingType: 'ORDINARY', homeHealthUnitId: homeNurse.unitId };
    for (const outsider of [nurse, ...outsiders()]) expectRefused(await does.linkPatient(outsider, link));
    const linked = await does.linkPatient(assessor, { ...link, listedHealthCentreId: healthCentre.unitId });
    expect(linked.__typename).toBe('LinkPatientOk');
    await region.settled();
    const asked = `query ($id: ID!) { previewRecipients(patientId: $id, messageType: ADMISSION_NOTICE) {
      suggestions { unit { id } reason isPreselected } gaps { kind } } }`;
    for (const outsider of [physician, ...outsiders()]) {
      expect((await outsider.ask(asked, { id: patientId })).data?.previewRecipients ?? null).toBeNull();
    }
    const preview = await nurse.ask(asked, { id: patientId });
    expect(preview.at('previewRecipients')).toEqual({
      suggestions: [
        { unit: { id: assessor.unitId }, reason: 'ASSESSMENT_UNIT', isPreselected: true },
        { unit: { id: homeNurse.unitId }, reason: 'PATIENT_LINK', isPreselected: true },
        { unit: { id: region.unitId('Hemtjänst Centrum') }, reason: 'ADDRESS_AREA', isPreselected: true },
        { unit: { id: healthCentre.unitId }, reason: 'LISTED_HEALTH_CENTRE', isPreselected: true },
      ],
      gaps: [],
    });
  });

  test('when the ward admits, then needs assessment, home health care and health centre have the notice to acknowledge (G-001, F-232)', async () => {
    const input = admissionInput(region, physician, patientId, [assessor, homeNurse, healthCentre]);
    const needs = { ...input.assessment, needs: ['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE'] };
    for (const outsider of [assessor, homeNurse, healthCentre, physician, ...outsiders()]) {
      expectRefused(await does.admitPatient(outsider, { ...input, assessment: needs }));
    }
    const admitted = await does.admitPatient(nurse, { ...input, assessment: needs });
    episode = admitted.episode;
    noticeId = admitted.notice.id;
    expect(admitted).toMatchObject({
      episode: { state: 'ADMITTED', outstandingAcknowledgements: 3 },
      notice: { isLate: false },
    });
    await region.settled();
    for (const party of [assessor, homeNurse, healthCentre]) {
      const [row] = await overviewRows(party);
      expect(row).toMatchObject({
        patient: { personalIdentityNumber: '191010239810' },
        unit: { name: 'Avd 11 Medicin, Sundsvall' },
        admission: { mark: 'RED', message: { id: noticeId } },
      });
    }
    expect(await overviewRows(otherWard)).toEqual([]);
    expectRefused(await does.overview(schoolNurse));
    for (const outsider of outsiders()) expect(await seen(outsider)).toBeNull();
  });

  test('when every party acknowledges, then the cell turns from red over blue to green (F-069, G-100)', async () => {
    for (const outsider of [nurse, ...outsiders()]) {
      expectRefused(await does.acknowledgeMessage(outsider, { messageId: noticeId }));
    }
    for (const party of [assessor, homeNurse]) {
      expect((await does.acknowledgeMessage(party, { messageId: noticeId })).__typename).toBe('AcknowledgeMessageOk');
      expect((await overviewRows(party))[0].admission.mark).toBe('BLUE');
    }
    await does.acknowledgeMessage(healthCentre, { messageId: noticeId });
    for (const party of [nurse, assessor, homeNurse, healthCentre]) {
      expect((await overviewRows(party))[0].admission.mark).toBe('GREEN');
    }
  });

  test('when the parties fill in the planning basis, then each answers its own part and all read all (F-244, f.3 56)', async () => {
    const parts: readonly [Person, string, string][] = [
      [nurse, 'reason', 'INPATIENT_CARE'],
      [assessor, 'housing', 'NEEDS_ASSESSMENT'],
      [homeNurse, 'medication', 'NURSING'],
      [healthCentre, 'known', 'PRIMARY_CARE'],
    ];
    for (const [party, key, partition] of parts) {
      const input = { episodeId: episode.id, version: 0, answers: [{ key, answer: `svar ${key}` }] };
      for (const outsider of [physician, ...outsiders()]) {
        expectRefused(await does.answerPlanningBasis(outsider, input));
      }
      expect(await does.answerPlanningBasis(party, input)).toMatchObject({ section: { partition, version: 1 } });
    }
    const foreign = { episodeId: episode.id, version: 1, answers: [{ key: 'housing', answer: 'ändrat' }] };
    const refused = await does.answerPlanningBasis(homeNurse, foreign);
    expect(refused.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.answers[0].key' });
    const read = await healthCentre.ask(
      `query ($id: ID!) { careEpisode(id: $id) { planningBasis {
        viewerPartition needsAssessment { savedBy { id } questions { key answer } } } } }`,
      { id: episode.id },
    );
    expect(read.at('careEpisode').planningBasis).toMatchObject({
      viewerPartition: 'PRIMARY_CARE',
      needsAssessment: {
        savedBy: { id: assessor.userId },
        questions: expect.arrayContaining([{ key: 'housing', answer: 'svar housing' }]),
      },
    });
    expect((await overviewRows(nurse))[0].planningBasis.mark).toBe('RED'); // answered, and not signed
  });

  test('when the parties sign their parts, then the last is asked and closes the care plan (F-066)', async () => {
    const input = { episodeId: episode.id, version: 1 };
    for (const outsider of [physician, ...outsiders()]) expectRefused(await does.signPlanningSection(outsider, input));
    for (const party of [nurse, assessor, homeNurse]) {
      const signed = await does.signPlanningSection(party, input);
      expect(signed.episode.carePlan.state).toBe('OPEN');
    }
    expect((await does.signPlanningSection(healthCentre, input)).code).toBe('FINAL_SIGNING_CONFIRMATION_REQUIRED');
    const last = await does.signPlanningSection(healthCentre, { ...input, confirmFinal: true });
    expect(last.episode.carePlan.state).toBe('FINALLY_JUSTIFIED');
    expect((await overviewRows(nurse))[0].planningBasis.mark).toBe('GREEN');
  });

  test('when the physician has judged, then the ward reports discharge-ready to everyone (G-009)', async () => {
    const input = {
      episodeId: episode.id,
      version: episode.version,
      judgedById: physician.userId,
      judgedAt: hours(region, -0.1),
    };
    for (const outsider of [assessor, homeNurse, healthCentre, ...outsiders()]) {
      expectRefused(await does.reportDischargeReady(outsider, input));
    }
    expect(await does.reportDischargeReady(nurse, { ...input, judgedById: nurse.userId })).toMatchObject({
      code: 'EPISODE_NOT_TREATING_PHYSICIAN',
    });
    const reported = await does.reportDischargeReady(nurse, input);
    episode = reported.episode;
    readyId = reported.notice.id;
    expect(episode).toMatchObject({ state: 'DISCHARGE_READY', outstandingAcknowledgements: 3 });
    for (const outsider of [nurse, physician, ...outsiders()]) {
      expectRefused(await does.acknowledgeMessage(outsider, { messageId: readyId }));
    }
    for (const party of [assessor, homeNurse, healthCentre]) {
      expect((await overviewRows(party))[0].dischargeReady.mark).toBe('RED');
      await does.acknowledgeMessage(party, { messageId: readyId });
    }
  });

  test('when the health centre offers a SIP in the episode and invites, then the parties answer and the overview shows the invitation (F-252, F-254)', async () => {
    const start = {
      idempotencyKey: newKey(),
      patientId,
      episodeId: episode.id,
      initiationReason: 'Insatser från både region och kommun behövs efter utskrivningen.',
      participants: [
        { unitId: assessor.unitId },
        { unitId: homeNurse.unitId },
        { unitId: nurse.unitId, mustAcknowledge: false },
      ],
    };
    await region.settled();
    for (const outsider of [physician, ...outsiders()]) expectRefused(await does.initiateSip(outsider, start));
    const { sip, reminder } = await does.initiateSip(healthCentre, start);
    expect(sip).toMatchObject({ state: 'INITIATED', coordinationResponsible: { id: healthCentre.unitId } });
    expect(reminder).toContain('samordningsansvarig');

    const meeting = {
      sipId: sip.id,
      version: 1,
      meetingAt: hours(region, 24),
      meetingForm: 'AT_WARD',
      agenda: 'Planera hemgång',
    };
    expect(await does.inviteToSip(healthCentre, meeting)).toMatchObject({ code: 'SIP_CONSENT_MISSING' });
    const consent = {
      sipId: sip.id,
      version: 1,
      isGiven: true,
      form: 'ORAL',
      scope: 'Uppgifter som behövs för planen.',
    };
    for (const outsider of [assessor, ...outsiders()]) expectRefused(await does.recordSipConsent(outsider, consent));
    expect(await does.recordSipConsent(healthCentre, consent)).toMatchObject({
      sip: { state: 'PREPARING', version: 2 },
    });
    for (const outsider of [assessor, ...outsiders()]) {
      expectRefused(await does.inviteToSip(outsider, { ...meeting, version: 2 }));
    }
    expect(await does.inviteToSip(healthCentre, { ...meeting, version: 2 })).toMatchObject({
      sip: { state: 'INVITED' },
    });
    await region.settled();
    expect((await overviewRows(assessor))[0].invitation.mark).toBe('RED');
    expect((await overviewRows(nurse))[0].invitation.mark).toBe('BLUE');

    const answer = { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' };
    for (const outsider of [physician, ...outsiders()]) expectRefused(await does.answerSipInvitation(outsider, answer));
    for (const party of [assessor, homeNurse]) {
      expect((await does.answerSipInvitation(party, answer)).__typename).toBe('AnswerSipInvitationOk');
    }
    await region.settled();
    const answered = await assessor.ask(
      `query ($patientId: ID!, $episodeId: ID!) {
        patient(id: $patientId) { familyName sips { id coordinatingPrincipal } }
        careEpisode(id: $episodeId) { sip { id participants { unit { name } answer answeredBy { id } } } }
      }`,
      { patientId, episodeId: episode.id },
    );
    expect(answered.at('patient').sips).toEqual([{ id: sip.id, coordinatingPrincipal: 'PRIMARY_CARE' }]);
    expect(answered.at('careEpisode').sip.participants).toContainEqual({
      unit: { name: 'Biståndsenheten Sundsvall' },
      answer: 'ACCEPTED',
      answeredBy: { id: assessor.userId },
    });
    expect((await overviewRows(healthCentre))[0].invitation.mark).toBe('GREEN');
  });

  test('when the patient goes home, then the ward sends the discharge message (G-011)', async () => {
    const input = {
      episodeId: episode.id,
      version: episode.version,
      dischargedAt: hours(region, 0),
      text: 'Läkemedelslista och uppföljning enligt planen.',
    };
    for (const outsider of [assessor, homeNurse, healthCentre, physician, ...outsiders()]) {
      expectRefused(await does.dischargePatient(outsider, input));
    }
    const discharged = await does.dischargePatient(nurse, input);
    episode = discharged.episode;
    dischargeId = discharged.dischargeMessage.id;
    expect(discharged).toMatchObject({ episode: { state: 'DISCHARGED' }, dischargeMessage: { isLate: false } });
  });

  test('when the ward closes, then the case leaves every overview with the last acknowledgement (F-250, F-251)', async () => {
    const input = { episodeId: episode.id, version: episode.version };
    for (const outsider of [assessor, homeNurse, healthCentre, physician, ...outsiders()]) {
      expectRefused(await does.closeEpisode(outsider, input));
    }
    const closed = await does.closeEpisode(nurse, input);
    expect(closed).toMatchObject({ episode: { state: 'CLOSED' }, unacknowledged: [{ id: dischargeId }] });
    for (const outsider of [nurse, physician, ...outsiders()]) {
      expectRefused(await does.acknowledgeMessage(outsider, { messageId: dischargeId }));
    }
    for (const party of [assessor, homeNurse, healthCentre]) {
      for (const anyone of [nurse, assessor, homeNurse, healthCentre])
        expect(await overviewRows(anyone)).toHaveLength(1);
      await does.acknowledgeMessage(party, { messageId: dischargeId });
    }
    for (const anyone of [nurse, assessor, homeNurse, healthCentre]) expect(await overviewRows(anyone)).toEqual([]);
    const history = await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { state } }', { id: episode.id });
    expect(history.at('careEpisode').state).toBe('CLOSED');
    expect(await does.closeEpisode(nurse, { ...input, version: closed.episode.version })).toMatchObject({
      code: 'EPISODE_STATE_REFUSES',
      state: 'CLOSED',
    });
  });

  test('when those who have no part in it look afterwards, then they have seen nothing, and each attempt is in the log (G-072)', async () => {
    for (const outsider of outsiders()) {
      expect(await seen(outsider)).toBeNull();
      const kinds = await region.databases.care.query(
        'SELECT DISTINCT kind FROM kit.access_log WHERE user_id = $1 AND patient_id = $2',
        [outsider.userId, patientId],
      );
      expect(kinds.map(({ kind }) => kind).filter((kind) => kind !== 'DENIED')).toEqual([]);
      const denied = await region.databases.care.query(
        "SELECT action FROM kit.access_log WHERE user_id = $1 AND kind = 'DENIED'",
        [outsider.userId],
      );
      expect(denied.length).toBeGreaterThan(5);
    }
  });

  test('when everything has settled, then no event waits or is parked', async () => {
    await region.settled();
    for (const subgraph of region.running.subgraphs.values()) {
      await until('the central log has everything', async () => (await subgraph.health()).logWaiting === 0);
      expect(await subgraph.health()).toEqual({
        status: 'UP',
        eventsWaiting: 0,
        eventsParked: 0,
        logWaiting: 0,
        logRefused: null,
      });
    }
  });
});
