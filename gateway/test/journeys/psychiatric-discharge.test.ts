import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, hours, newKey, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 51 Psykiatri, Sundsvall';
const OUTPATIENT = 'Psykiatriska öppenvårdsmottagningen Sundsvall';
const DOES_NOT_EXIST = { careEpisode: null };

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('a psychiatric patient’s way home, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let outpatient: Person;
  let assessor: Person;
  let supporter: Person;
  let healthCentre: Person;
  let patientId: string;
  let episode: Json;
  let noticeId: string;

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff(WARD, 'NURSE');
    physician = await region.staff(WARD, 'PHYSICIAN');
    outpatient = await region.staff(OUTPATIENT, 'NURSE');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    supporter = await region.staff('Hemsjukvård Centrum', 'NURSE');
    healthCentre = await region.staff('Hälsocentralen Nacksta', 'DISTRICT_NURSE');
    patientId = await newPatient(region, nurse);
  });
  afterAll(() => region.close());

  /** What somebody sees of the case. */
  async function seen(by: Person, fields: string): Promise<Json> {
    return (await by.ask(`query ($id: ID!) { careEpisode(id: $id) { ${fields} } }`, { id: episode.id })).data;
  }
  const liability = async (by: Person): Promise<Json> => (await seen(by, does.LIABILITY)).careEpisode.paymentLiability;

  test('when the psychiatric outpatient unit is not set, then the ward cannot admit; the ward sets it (F-235)', async () => {
    const input = admissionInput(region, physician, patientId, [assessor]);
    expect(await does.admitPatient(nurse, input)).toMatchObject({
      code: 'ADMISSION_PSYCHIATRIC_OUTPATIENT_UNIT_MISSING',
    });
    const linked = await does.linkPatient(nurse, {
      patientId,
      version: 1,
      psychiatricOutpatientUnitId: outpatient.unitId,
    });
    expect(linked.__typename).toBe('LinkPatientOk');
    await region.settled();
  });

  test('when the ward looks at the recipients, then the outpatient unit is chosen beforehand and no health centre is (F-236)', async () => {
    const asked = `query ($id: ID!) { previewRecipients(patientId: $id, messageType: ADMISSION_NOTICE) {
      suggestions { unit { id } isPreselected } } }`;
    const { suggestions } = (await nurse.ask(asked, { id: patientId })).at('previewRecipients');
    const chosen = suggestions.filter((one: Json) => one.isPreselected).map((one: Json) => one.unit.id);
    expect(chosen).toContain(outpatient.unitId);
    expect(chosen).not.toContain(healthCentre.unitId);
  });

  test('when the ward admits, then outpatient care and municipality have the notice, and the health centre knows nothing (G-001, F-236)', async () => {
    const input = admissionInput(region, physician, patientId, [assessor, supporter, outpatient]);
    const needs = ['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'];
    const admitted = await does.admitPatient(nurse, { ...input, assessment: { ...input.assessment, needs } });
    episode = admitted.episode;
    noticeId = admitted.notice.id;
    await region.settled();
    for (const party of [assessor, supporter, outpatient]) {
      expect(await overviewRows(party)).toMatchObject([{ unit: { name: WARD }, admission: { mark: 'RED' } }]);
      expect((await does.acknowledgeMessage(party, { messageId: noticeId })).__typename).toBe('AcknowledgeMessageOk');
    }
    expect(await overviewRows(nurse)).toMatchObject([{ admission: { mark: 'GREEN' } }]);
    expect(await overviewRows(healthCentre)).toEqual([]);
    expect(await seen(healthCentre, 'state')).toEqual(DOES_NOT_EXIST);
  });

  test('when the outpatient unit appoints the fixed care contact, then everyone sees who it is, and nobody is missing (F-241, G-007)', async () => {
    expect((await seen(nurse, 'careContactsMissing { id }')).careEpisode.careContactsMissing).toEqual([
      { id: outpatient.unitId },
    ]);
    const contact = { patientId, version: 0, personName: 'Test Kontakt', personRole: 'Sjuksköterska' };
    expect(await does.confirmCareContact(nurse, contact)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect((await does.confirmCareContact(outpatient, contact)).__typename).toBe('ConfirmCareContactOk');
    for (const party of [nurse, assessor, supporter]) {
      const { careEpisode } = await seen(
        party,
        'careContactsMissing { id } patient { careContacts { kind state personName } }',
      );
      expect(careEpisode).toMatchObject({
        careContactsMissing: [],
        patient: { careContacts: [{ kind: 'FIXED_CARE_CONTACT', state: 'CONFIRMED', personName: 'Test Kontakt' }] },
      });
    }
  });

  test('when the parties fill in and sign, then outpatient care has a part of its own, and the last closes the care plan (F-244, F-066)', async () => {
    const parts: readonly [Person, string, string][] = [
      [nurse, 'reason', 'INPATIENT_CARE'],
      [outpatient, 'ongoing', 'PSYCHIATRIC_OUTPATIENT'],
      [assessor, 'housing', 'NEEDS_ASSESSMENT'],
      [supporter, 'medication', 'NURSING'],
    ];
    for (const [party, key, partition] of parts) {
      const answers = [{ key, answer: `svar ${key}` }];
      const answered = await does.answerPlanningBasis(party, { episodeId: episode.id, version: 0, answers });
      expect(answered).toMatchObject({ section: { partition, version: 1 } });
    }
    const part = { episodeId: episode.id, version: 1 };
    for (const [party] of parts.slice(0, -1)) {
      expect((await does.signPlanningSection(party, part)).episode.carePlan.state).toBe('OPEN');
    }
    expect((await does.signPlanningSection(supporter, part)).code).toBe('FINAL_SIGNING_CONFIRMATION_REQUIRED');
    const last = await does.signPlanningSection(supporter, { ...part, confirmFinal: true });
    expect(last.episode.carePlan.state).toBe('FINALLY_JUSTIFIED');
  });

  test('when the patient is discharge-ready by a notice under LPT, then nobody pays until outpatient care has invited to the plan (G-010, G-031)', async () => {
    const judged = { judgedById: physician.userId, judgedAt: hours(region, -0.1), isLptNotice: true };
    const reported = await does.reportDischargeReady(nurse, {
      episodeId: episode.id,
      version: episode.version,
      ...judged,
    });
    episode = reported.episode;
    expect((await seen(assessor, 'dischargeReady { isLptNotice }')).careEpisode.dischargeReady.isLptNotice).toBe(true);
    for (const party of [assessor, supporter, outpatient]) {
      await does.acknowledgeMessage(party, { messageId: reported.notice.id });
    }
    expect((await liability(assessor)).current).toMatchObject({ isLiable: false, reasons: ['NO_SIP_INVITATION'] });

    const { sip } = await does.initiateSip(outpatient, {
      idempotencyKey: newKey(),
      patientId,
      episodeId: episode.id,
      initiationReason: 'Insatser från psykiatri, socialtjänst och hemsjukvård behöver samordnas.',
      participants: [{ unitId: assessor.unitId }, { unitId: supporter.unitId }, { unitId: nurse.unitId }],
    });
    expect(sip).toMatchObject({ state: 'INITIATED', coordinationResponsible: { id: outpatient.unitId } });
    const consent = { sipId: sip.id, version: sip.version, isGiven: true, form: 'WRITTEN', scope: 'Hela planen.' };
    const { sip: agreed } = await does.recordSipConsent(outpatient, consent);
    const meeting = { sipId: sip.id, version: agreed.version, meetingAt: hours(region, 24), meetingForm: 'AT_WARD' };
    expect(await does.inviteToSip(outpatient, meeting)).toMatchObject({ sip: { state: 'INVITED' } });
    await region.settled();
    for (const party of [assessor, supporter]) {
      expect(await overviewRows(party)).toMatchObject([{ invitation: { mark: 'RED' } }]);
      await does.answerSipInvitation(party, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
    }
    for (const party of [nurse, assessor]) {
      expect(await liability(party)).toMatchObject({
        current: { isLiable: true, reasons: [], liableMunicipalityCode: '2281', terms: { graceDays: 3 } },
        counter: { usedDays: 0, leftDays: 3, colour: 'GREEN' },
      });
    }
  });

  test('when the patient goes home and the ward closes, then the case leaves with the last acknowledgement and no day was paid for (G-011, F-251)', async () => {
    const home = { episodeId: episode.id, dischargedAt: hours(region, 0), text: 'Fortsatt kontakt enligt planen.' };
    const left = await does.dischargePatient(nurse, { ...home, version: episode.version });
    expect(left).toMatchObject({ episode: { state: 'DISCHARGED' }, careContactsMissing: [] });
    const report = { idempotencyKey: newKey(), episodeId: episode.id, text: 'Läget hemma.' };
    const { careReport } = await does.sendCareReport(supporter, report);
    const closing = { episodeId: episode.id, version: left.episode.version };
    const closed = await does.closeEpisode(nurse, closing);
    expect(closed).toMatchObject({ episode: { state: 'CLOSED' } });
    expect(closed.unacknowledged.map(({ id }: Json) => id).sort()).toEqual(
      [left.dischargeMessage.id, careReport.id].sort(),
    );
    for (const party of [nurse, assessor, outpatient])
      await does.acknowledgeMessage(party, { messageId: careReport.id });
    for (const party of [assessor, outpatient, supporter]) {
      expect(await overviewRows(nurse)).toHaveLength(1);
      await does.acknowledgeMessage(party, { messageId: left.dischargeMessage.id });
    }
    for (const party of [nurse, assessor, outpatient, supporter]) expect(await overviewRows(party)).toEqual([]);
    expect((await liability(assessor)).current).toMatchObject({ payableOn: [], waitedDays: 0 });
  });

  test('when the health centre or another ward looks afterwards, then there is nothing for them (F-236, G-072)', async () => {
    const otherWard = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    for (const outsider of [healthCentre, otherWard]) expect(await seen(outsider, 'state')).toEqual(DOES_NOT_EXIST);
  });
});
