import { addDays, type Day, stockholmDay } from '@samplan/kit/time';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { hours, newKey, reportReady, type Staff, staffOf } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysLater, liabilityOf, versionOf, waitingPatient } from './waiting.ts';

let region: TestRegion;
let staff: Staff;

beforeAll(async () => {
  region = await testRegion();
  staff = await staffOf(region);
});
afterAll(() => region.close());

/** Goes so many days ahead, always to the morning. */
async function later(days: number): Promise<Staff> {
  staff = await daysLater(region, days);
  return staff;
}

/** Starts a plan in an episode and invites to its first meeting. */
async function invitedToSip(
  by: Person,
  o: { readonly patientId: string; readonly episodeId: string; readonly participants: readonly Person[] },
) {
  const { sip } = await does.initiateSip(by, {
    ...o,
    idempotencyKey: newKey(),
    initiationReason: 'Insatser från både region och kommun behövs.',
    participants: o.participants.map(({ unitId }) => ({ unitId })),
  });
  const consent = { sipId: sip.id, version: sip.version, isGiven: true, form: 'ORAL', scope: 'Det som behövs.' };
  const { sip: agreed } = await does.recordSipConsent(by, consent);
  const meeting = { sipId: sip.id, meetingAt: hours(region, 48), meetingForm: 'PHYSICAL' };
  const invited = await does.inviteToSip(by, { ...meeting, version: agreed.version });
  if (!invited.sip) throw new Error(JSON.stringify(invited));
  return { sip: invited.sip, meeting };
}

const today = (): Day => stockholmDay(region.clock.now());

