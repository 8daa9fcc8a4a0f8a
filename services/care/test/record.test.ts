import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let made: { readonly episode: Json; readonly noticeId: string; readonly patientId: string };

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  made = await admitted(region, { nurse, physician, recipients: [assessor] });
});
afterAll(() => region.close());

const exported = (by: Person, change: Json = {}): Promise<Json> =>
  does.exportCareEpisode(by, { episodeId: made.episode.id, purpose: 'Utlämnande till patienten', ...change });

describe('exportCareEpisode (G-087, G-110)', () => {
  test('when a party takes a case out, then messages with their way and every version of every part are there, and the log knows', async () => {
    await does.acknowledgeMessage(assessor, { messageId: made.noticeId });
    const written = await does.sendMessage(nurse, {
      idempotencyKey: newKey(),
      type: 'GENERAL_MESSAGE',
      patientId: made.patientId,
      episodeId: made.episode.id,
      recipientIds: [assessor.unitId],
      text: '<script>alert(1)</script>',
    });
    await does.voidMessage(nurse, { messageId: written.sent.id, reason: 'Fel text.' });
    const part = { episodeId: made.episode.id, answers: [{ key: 'housing', answer: 'Bor i villa.' }] };
    await does.answerPlanningBasis(assessor, { ...part, version: 0 });
    await does.answerPlanningBasis(assessor, {
      ...part,
      version: 1,
      answers: [{ key: 'housing', answer: 'Bor i lägenhet.' }],
    });
    const { html, fileName, isComplete } = await exported(assessor);
    expect(fileName).toMatch(/^vardtillfalle-\d{4}-\d\d-\d\d$/);
    expect(isComplete).toBe(true);
    for (const said of [
      'Biståndsenheten Sundsvall',
      'Ändamål: Utlämnande till patienten.',
      'Inskrivningsmeddelande, Avd 11 Medicin, Sundsvall',
      'Biståndsenheten Sundsvall: kvitterat',
      'Generellt meddelande, Avd 11 Medicin, Sundsvall, makulerat',
      'Fel text.',
      'Hur bor patienten i dag?',
      'Bor i villa.',
      'Bor i lägenhet.',
      '&lt;script&gt;alert(1)&lt;/script&gt;',
      assessor.userId,
    ]) {
      expect(html).toContain(said);
    }
    expect(html).not.toContain('<script>');
    expect(html.indexOf('Bor i villa.')).toBeLessThan(html.indexOf('Bor i lägenhet.'));
    const logged = await region.databases.care.query(
      "SELECT DISTINCT patient_id FROM kit.access_log WHERE user_id = $1 AND kind = 'READ'",
      [assessor.userId],
    );
    expect(logged).toEqual([{ patient_id: made.patientId }]);
  });

  test('when the way home is planned, then tracks, lists and discharge information are there with who, when and why; drafts at the ward alone', async () => {
    const later = await admitted(region, { nurse, physician, recipients: [assessor] });
    const of = { episodeId: later.episode.id };
    await does.answerPlanningBasis(assessor, {
      ...of,
      version: 0,
      answers: [{ key: 'housing', answer: 'Hyresrätt.' }],
    });
    await does.setPlanningTrack(nurse, { ...of, version: 0, track: 'YELLOW', followUpGroups: ['bothPrincipals'] });
    await does.setPlanningTrack(nurse, { ...of, version: 1, track: 'RED', reason: 'Oklart boende.' });
    const items = [{ key: 'aids', isTicked: true, comment: 'Rullator finns.' }];
    await does.tickReadyForHome(nurse, { ...of, version: 0, items });
    const content = { risks: { fall: 'Stor.' } };
    await does.saveDischargeInformation(nurse, { ...of, version: 0, content });
    await does.signDischargeInformation(nurse, { ...of, version: 1 });
    const handedAt = region.clock.now();
    await does.recordDischargeInformationHandover(nurse, { ...of, version: 2, receiver: 'PATIENT', handedAt });
    const draft = { ...of, version: 2, content: { risks: { fall: 'Liten.' } }, reason: 'Fel bedömt.' };
    await does.saveDischargeInformation(nurse, draft);
    const { html } = await exported(assessor, of);
    for (const said of [
      'Gult spår',
      'både regionen och kommunen',
      'Rött spår',
      'Oklart boende.',
      'ledde hit: Biståndshandläggning, Biståndsenheten Sundsvall, version 1',
      'klart: Hjälpmedel som behövs hemma finns på plats. – Rullator finns.',
      'inte klart: Hemresan är ordnad',
      'Risk för fall\nStor.',
      'version 2 lämnad till patienten',
    ]) {
      expect(html).toContain(said);
    }
    expect(html).not.toContain('Liten.');
    const { html: atWard } = await exported(nurse, of);
    expect(atWard).toContain('Liten.');
    expect(atWard).toContain('Fel bedömt.');
  });

  test('when a message did not go to a unit, then the unit’s document has nothing of it', async () => {
    const { html } = await exported(nurse);
    expect(html).toContain('Generellt meddelande');
    await does.forwardMessage(assessor, { messageId: made.noticeId, toUnitId: homeNurse.unitId });
    const later = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] });
    await does.sendMessage(nurse, {
      idempotencyKey: newKey(),
      type: 'GENERAL_MESSAGE',
      patientId: later.patientId,
      episodeId: later.episode.id,
      recipientIds: [assessor.unitId],
      text: 'Bara till biståndet.',
    });
    const seen = await exported(homeNurse, { episodeId: later.episode.id });
    expect(seen.html).toContain('Inskrivningsmeddelande');
    expect(seen.html).not.toContain('Bara till biståndet.');
  });

  test('when a unit has no part in the case, or nobody knows it, then both are refused alike', async () => {
    const outsider = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    expect(await exported(outsider)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await exported(nurse, { episodeId: 'epi_unknown' })).toMatchObject({ code: 'NOT_PERMITTED' });
    const denied = await region.databases.care.query(
      "SELECT reason FROM kit.access_log WHERE user_id = $1 AND kind = 'DENIED'",
      [outsider.userId],
    );
    expect(denied).toHaveLength(1);
  });

  test('when no purpose is given, then the field is named; when somebody of education tries, then it is closed (F-006)', async () => {
    const { errors } = await exported(nurse, { purpose: ' ' });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.purpose' });
    const principal = await region.staff('Hagaskolan', 'SCHOOL_PRINCIPAL');
    expect(await exported(principal)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
