import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const READING = `query ($patientId: ID!, $episodeId: ID!, $sipId: ID!) {
  patient(id: $patientId) {
    givenName familyName personalIdentityNumber registeredAddress { street } identityProtection
    careEpisodes { id } sips { id } addressing { version } blocks { id } messagesReceived { id }
  }
  careEpisode(id: $episodeId) { state messages { admission { patientName registeredAddress { street } } } }
  sip(id: $sipId) { initiationReason }
  previewRecipients(patientId: $patientId, messageType: ADMISSION_NOTICE) { suggestions { unit { id } } }
}`;
const NOTHING = { patient: null, careEpisode: null, sip: null, previewRecipients: null };

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('protected identity, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let colleague: Person;
  let manager: Person;
  let assessor: Person;
  let ids: { patientId: string; episodeId: string; sipId: string };

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff(WARD, 'NURSE');
    colleague = await region.staff(WARD, 'NURSE');
    manager = await region.staff(WARD, 'UNIT_MANAGER');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const physician = await region.staff(WARD, 'PHYSICIAN');
    const made = await admitted(region, { nurse, physician, recipients: [assessor] });
    const { sip } = await does.initiateSip(nurse, {
      idempotencyKey: newKey(),
      patientId: made.patientId,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: assessor.unitId }],
    });
    await region.settled();
    ids = { patientId: made.patientId, episodeId: made.episode.id, sipId: sip.id };
  });
  afterAll(() => region.close());

  const read = async (by: Person): Promise<Json> => (await by.ask(READING, ids)).data;
  const protect = (by: Person, level: string) => does.protectIdentity(by, { patientId: ids.patientId, level });

  test('when fictitious data is asked for, then it is refused: it has no mark and no link (G-090)', async () => {
    expect(await protect(nurse, 'FICTITIOUS_DATA')).toMatchObject({ code: 'IDENTITY_PROTECTION_UNMARKED' });
    expect((await read(nurse)).patient).toMatchObject({
      identityProtection: null,
      registeredAddress: { street: 'Provgatan 1' },
    });
  });

  test('when an identity is protected, then nobody sees the patient anywhere, with a relation or without (G-090)', async () => {
    expect(await protect(nurse, 'CONFIDENTIALITY_MARKING')).toMatchObject({ __typename: 'ProtectIdentityOk' });
    for (const by of [nurse, colleague, assessor]) {
      expect(await read(by)).toEqual(NOTHING);
      expect((await overviewRows(by)).map((row) => row.episode.id)).not.toContain(ids.episodeId);
    }
    const denied = await region.databases.care.query(
      `SELECT DISTINCT reason FROM kit.access_log WHERE user_id = $1 AND kind = 'DENIED' AND patient_id = $2`,
      [assessor.userId, ids.patientId],
    );
    expect(denied).toEqual([{ reason: 'PROTECTED' }]);
  });

  test('when the manager names staff, then they see name and number with the mark, and never an address (G-090)', async () => {
    const list = '{ protectedPatients { patientId level staff { id } } }';
    const unnamed = { patientId: ids.patientId, level: 'CONFIDENTIALITY_MARKING', staff: [] };
    expect((await manager.ask(list)).at('protectedPatients')).toEqual([unnamed]);
    const stranger = { patientId: ids.patientId, userIds: [nurse.userId, assessor.userId] };
    expect(await does.nameProtectedStaff(manager, stranger)).toMatchObject({
      code: 'PROTECTED_STAFF_NOT_AT_UNIT',
      field: 'input.userIds[1]',
    });
    const named = await does.nameProtectedStaff(manager, { patientId: ids.patientId, userIds: [nurse.userId] });
    expect(named).toMatchObject({ staff: [{ id: nurse.userId }] });
    const seen = await read(nurse);
    expect(seen).toMatchObject({
      patient: {
        givenName: 'Test',
        personalIdentityNumber: expect.stringMatching(/^\d{12}$/),
        registeredAddress: null,
        identityProtection: 'CONFIDENTIALITY_MARKING',
        careEpisodes: [{ id: ids.episodeId }],
      },
      careEpisode: { messages: [{ admission: { registeredAddress: null } }] },
      sip: { initiationReason: 'Behov av samordning.' },
    });
    expect(JSON.stringify(seen)).not.toContain('Provgatan');
    for (const by of [colleague, assessor]) expect(await read(by)).toEqual(NOTHING);
  });

  test('when somebody is named no more, then the next call finds nothing', async () => {
    await does.nameProtectedStaff(manager, { patientId: ids.patientId, userIds: [colleague.userId] });
    expect(await read(nurse)).toEqual(NOTHING);
    expect((await read(colleague)).patient).toMatchObject({ registeredAddress: null });
  });

  test('when somebody else would change it, then nobody may (policy of G-090)', async () => {
    const refused = { __typename: 'NotPermitted' };
    expect(await protect(nurse, 'PROTECTED_REGISTRATION')).toMatchObject(refused);
    expect(await does.endIdentityProtection(nurse, { patientId: ids.patientId })).toMatchObject(refused);
    const other = await region.staff('Avd 2 Kirurgi, Sundsvall', 'UNIT_MANAGER');
    const input = { patientId: ids.patientId, userIds: [] };
    expect(await does.nameProtectedStaff(other, input)).toMatchObject(refused);
    const byNurse = await does.nameProtectedStaff(colleague, input);
    expect(byNurse.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test('when the mark is raised and removed, then each is history and everyone sees the patient again', async () => {
    expect(await protect(colleague, 'PROTECTED_REGISTRATION')).toMatchObject({ __typename: 'ProtectIdentityOk' });
    expect(await does.endIdentityProtection(colleague, { patientId: ids.patientId })).toMatchObject({
      __typename: 'EndIdentityProtectionOk',
    });
    expect((await read(nurse)).patient).toMatchObject({
      identityProtection: null,
      registeredAddress: { street: 'Provgatan 1' },
    });
    expect((await read(assessor)).careEpisode).toMatchObject({ state: 'ADMITTED' });
    const history = await region.databases.identity.query(
      'SELECT version, level, is_active, changed_by_user_id FROM identity_protection WHERE patient_id = $1 ORDER BY 1',
      [ids.patientId],
    );
    expect(history).toEqual([
      { version: 1, level: 'CONFIDENTIALITY_MARKING', is_active: true, changed_by_user_id: nurse.userId },
      { version: 2, level: 'PROTECTED_REGISTRATION', is_active: true, changed_by_user_id: colleague.userId },
      { version: 3, level: 'PROTECTED_REGISTRATION', is_active: false, changed_by_user_id: colleague.userId },
    ]);
  });
});