describe('paymentLiability', () => {
  test('when a patient waits, then ward and municipality see the same: counter, conditions with their evidence, the missing amount (G-044, B-08, f.4 79)', async () => {
    const { episodeId, noticeId, admissionId } = await waitingPatient(region, staff);
    const noticeOn = today();
    for (const by of [staff.nurse, staff.physician, staff.assessor]) {
      expect(await liabilityOf(by, episodeId)).toMatchObject({
        current: { isLiable: true, firstLiableOn: addDays(noticeOn, 3), payableOn: [], waitedDays: 0, agreement: null },
        counter: { usedDays: 0, leftDays: 3, colour: 'GREEN' },
        cost: { __typename: 'LiabilitySum', careDayCount: 0, totalSek: 0, days: [] },
        earlier: [],
        results: [],
      });
    }
    await later(5);
    const { current, counter, cost } = await liabilityOf(staff.assessor, episodeId);
    expect(counter).toEqual({ usedDays: 5, leftDays: 0, colour: 'RED' });
    expect(current).toMatchObject({
      isLiable: true,
      reasons: [],
      explanation: `Kommun 2281 betalar från och med ${addDays(noticeOn, 3)}.`,
      liableMunicipalityCode: '2281',
      liableMunicipalityBasis: 'REGISTRATION',
      notice: { id: noticeId },
      payableOn: [addDays(noticeOn, 3), addDays(noticeOn, 4)],
    });
    const evidence = Object.fromEntries(
      current.conditions.map((condition: { kind: string; evidence: { id: string | null }[] }) => [
        condition.kind,
        condition.evidence.map(({ id }) => id),
      ]),
    );
    expect(evidence).toMatchObject({
      ADMISSION_NOTICE: [admissionId, null],
      DISCHARGE_READY_NOTICE: [noticeId],
    });
    expect(cost).toEqual({ __typename: 'CareDayAmountMissing', code: 'CARE_DAY_AMOUNT_MISSING', year: 2026 });
  });

  test('when the notice comes after noon, then there is a day more (G-032)', async () => {
    region.clock.move({ hours: 5 });
    const afternoon = await staffOf(region);
    const { episodeId } = await waitingPatient(region, afternoon);
    expect((await liabilityOf(afternoon.nurse, episodeId)).current.firstLiableOn).toBe(addDays(today(), 4));
    region.clock.move({ hours: 19 });
    staff = await staffOf(region);
  });

  test('when it is interrupted and reported anew, then both notices count for themselves, with the judge of each (G-043)', async () => {
    const judge = staff.physician.userId;
    const { episodeId } = await waitingPatient(region, staff);
    const first = today();
    const fifth = await later(5);
    const interrupt = { episodeId, version: await versionOf(fifth.nurse, episodeId), reason: 'Feber.' };
    const { episode } = await does.interruptDischargeReady(fifth.nurse, interrupt);
    const interrupted = await liabilityOf(fifth.nurse, episodeId);
    expect(interrupted).toMatchObject({ counter: null, current: { interruptedAt: expect.any(String) } });
    await reportReady(region, fifth, episode);
    const again = await liabilityOf(fifth.nurse, episodeId);
    expect(again).toMatchObject({
      current: { firstLiableOn: addDays(first, 8), payableOn: [], interruptedAt: null },
      earlier: [{ payableOn: [addDays(first, 3), addDays(first, 4)], interruptedAt: expect.any(String) }],
      counter: { usedDays: 0, leftDays: 3, colour: 'GREEN' },
    });
    const steps = await region.databases.care.query(
      'SELECT kind, judged_by_user_id, registered_in FROM readiness_step WHERE episode_id = $1 ORDER BY at, message_id',
      [episodeId],
    );
    expect(steps).toEqual([
      { kind: 'REPORTED', judged_by_user_id: judge, registered_in: '2281' },
      { kind: 'INTERRUPTED', judged_by_user_id: null, registered_in: '2281' },
      { kind: 'REPORTED', judged_by_user_id: fifth.physician.userId, registered_in: '2281' },
    ]);
  });

  test('when the interruption is voided, then the notice counts as if it had never been taken back (G-101)', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const before = await liabilityOf(staff.nurse, episodeId);
    const interrupt = { episodeId, version: await versionOf(staff.nurse, episodeId), reason: 'Feber.' };
    const { episode } = await does.interruptDischargeReady(staff.nurse, interrupt);
    const voided = { episodeId, version: episode.version, reason: 'Fel patient.' };
    expect(await does.voidDischargeReadyInterruption(staff.nurse, voided)).toMatchObject({
      __typename: 'VoidDischargeReadyInterruptionOk',
    });
    expect(await liabilityOf(staff.nurse, episodeId)).toEqual(before);
  });

  test('when a plan is required, then nobody pays until there is an invitation, and a later one does not move it (f.4 73)', async () => {
    const healthCentre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const { nurse, assessor } = staff;
    const { episodeId, patientId } = await waitingPatient(region, staff, {
      needs: ['SOCIAL_SERVICES', 'REGION_OUTPATIENT_CARE'],
      recipients: [assessor, healthCentre],
    });
    expect((await liabilityOf(nurse, episodeId)).current).toMatchObject({
      isLiable: false,
      reasons: ['NO_SIP_INVITATION'],
      explanation: 'Någon kallelse till samordnad individuell planering har inte skickats.',
    });
    await does.confirmCareContact(healthCentre, {
      patientId,
      version: 0,
      personName: 'Test Vårdkontakt',
      personRole: 'Distriktssköterska',
    });
    const { sip, meeting } = await invitedToSip(healthCentre, {
      patientId,
      episodeId,
      participants: [assessor, nurse],
    });
    await region.settled();
    const known = await liabilityOf(nurse, episodeId);
    expect(known.current).toMatchObject({ isLiable: true, reasons: [] });
    const invitation = known.current.conditions.find(({ kind }: { kind: string }) => kind === 'SIP_INVITATION');
    expect(invitation).toMatchObject({
      outcome: 'MET',
      reason: null,
      evidence: [{ kind: 'PLAN', id: sip.id }, { kind: 'CARE_CONTACT' }],
    });

    region.clock.move({ minutes: 2 });
    const moved = { ...meeting, meetingAt: hours(region, 72), version: sip.version };
    expect(await does.inviteToSip(healthCentre, moved)).toMatchObject({ __typename: 'InviteToSipOk' });
    await region.settled();
    const after = (await liabilityOf(nurse, episodeId)).current.conditions;
    expect(after.find(({ kind }: { kind: string }) => kind === 'SIP_INVITATION')).toEqual(invitation);
  });

  test('when the ward invited to the plan, then nobody pays, unless that is agreed on (G-017, G-031)', async () => {
    const healthCentre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const { nurse, assessor } = staff;
    const { episodeId, patientId } = await waitingPatient(region, staff, {
      needs: ['SOCIAL_SERVICES', 'REGION_OUTPATIENT_CARE'],
      recipients: [assessor, healthCentre],
    });
    await invitedToSip(nurse, { patientId, episodeId, participants: [assessor, healthCentre] });
    await region.settled();
    expect((await liabilityOf(nurse, episodeId)).current).toMatchObject({
      isLiable: false,
      reasons: ['SIP_NOT_INVITED_BY_CARE_CONTACT'],
    });
  });

  test('when the health centre ended its contact before it invited, then nobody pays; one that is appointed afterwards is enough (G-017)', async () => {
    const healthCentre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const { nurse, assessor } = staff;
    const { episodeId, patientId } = await waitingPatient(region, staff, {
      needs: ['SOCIAL_SERVICES', 'REGION_OUTPATIENT_CARE'],
      recipients: [assessor, healthCentre],
    });
    const person = { patientId, personName: 'Test Vårdkontakt', personRole: 'Distriktssköterska' };
    await does.confirmCareContact(healthCentre, { ...person, version: 0 });
    const ended = await does.endCareContact(healthCentre, { patientId, version: 1, reason: 'Slutar.' });
    expect(ended.__typename).toBe('EndCareContactOk');
    await invitedToSip(healthCentre, { patientId, episodeId, participants: [assessor, nurse] });
    await region.settled();
    expect((await liabilityOf(nurse, episodeId)).current.reasons).toEqual(['SIP_NOT_INVITED_BY_CARE_CONTACT']);
    await does.confirmCareContact(healthCentre, { ...person, version: 2 });
    expect((await liabilityOf(nurse, episodeId)).current).toMatchObject({ isLiable: true, reasons: [] });
  });

  test('when the municipality of registration was not told, then it does not pay, and a health centre being told does not help (5 kap. 3 §)', async () => {
    const healthCentre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const { episodeId } = await waitingPatient(region, staff, {
      needs: ['REGION_OUTPATIENT_CARE'],
      recipients: [healthCentre],
    });
    expect((await liabilityOf(staff.nurse, episodeId)).current.reasons).toEqual([
      'NO_ADMISSION_NOTICE',
      'NO_DISCHARGE_READY_NOTICE',
    ]);
  });

  test('when somebody’s unit has no part in the episode, then there is nothing to see (G-070)', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const stranger = await region.staff('Hemsjukvård Alnö', 'NURSE');
    expect(await liabilityOf(stranger, episodeId)).toBeNull();
  });

  test('when a page shows many patients, then liability costs the same number of statements', async () => {
    for (let i = 0; i < 8; i += 1) await waitingPatient(region, staff);
    const page = (first: number) => async () => {
      const answer = await staff.nurse.ask(
        `query ($first: Int) { overview(first: $first) { edges { node { episode { paymentLiability {
          current { isLiable notice { id } } counter { colour } cost { __typename } exceptions { id } results { version } } } } } } }`,
        { first },
      );
      expect(answer.errors).toEqual([]);
    };
    const least = async (first: number) =>
      Math.min(
        await region.statements('care', page(first)),
        await region.statements('care', page(first)),
        await region.statements('care', page(first)),
      );
    await page(8)();
    expect(await least(8)).toBe(await least(2));
  });
});

