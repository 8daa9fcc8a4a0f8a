import type { Role } from '@samplan/kit/access/viewer';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { helpRequests } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const TEXT = 'Vi kan inte kvittera. Gäller A Larsson, 1938.';
let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let administrator: Person;
let manager: Person;
let made: { readonly episode: Json; readonly noticeId: string; readonly patientId: string };

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  administrator = await region.staff(VOF, 'ADMINISTRATOR');
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());
beforeEach(async () => {
  made = await admitted(region, { nurse, physician, recipients: [assessor] });
});

const input = (change: Json = {}) => ({ idempotencyKey: newKey(), messageId: made.noticeId, text: TEXT, ...change });
const asked = async (by: Person = assessor, change: Json = {}): Promise<Json> =>
  (await does.requestHelp(by, input(change))).helpRequest;
const idsOf = async (by: Person, field: 'helpRequests' | 'unitHelpRequests', variables: Json = {}) =>
  (await helpRequests(by, field, { first: 100, ...variables })).edges.map(({ node }: Json) => node.id);

describe('requestHelp (F-262, B-09)', () => {
  test('when a unit asks about a message, then helpers see id, initial, last name and year of birth, and no number (f.6 110)', async () => {
    const { id } = await asked();
    for (const by of [administrator, manager]) {
      const { edges } = await helpRequests(by, 'helpRequests', { first: 1 });
      expect(edges[0].node).toEqual({
        id,
        reference: made.noticeId,
        patientLabel: expect.stringMatching(/^T Patient\d{4}, 1[89]\d\d$/),
        text: TEXT,
        unit: { id: assessor.unitId },
        requestedBy: { id: assessor.userId },
        requestedAt: expect.any(String),
        state: 'OPEN',
        answer: null,
        answeredBy: null,
        answeredAt: null,
        closedBy: null,
        closedAt: null,
      });
    }
    const [row] = await region.databases.care.query<Json>('SELECT * FROM help_request WHERE id = $1', [id]);
    const [patient] = await region.databases.care.query<Json>('SELECT * FROM patient WHERE id = $1', [made.patientId]);
    expect(JSON.stringify(row)).not.toContain(patient?.['identity_number']);
  });

  test('when it is about an episode, then its id is the reference', async () => {
    const request = await asked(nurse, { messageId: null, episodeId: made.episode.id });
    expect(request.reference).toBe(made.episode.id);
  });

  test('when the identity is protected, then helpers see no name (G-090)', async () => {
    const { id } = await asked();
    await does.protectIdentity(nurse, { patientId: made.patientId, level: 'CONFIDENTIALITY_MARKING' });
    await region.settled();
    const { edges } = await helpRequests(manager, 'helpRequests', { first: 100 });
    expect(edges.find(({ node }: Json) => node.id === id).node.patientLabel).toBeNull();
  });

  test.each([
    ['a number of twelve digits', 'Gäller 191212121212, kan inte kvittera.', 'IDENTITY_NUMBER'],
    ['a number of ten digits with a hyphen', 'Gäller 121212-1212.', 'IDENTITY_NUMBER'],
    ['nothing', '   ', 'EMPTY'],
    ['too much', 'x'.repeat(2001), 'TOO_LONG'],
  ])('when the text holds %s, then it is refused with the field (f.6 110)', async (_, text, reason) => {
    expect(await does.requestHelp(assessor, input({ text }))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.text', reason } }],
    });
  });

  test('when it names both an episode and a message, or neither, then it is refused', async () => {
    for (const change of [{ episodeId: made.episode.id }, { messageId: null }]) {
      expect(await does.requestHelp(assessor, input(change))).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', reason: 'NOT_ONE' } }],
      });
    }
  });

  test('when the case is not the unit’s, then NotPermitted', async () => {
    const other = await region.staff('Hemsjukvård Alnö', 'NURSE');
    expect(await does.requestHelp(other, input())).toMatchObject({ code: 'NOT_PERMITTED' });
    const byEpisode = input({ messageId: null, episodeId: made.episode.id });
    expect(await does.requestHelp(other, byEpisode)).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test('when it comes twice or at once with the same key, then there is one', async () => {
    const once = input();
    const outcomes = await Promise.all([does.requestHelp(assessor, once), does.requestHelp(assessor, once)]);
    const again = await does.requestHelp(assessor, once);
    expect(new Set([...outcomes, again].map(({ helpRequest }) => helpRequest.id)).size).toBe(1);
    expect(await does.requestHelp(assessor, { ...once, text: 'Annat.' })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});

describe('the lists (F-261, F-263)', () => {
  test('when units ask, then each list has its own, the latest first, page by page and by state', async () => {
    const [first, second] = [await asked(), await asked()];
    const ofWard = await asked(nurse);
    expect((await idsOf(assessor, 'unitHelpRequests')).slice(0, 2)).toEqual([second.id, first.id]);
    expect(await idsOf(assessor, 'unitHelpRequests')).not.toContain(ofWard.id);
    expect(await idsOf(administrator, 'helpRequests')).not.toContain(ofWard.id);
    expect((await idsOf(manager, 'helpRequests')).slice(0, 3)).toEqual([ofWard.id, second.id, first.id]);
    const socAdministrator = await region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
    expect(await idsOf(socAdministrator, 'helpRequests')).toEqual([]);
    const page = await helpRequests(assessor, 'unitHelpRequests', { first: 1 });
    const next = { first: 1, after: page.pageInfo.endCursor };
    expect((await helpRequests(assessor, 'unitHelpRequests', next)).edges[0].node.id).toBe(first.id);
    await does.closeHelpRequest(assessor, { helpRequestId: first.id });
    expect(await idsOf(assessor, 'unitHelpRequests', { state: 'CLOSED' })).toContain(first.id);
    expect(await idsOf(assessor, 'unitHelpRequests', { state: 'OPEN' })).not.toContain(first.id);
  });

  test.each<[string, Role]>([
    [VOF, 'SUPER_USER'],
    [VOF, 'SYSTEM_MANAGER'],
    ['Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'],
    ['Hagaskolan', 'ADMINISTRATOR'],
  ])('when somebody at %s as %s asks for all, or answers, then it is closed', async (unit, role) => {
    const by = await region.staff(unit, role);
    const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
    expect(await helpRequests(by, 'helpRequests')).toMatchObject(FORBIDDEN);
    expect(await does.answerHelpRequest(by, { helpRequestId: 'hlp_1', answer: 'x' })).toMatchObject(FORBIDDEN);
  });
});

describe('answering and closing', () => {
  const answer = (by: Person, id: string, text = 'Kvitterat åt er.') =>
    does.answerHelpRequest(by, { helpRequestId: id, answer: text });

  test('when it is answered, then the unit reads who and what, and closes it; each only once', async () => {
    const { id } = await asked();
    await answer(administrator, id);
    const { edges } = await helpRequests(assessor, 'unitHelpRequests', { first: 1 });
    expect(edges[0].node).toMatchObject({
      id,
      state: 'ANSWERED',
      answer: 'Kvitterat åt er.',
      answeredBy: { id: administrator.userId },
    });
    expect(await answer(manager, id)).toMatchObject({ code: 'HELP_REQUEST_ANSWERED' });
    const { helpRequest } = await does.closeHelpRequest(assessor, { helpRequestId: id });
    expect(helpRequest).toMatchObject({
      state: 'CLOSED',
      closedBy: { id: assessor.userId },
      answer: 'Kvitterat åt er.',
    });
    expect(await does.closeHelpRequest(administrator, { helpRequestId: id })).toMatchObject({
      code: 'HELP_REQUEST_CLOSED',
    });
    expect(await answer(manager, id)).toMatchObject({ code: 'HELP_REQUEST_CLOSED' });
  });

  test('when two answer at once, then one answer stands', async () => {
    const { id } = await asked();
    const outcomes = await Promise.all([answer(administrator, id, 'Ett.'), answer(manager, id, 'Två.')]);
    expect(outcomes.filter(({ __typename }) => __typename === 'AnswerHelpRequestOk')).toHaveLength(1);
    const lost = outcomes.find(({ __typename }) => __typename !== 'AnswerHelpRequestOk');
    expect(['CHANGED_MEANWHILE', 'HELP_REQUEST_ANSWERED']).toContain(lost?.code);
  });

  test('when it is another unit’s or administration’s, then NotPermitted; an answer with an identity number is refused', async () => {
    const { id } = await asked(nurse);
    expect(await answer(administrator, id)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.closeHelpRequest(assessor, { helpRequestId: id })).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await answer(manager, id, 'Gäller 19121212-1212.')).toMatchObject({
      errors: [{ extensions: { field: 'input.answer', reason: 'IDENTITY_NUMBER' } }],
    });
  });
});
