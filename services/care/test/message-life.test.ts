import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey, newPatient } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let episode: Json;
let noticeId: string;
let patientId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  ({ episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

const SEEN = `query ($id: ID!) { careEpisode(id: $id) { outstandingAcknowledgements
  messages { id type text isSuperseded versionNumber voided { at reason by { id } } about { id } replaces { id }
    recipients { unit { id } state handedOnTo { id } returnReason }
    movements { kind from { id } to { id } by { id } reason } }
  changes { kind before after by { id } message { id } } } }`;

async function seen(by: Person): Promise<Json> {
  return (await by.ask(SEEN, { id: episode.id })).at('careEpisode');
}

async function messageOf(by: Person, id: string): Promise<Json> {
  return (await seen(by)).messages.find((message: Json) => message.id === id);
}

async function extra(by: Person, text = 'Nyckeln ligger hos grannen.'): Promise<string> {
  const sent = await does.sendExtraMessage(by, { idempotencyKey: newKey(), episodeId: episode.id, text });
  return sent.extraMessage.id;
}

const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

describe('delegateMessage (F-224)', () => {
  const teams = () => [region.unitId('Hemtjänst Nacksta'), region.unitId('Hemsjukvård Nacksta')];

  test('when the needs assessor delegates, then every unit concerned owes an acknowledgement and takes part', async () => {
    const { delegated } = await does.delegateMessage(assessor, { messageId: noticeId, toUnitIds: teams() });
    const states = Object.fromEntries(delegated.recipients.map((one: Json) => [one.unit.id, one.state]));
    expect(states).toEqual({
      [assessor.unitId]: 'DELEGATED',
      [homeNurse.unitId]: 'UNREAD',
      ...Object.fromEntries(teams().map((unitId) => [unitId, 'UNREAD'])),
    });
    const after = await seen(nurse);
    expect(after.outstandingAcknowledgements).toBe(3);
    const own = await messageOf(nurse, noticeId);
    expect(own.movements.filter(({ kind }: Json) => kind === 'DELEGATED')).toEqual(
      teams().map((id) => ({
        kind: 'DELEGATED',
        from: { id: assessor.unitId },
        to: { id },
        by: { id: assessor.userId },
        reason: null,
      })),
    );
    expect(await does.delegateMessage(assessor, { messageId: noticeId, toUnitIds: teams() })).toMatchObject({
      code: 'MESSAGE_NOT_FORWARDABLE',
    });
  });

  test('when one of the units does not fit, then its place is named and nothing changes', async () => {
    const toUnitIds = [teams()[0], region.unitId('Hälsocentralen Granlo')];
    expect(await does.delegateMessage(assessor, { messageId: noticeId, toUnitIds })).toMatchObject({
      code: 'MESSAGE_RECIPIENT_REFUSED',
      field: 'input.toUnitIds[1]',
    });
    expect((await seen(nurse)).outstandingAcknowledgements).toBe(2);
  });
});

describe('returnMisdirectedMessage (G-103)', () => {
  const back = () => ({ messageId: noticeId, reason: 'Personen bor i en annan kommun.' });

  /** Who takes part, as SIP has heard it. */
  async function partiesHeard(): Promise<readonly string[]> {
    await region.settled();
    const sql = 'SELECT party_unit_ids AS units FROM episode_copy WHERE episode_id = $1';
    const [copy] = await region.databases.sip.query<{ units: readonly string[] }>(sql, [episode.id]);
    return copy?.units ?? [];
  }

  test('when a unit gives all its messages back, then the others hear that it takes part no more, and that it comes back', async () => {
    expect(await partiesHeard()).toContain(assessor.unitId);
    await does.returnMisdirectedMessage(assessor, back());
    expect(await partiesHeard()).toEqual(expect.not.arrayContaining([assessor.unitId]));
    const extraId = await extra(nurse);
    await does.forwardMessage(homeNurse, { messageId: extraId, toUnitId: assessor.unitId });
    expect(await partiesHeard()).toContain(assessor.unitId);
  });

  test('when a unit gives the notice back, then it sees the case no more, and the ward is told and owes an acknowledgement', async () => {
    const { notice } = await does.returnMisdirectedMessage(assessor, back());
    expect(notice.type).toBe('MISDIRECTED_NOTICE');
    await region.settled();
    expect((await assessor.ask(SEEN, { id: episode.id })).data).toEqual({ careEpisode: null });
    expect((await overviewRows(assessor)).map((row) => row.episode.id)).not.toContain(episode.id);
    const told = await messageOf(nurse, notice.id);
    expect(told).toMatchObject({ text: back().reason, about: { id: noticeId } });
    expect((await seen(nurse)).outstandingAcknowledgements).toBe(2);
    expect(await does.acknowledgeMessage(nurse, { messageId: notice.id })).toMatchObject({
      __typename: 'AcknowledgeMessageOk',
    });
  });

  test('when the unit is a party for something else too, then it keeps the case', async () => {
    const extraId = await extra(nurse);
    await does.returnMisdirectedMessage(assessor, back());
    expect((await messageOf(assessor, extraId)).id).toBe(extraId);
    expect(await messageOf(assessor, noticeId)).toBeUndefined();
  });

  test('when the ward sends to all after a unit has left, then that unit gets nothing; when it is handed on to it again, then it takes part again', async () => {
    await does.returnMisdirectedMessage(assessor, back());
    const extraId = await extra(nurse);
    expect((await messageOf(nurse, extraId)).recipients.map((one: Json) => one.unit.id)).toEqual([homeNurse.unitId]);
    await does.forwardMessage(homeNurse, { messageId: extraId, toUnitId: assessor.unitId });
    expect((await messageOf(assessor, extraId)).id).toBe(extraId);
  });

  test('when it is acknowledged already, or given back twice at once, then it is given back at most once', async () => {
    await does.acknowledgeMessage(homeNurse, { messageId: noticeId });
    expect(await does.returnMisdirectedMessage(homeNurse, back())).toMatchObject({ code: 'MESSAGE_NOT_FORWARDABLE' });
    const outcomes = await Promise.all([1, 2].map(() => does.returnMisdirectedMessage(assessor, back())));
    expect(outcomes.filter((one) => one.__typename === 'ReturnMisdirectedMessageOk')).toHaveLength(1);
    expect((await seen(nurse)).outstandingAcknowledgements).toBe(1);
  });
});

describe('voidMessage (G-101, f.3 58)', () => {
  test('when the sender voids, then it stays with mark and reason, nobody owes it, and everyone who got it is told', async () => {
    const id = await extra(nurse);
    await does.acknowledgeMessage(assessor, { messageId: id });
    const { notice } = await does.voidMessage(nurse, { messageId: id, reason: 'Fel patient.' });
    const own = await messageOf(homeNurse, id);
    expect(own).toMatchObject({
      text: 'Nyckeln ligger hos grannen.',
      voided: { reason: 'Fel patient.', by: { id: nurse.userId } },
    });
    const states = Object.fromEntries(own.recipients.map((one: Json) => [one.unit.id, one.state]));
    expect(states).toEqual({ [assessor.unitId]: 'ACKNOWLEDGED', [homeNurse.unitId]: 'RELEASED' });
    expect(own.movements.map(({ kind, to }: Json) => [kind, to?.id ?? null])).toEqual(
      expect.arrayContaining([
        ['VOIDED', null],
        ['RELEASED', homeNurse.unitId],
      ]),
    );
    expect(await messageOf(assessor, notice.id)).toMatchObject({ type: 'VOID_NOTICE', about: { id } });
    expect(await does.acknowledgeMessage(homeNurse, { messageId: id })).toMatchObject({ code: 'MESSAGE_RELEASED' });
    expect(await does.voidMessage(nurse, { messageId: id, reason: 'Igen.' })).toMatchObject({ code: 'MESSAGE_VOIDED' });
    // The notice of admission and the notice of voiding, for both.
    expect((await seen(nurse)).outstandingAcknowledgements).toBe(4);
  });

  test('when somebody acknowledges at the moment it is voided, then nothing is counted twice', async () => {
    const id = await extra(nurse);
    await Promise.all([
      does.voidMessage(nurse, { messageId: id, reason: 'Fel patient.' }),
      does.acknowledgeMessage(assessor, { messageId: id }),
      does.acknowledgeMessage(homeNurse, { messageId: id }),
    ]);
    const { messages, outstandingAcknowledgements } = await seen(nurse);
    const owed = messages
      .flatMap((message: Json) => message.recipients)
      .filter(({ state }: Json) => state === 'UNREAD' || state === 'READ');
    expect(outstandingAcknowledgements).toBe(owed.length);
  });

  test('when a receiver tries, then NotPermitted; when a step of the episode sent it, then the step is to be taken back', async () => {
    const id = await extra(nurse);
    expect(await does.voidMessage(homeNurse, { messageId: id, reason: 'x' })).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.voidMessage(nurse, { messageId: noticeId, reason: 'x' })).toMatchObject({
      code: 'MESSAGE_OF_COURSE',
    });
  });
});

describe('correctMessage', () => {
  const input = (messageId: string) => ({
    idempotencyKey: newKey(),
    messageId,
    text: '<b>Nyckeln</b> ligger på avdelningen.\u0007',
  });

  test('when the sender corrects, then a new version comes to the same units, to be acknowledged separately; markup stays plain text', async () => {
    const first = await extra(nurse);
    await does.acknowledgeMessage(assessor, { messageId: first });
    const { corrected } = await does.correctMessage(nurse, input(first));
    expect(await messageOf(assessor, corrected.id)).toMatchObject({
      versionNumber: 2,
      text: '<b>Nyckeln</b> ligger på avdelningen.\u0007',
      replaces: { id: first },
      recipients: [{ state: 'UNREAD' }, { state: 'UNREAD' }],
    });
    expect(await messageOf(assessor, first)).toMatchObject({ isSuperseded: true });
    expect(await does.correctMessage(nurse, input(first))).toMatchObject({ code: 'MESSAGE_SUPERSEDED' });
  });

  test('when two correct at once, then one version is next and the other attempt is told', async () => {
    const first = await extra(nurse);
    const outcomes = await Promise.all([1, 2].map(() => does.correctMessage(nurse, input(first))));
    const codes = outcomes.map(does.codeOf).sort();
    expect(codes[1]).toBe('OK');
    expect(['CHANGED_MEANWHILE', 'MESSAGE_SUPERSEDED']).toContain(codes[0]);
  });

  test('when the same correction comes twice, then the first result stands', async () => {
    const once = input(await extra(nurse));
    const [a, b] = [await does.correctMessage(nurse, once), await does.correctMessage(nurse, once)];
    expect(a.corrected.id).toBe(b.corrected.id);
  });
});

describe('sendMessage (b.5, F-144)', () => {
  const input = (type: string, recipients: readonly Person[], change: Json = {}) => ({
    idempotencyKey: newKey(),
    type,
    patientId,
    recipientIds: recipients.map(({ unitId }) => unitId),
    text: 'Hur gick besöket?',
    ...change,
  });

  test('when a municipal nurse asks a health centre outside the episode, then the centre has it, with the patient', async () => {
    const centre = await region.staff('Hälsocentralen Granlo', 'NURSE');
    const { sent } = await does.sendMessage(homeNurse, input('GENERAL_MESSAGE', [centre]));
    await region.settled();
    const found = await centre.ask(
      `query ($id: ID!) { patient(id: $id) { familyName messagesReceived { id type text episode { id } patient { id } } } }`,
      { id: patientId },
    );
    expect(found.at('patient').messagesReceived).toEqual([
      { id: sent.id, type: 'GENERAL_MESSAGE', text: 'Hur gick besöket?', episode: null, patient: { id: patientId } },
    ]);
    expect((await does.acknowledgeMessage(centre, { messageId: sent.id })).__typename).toBe('AcknowledgeMessageOk');
    expect((await does.voidMessage(homeNurse, { messageId: sent.id, reason: 'Inaktuellt.' })).notice.type).toBe(
      'VOID_NOTICE',
    );
  });

  test('when it belongs to the episode, then it is counted there and new recipients become parties', async () => {
    const centre = await region.staff('Hälsocentralen Granlo', 'NURSE');
    await does.sendMessage(nurse, input('GENERAL_MESSAGE', [centre], { episodeId: episode.id }));
    expect((await seen(centre)).outstandingAcknowledgements).toBe(3);
  });

  test.each([
    ['CARE_REQUEST', () => homeNurse, () => nurse, () => assessor],
    ['STATUS_MESSAGE', () => homeNurse, () => nurse, () => assessor],
    ['MESSAGE_TO_CARE', () => nurse, () => assessor, () => homeNurse],
  ])('when %s is sent by who may, then it arrives; by who may not, then not', async (type, from, to, not) => {
    expect((await does.sendMessage(from(), input(type, [to()]))).__typename).toBe('SendMessageOk');
    const refused = await does.sendMessage(not(), input(type, [from()]));
    expect(refused).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test.each([
    ['a ward for what goes to municipalities', 'MESSAGE_TO_CARE', () => nurse.unitId, nurseOf],
    ['a team for what goes to wards', 'CARE_REQUEST', () => assessor.unitId, homeNurseOf],
    ['the own unit', 'GENERAL_MESSAGE', () => homeNurse.unitId, homeNurseOf],
    ['of education', 'GENERAL_MESSAGE', () => region.unitId('Hagaskolan'), homeNurseOf],
    ['unknown', 'GENERAL_MESSAGE', () => 'unt_unknown', homeNurseOf],
  ])('when a recipient is %s, then its place is named', async (_, type, unitId, by) => {
    const sent = await does.sendMessage(by(), { ...input(type, []), recipientIds: [unitId()] });
    expect(sent).toMatchObject({ code: 'MESSAGE_RECIPIENT_REFUSED', field: 'input.recipientIds[0]' });
  });

  test('when the unit has no relation to the patient, or the episode is another patient’s, then NotPermitted', async () => {
    const other = await newPatient(region, nurse);
    expect(
      await does.sendMessage(homeNurse, { ...input('GENERAL_MESSAGE', [assessor]), patientId: other }),
    ).toMatchObject({ code: 'NOT_PERMITTED' });
    const mixed = { ...input('GENERAL_MESSAGE', [assessor], { episodeId: episode.id }), patientId: other };
    expect(await does.sendMessage(nurse, mixed)).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test('when somebody of education tries, then the operation is closed (F-006)', async () => {
    const teacher = await region.staff('Hagaskolan', 'SCHOOL_PRINCIPAL');
    expect(await does.sendMessage(teacher, input('GENERAL_MESSAGE', [assessor]))).toMatchObject(FORBIDDEN);
  });
});

test('when things happen in an episode, then each change is told with who and when, only those of messages in reach', async () => {
  await does.acknowledgeMessage(assessor, { messageId: noticeId });
  const centre = await region.staff('Hälsocentralen Granlo', 'NURSE');
  await does.sendMessage(nurse, {
    idempotencyKey: newKey(),
    type: 'GENERAL_MESSAGE',
    patientId,
    episodeId: episode.id,
    recipientIds: [centre.unitId],
    text: 'Till er.',
  });
  const changes = (by: Person) => seen(by).then((found) => found.changes.map((one: Json) => [one.kind, one.after]));
  expect(await changes(nurse)).toEqual([
    ['PARTY', 'JOINED'],
    ['MESSAGE', 'SENT'],
    ['MESSAGE', 'ACKNOWLEDGED'],
    ['ESTIMATE', expect.any(String)],
    ['STATE', 'ADMITTED'],
    ['MESSAGE', 'SENT'],
  ]);
  expect(await changes(homeNurse)).toHaveLength(5);
});

test('when the latest changes are out of reach, then a page is full of those within all the same', async () => {
  const message = { type: 'GENERAL_MESSAGE', patientId, episodeId: episode.id, text: 'Till er.' };
  for (let i = 0; i < 3; i += 1) {
    await does.sendMessage(nurse, { ...message, idempotencyKey: newKey(), recipientIds: [assessor.unitId] });
  }
  const page = `query ($id: ID!) { careEpisode(id: $id) { changes(first: 2) { kind } } }`;
  const { changes } = (await homeNurse.ask(page, { id: episode.id })).at('careEpisode');
  expect(changes).toEqual([{ kind: 'ESTIMATE' }, { kind: 'STATE' }]);
});

test.each(['messages(first: 0) { id }', 'messages(first: 101) { id }', 'changes(first: 101) { kind }'])(
  'when %s is asked of an episode, then the field is named',
  async (list) => {
    const { errors } = await nurse.ask(`query ($id: ID!) { careEpisode(id: $id) { ${list} } }`, { id: episode.id });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'first' } }]);
  },
);

function nurseOf(): Person {
  return nurse;
}

function homeNurseOf(): Person {
  return homeNurse;
}