describe('recordLiabilityException (G-033)', () => {
  const input = (episodeId: string, change: Readonly<Record<string, unknown>> = {}) => ({
    episodeId,
    kind: 'OUTPATIENT_SERVICES_UNAVAILABLE',
    fromOn: today(),
    reason: 'Hjälpmedel från hälsocentralen saknas.',
    ...change,
  });

  test('when it is recorded, then its days are not paid for, with the exception as evidence, a change and an entry in the log', async () => {
    const { episodeId, patientId } = await waitingPatient(region, staff);
    const noticeOn = today();
    const recorded = await does.recordLiabilityException(staff.nurse, input(episodeId));
    const { current, exceptions } = recorded.episode.paymentLiability;
    expect(current).toMatchObject({ isLiable: false, reasons: ['OUTPATIENT_SERVICES_MISSING'] });
    expect(exceptions).toEqual([
      {
        id: expect.stringMatching(/^exc_/),
        kind: 'OUTPATIENT_SERVICES_UNAVAILABLE',
        fromOn: noticeOn,
        toOn: null,
        reason: 'Hjälpmedel från hälsocentralen saknas.',
        recordedBy: { id: staff.nurse.userId },
      },
    ]);
    const changes = await region.databases.care.query(
      "SELECT kind, subject_id, after FROM episode_change WHERE episode_id = $1 AND kind = 'LIABILITY'",
      [episodeId],
    );
    expect(changes).toEqual([
      { kind: 'LIABILITY', subject_id: exceptions[0].id, after: 'OUTPATIENT_SERVICES_UNAVAILABLE' },
    ]);
    const log = await region.databases.care.query(
      "SELECT patient_id FROM kit.access_log WHERE action = 'liability.record' AND kind = 'WRITE' AND subject_id = $1",
      [episodeId],
    );
    expect(log).toEqual([{ patient_id: patientId }]);

    const sixth = await later(6);
    const ended = input(episodeId, { fromOn: noticeOn, toOn: addDays(noticeOn, 3), replacesId: exceptions[0].id });
    const after = await does.recordLiabilityException(sixth.nurse, ended);
    expect(after.episode.paymentLiability).toMatchObject({
      current: { isLiable: true, payableOn: [addDays(noticeOn, 4), addDays(noticeOn, 5)] },
      exceptions: [{ toOn: addDays(noticeOn, 3) }],
    });
    const withdrawn = { ...ended, replacesId: after.episode.paymentLiability.exceptions[0].id, withdraws: true };
    const none = await does.recordLiabilityException(sixth.nurse, withdrawn);
    expect(none.episode.paymentLiability).toMatchObject({ current: { waitedDays: 6 }, exceptions: [] });
    const rows = await region.databases.care.query('SELECT 1 FROM liability_exception WHERE episode_id = $1', [
      episodeId,
    ]);
    expect(rows).toHaveLength(3);
  });

  test('when two replace the same one at once, then one is first; an exception of another episode replaces nothing', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const other = await waitingPatient(region, staff);
    const recorded = await does.recordLiabilityException(staff.nurse, input(episodeId));
    const replacesId = recorded.episode.paymentLiability.exceptions[0].id;
    const replace = () => does.recordLiabilityException(staff.nurse, input(episodeId, { replacesId, toOn: today() }));
    const outcomes = await Promise.all([replace(), replace()]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'RecordLiabilityExceptionOk',
    ]);
    expect(await replace()).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await does.recordLiabilityException(staff.nurse, input(other.episodeId, { replacesId }))).toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
  });

  test.each([
    ['begins in the future', () => ({ fromOn: addDays(today(), 1) }), 'input.fromOn'],
    ['ends before it begins', () => ({ toOn: addDays(today(), -1) }), 'input.toOn'],
    ['has no reason', () => ({ reason: ' ' }), 'input.reason'],
    ['names a person by number', () => ({ reason: 'Gäller 19121212-1212.' }), 'input.reason'],
    ['withdraws nothing', () => ({ withdraws: true }), 'input.replacesId'],
  ])('when it %s, then the answer names the field', async (_, change, field) => {
    const { episodeId } = await waitingPatient(region, staff);
    const outcome = await does.recordLiabilityException(staff.nurse, input(episodeId, change()));
    expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    const rows = await region.databases.care.query('SELECT 1 FROM liability_exception WHERE episode_id = $1', [
      episodeId,
    ]);
    expect(rows).toEqual([]);
  });

  test('when it is not the own ward’s episode, or not the ward at all, then it is refused', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const neighbour = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    expect(await does.recordLiabilityException(neighbour, input(episodeId))).toMatchObject({ code: 'NOT_PERMITTED' });
    const others: readonly Person[] = [
      staff.assessor,
      staff.physician,
      await region.staff('Hälsocentralen Nacksta', 'NURSE'),
      await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER'),
    ];
    for (const by of others) {
      const outcomes = [
        await does.recordLiabilityException(by, input(episodeId)),
        await does.setDecidingMunicipality(by, { episodeId, version: 0, municipalityCode: '2262' }),
      ];
      for (const outcome of outcomes) expect(outcome.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('setDecidingMunicipality (G-030)', () => {
  test('when another municipality decided on the housing, then it is the one to pay, and it was not told', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const set = { episodeId, version: 0, municipalityCode: '2262', decidedOn: '2024-05-01' };
    const { episode } = await does.setDecidingMunicipality(staff.nurse, set);
    expect(episode.paymentLiability).toMatchObject({
      current: {
        liableMunicipalityCode: '2262',
        liableMunicipalityBasis: 'DECISION',
        reasons: ['NO_ADMISSION_NOTICE', 'NO_DISCHARGE_READY_NOTICE'],
      },
      decidingMunicipality: {
        municipalityCode: '2262',
        decidedOn: '2024-05-01',
        recordedBy: { id: staff.nurse.userId },
      },
      decidingMunicipalityVersion: 1,
    });
    const back = await does.setDecidingMunicipality(staff.nurse, { episodeId, version: 1 });
    expect(back.episode.paymentLiability).toMatchObject({
      current: { liableMunicipalityCode: '2281', liableMunicipalityBasis: 'REGISTRATION' },
      decidingMunicipality: null,
      decidingMunicipalityVersion: 2,
    });
  });

  test('when two set it at once, or somebody set it meanwhile, then one is first', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    const set = (municipalityCode: string) =>
      does.setDecidingMunicipality(staff.nurse, { episodeId, version: 0, municipalityCode });
    const outcomes = await Promise.all([set('2262'), set('2280')]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'SetDecidingMunicipalityOk',
    ]);
    expect(await set('2260')).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test.each([
    ['the code is none', () => ({ municipalityCode: '22' }), 'input.municipalityCode'],
    ['the decision lies in the future', () => ({ decidedOn: addDays(today(), 1) }), 'input.decidedOn'],
  ])('when %s, then the answer names the field', async (_, change, field) => {
    const { episodeId } = await waitingPatient(region, staff);
    const input = { episodeId, version: 0, municipalityCode: '2262', ...change() };
    const outcome = await does.setDecidingMunicipality(staff.nurse, input);
    expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

test('what is recorded of liability can only be added to, whatever the service would do', async () => {
  const tables = [
    'readiness_step',
    'liability_agreement',
    'care_day_amount',
    'liability_exception',
    'deciding_municipality',
    'liability_result',
    'liability_settlement',
    'liability_settled_row',
  ];
  const rights = await region.databases.care.query(
    `SELECT t, privilege FROM unnest($1::text[]) AS t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
     WHERE has_table_privilege('samplan_application', t, privilege)`,
    [tables],
  );
  expect(rights).toHaveLength(2 * tables.length);
  expect(rights.every(({ privilege }) => privilege === 'SELECT' || privilege === 'INSERT')).toBe(true);
});
