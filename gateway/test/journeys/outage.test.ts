import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, admitted, hours, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('a planned outage of a day and a night, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  let homeNurse: Person;
  let manager: Person;
  let before: Json;
  let afterwards: Json;
  let admittedAt: Date;
  let window: Json;

  beforeAll(async () => {
    region = await testRegion({ shape });
    await signIn();
  });
  afterAll(() => region.close());

  /** Everybody anew: a token does not outlive a night. */
  async function signIn(): Promise<void> {
    nurse = await region.staff(WARD, 'NURSE');
    physician = await region.staff(WARD, 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
    manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  }

  test('when the outage is announced, then every party reads it, and each takes its open cases out to work from (F-300, B-06)', async () => {
    before = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] });
    const announced = await does.saveOutageWindow(manager, {
      version: 0,
      name: 'Uppgradering av driften',
      beginsAt: hours(region, 1),
      endsAt: hours(region, 25),
      registrationOpensAt: hours(region, 25),
    });
    window = announced.window;
    for (const party of [nurse, assessor, homeNurse]) {
      const { data } = await party.ask('{ outageWindows { name restoredAt } }');
      expect(data).toEqual({ outageWindows: [{ name: 'Uppgradering av driften', restoredAt: null }] });
      const { pack } = await does.exportOpenCases(party, { purpose: 'Planerat avbrott' });
      expect(pack).toMatchObject({ caseCount: 1, isComplete: true });
      expect(pack.html).toContain('Planerat avbrott');
    }
  });

  test('when the system is read only meanwhile, then cases are read and nothing is changed, and what is tried tells why (F-206)', async () => {
    await does.setReadMode(manager, { isOn: true, reason: 'Uppgradering pågår.' });
    expect(await overviewRows(assessor)).toMatchObject([{ admission: { mark: 'RED' } }]);
    expect(await does.acknowledgeMessage(assessor, { messageId: before.noticeId })).toMatchObject({
      errors: [{ extensions: { code: 'SYSTEM_READ_ONLY' } }],
    });
  });

  test('when the system is back, then what was there before goes on where it stood (F-305)', async () => {
    region.clock.move({ hours: 26 });
    await signIn();
    await does.setReadMode(manager, { isOn: false, reason: 'Klart.' });
    const { id, version, name, beginsAt, endsAt, registrationOpensAt } = window;
    const restored = { id, version, name, beginsAt, endsAt, registrationOpensAt, restoredAt: hours(region, 0) };
    expect(await does.saveOutageWindow(manager, restored)).toMatchObject({ window: { version: 2 } });
    for (const party of [assessor, homeNurse]) {
      expect((await does.acknowledgeMessage(party, { messageId: before.noticeId })).__typename).toBe(
        'AcknowledgeMessageOk',
      );
    }
    expect(await overviewRows(nurse)).toMatchObject([{ admission: { mark: 'GREEN' } }]);
  });

  test('when a patient came in the night, then the case goes on by hand, or by agreement of every unit, with original and entry time (F-303, F-304)', async () => {
    const patientId = await newPatient(region, nurse);
    admittedAt = hours(region, -6);
    const input = admissionInput(region, physician, patientId, [assessor, homeNurse]);
    const assessment = { ...input.assessment, assessedAt: hours(region, -5) };
    const night = { ...input, admittedAt, assessment };
    expect(await does.admitPatient(nurse, night)).toMatchObject({ code: 'OUTAGE_BY_HAND' });

    const agreedOn = stockholmDay(region.clock.now());
    const agreements = [{ unitId: assessor.unitId, agreedOn }];
    const reason = 'Omfattande och långvariga behov.';
    expect(await does.admitPatient(nurse, { ...night, afterOutage: { reason, agreements } })).toMatchObject({
      code: 'OUTAGE_AGREEMENT_MISSING',
    });
    const all = [...agreements, { unitId: homeNurse.unitId, agreedOn }];
    afterwards = (await does.admitPatient(nurse, { ...night, afterOutage: { reason, agreements: all } })).episode;
    await region.settled();
    const seen = await homeNurse.ask(
      `query ($id: ID!) { careEpisode(id: $id) { admittedAt backRegistration {
        window { name } enteredAt enteredBy { id } agreements { unit { name } } } } }`,
      { id: afterwards.id },
    );
    expect(seen.at('careEpisode')).toMatchObject({
      admittedAt: admittedAt.toISOString(),
      backRegistration: {
        window: { name: 'Uppgradering av driften' },
        enteredBy: { id: nurse.userId },
        agreements: [{ unit: { name: 'Biståndsenheten Sundsvall' } }, { unit: { name: 'Hemsjukvård Centrum' } }],
      },
    });
    expect(new Date(seen.at('careEpisode').backRegistration.enteredAt).getTime()).toBeGreaterThan(admittedAt.getTime());
    expect(await overviewRows(assessor)).toHaveLength(2);
  });

  test('when a patient went home during it, then the ward records it afterwards as a correction that counts leave out (K11)', async () => {
    const { episode } = before;
    const found = await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { version } }', { id: episode.id });
    const recovered = await does.recoverEpisode(nurse, {
      episodeId: episode.id,
      version: found.at('careEpisode').version,
      judgedById: physician.userId,
      dischargedAt: hours(region, -18),
      text: 'Hemgång under avbrottet.',
    });
    expect(recovered).toMatchObject({ __typename: 'RecoverEpisodeOk' });
    const seen = await assessor.ask('query ($id: ID!) { careEpisode(id: $id) { state isRecovered } }', {
      id: episode.id,
    });
    expect(seen.at('careEpisode')).toMatchObject({ isRecovered: true });
  });
});
