import type { Role } from '@samplan/kit/access/viewer';
import type { Json } from '@samplan/testing/ask';
import { inboxIds } from '@samplan/testing/inbox';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const REASON = 'Enheten kommer inte in i systemet.';
let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let administrator: Person;
let manager: Person;
let messageId: string;
let episodeId: string;

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
  const made = await admitted(region, { nurse, physician, recipients: [assessor] });
  messageId = made.noticeId;
  episodeId = made.episode.id;
});

const input = (change: Json = {}) => ({ messageId, unitId: assessor.unitId, reason: REASON, ...change });
const code = async (by: Person, change: Json = {}): Promise<string> => {
  const outcome = await does.acknowledgeOnBehalf(by, input(change));
  return outcome.code ?? outcome.errors?.[0].extensions.code ?? outcome.__typename;
};

async function seen(by: Person): Promise<Json> {
  const answer = await by.ask(
    `query ($id: ID!) { careEpisode(id: $id) { outstandingAcknowledgements messages {
      recipients { state readAt onBehalfReason acknowledgedBy { id } } movements { kind reason by { id } } } } }`,
    { id: episodeId },
  );
  return answer.at('careEpisode');
}

test.each([
  ['the administrator', () => administrator],
  ['the region’s central function', () => manager],
])(
  'when %s acknowledges for a unit, then nothing is owed, and sender and unit see who did and why (F-261, B-01)',
  async (_, who) => {
    const { acknowledged } = await does.acknowledgeOnBehalf(who(), input());
    expect(acknowledged.places).toMatchObject([{ state: 'ACKNOWLEDGED', escalation: null, stuckBecause: [] }]);
    for (const by of [nurse, assessor]) {
      const { outstandingAcknowledgements, messages } = await seen(by);
      expect(outstandingAcknowledgements).toBe(0);
      expect(messages[0].recipients).toEqual([
        { state: 'ACKNOWLEDGED', readAt: null, onBehalfReason: REASON, acknowledgedBy: { id: who().userId } },
      ]);
      expect(messages[0].movements).toContainEqual({
        kind: 'ACKNOWLEDGED_ON_BEHALF',
        reason: REASON,
        by: { id: who().userId },
      });
    }
    expect(await inboxIds(assessor, { outstandingOnly: true })).not.toContain(messageId);
    expect(
      await region.databases.care.query(
        `SELECT patient_id IS NOT NULL AS "ofPatient" FROM kit.access_log
       WHERE user_id = $1 AND subject_id = $2 AND kind = 'WRITE' AND action = 'message.acknowledge-on-behalf'`,
        [who().userId, messageId],
      ),
    ).toEqual([{ ofPatient: true }]);
  },
);

test('when it comes twice, or the unit has acknowledged itself, then the first stands', async () => {
  expect(await code(administrator)).toBe('AcknowledgeOnBehalfOk');
  expect(await code(manager, { reason: 'Igen.' })).toBe('MESSAGE_ACKNOWLEDGED');
  expect((await seen(nurse)).messages[0].recipients[0].onBehalfReason).toBe(REASON);
  expect((await does.acknowledgeMessage(assessor, { messageId })).__typename).toBe('AcknowledgeMessageOk');
  expect((await seen(nurse)).messages[0].recipients[0].acknowledgedBy).toEqual({ id: administrator.userId });
});

test('when the unit and two others acknowledge at once, then one counts', async () => {
  await Promise.all([
    does.acknowledgeOnBehalf(administrator, input()),
    does.acknowledgeOnBehalf(manager, input()),
    does.acknowledgeMessage(assessor, { messageId }),
  ]);
  const { outstandingAcknowledgements, messages } = await seen(nurse);
  expect(outstandingAcknowledgements).toBe(0);
  expect(messages[0].movements.filter(({ kind }: Json) => kind.startsWith('ACKNOWLEDGED'))).toHaveLength(1);
});

test('when the message is void, handed on or given back, then there is nothing to acknowledge', async () => {
  const { extraMessage } = await does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId, text: 'Obs.' });
  await does.voidMessage(nurse, { messageId: extraMessage.id, reason: 'Fel.' });
  expect(await code(administrator, { messageId: extraMessage.id })).toBe('MESSAGE_RELEASED');
  await does.forwardMessage(assessor, { messageId, toUnitId: region.unitId('Hemsjukvård Centrum') });
  expect(await code(administrator)).toBe('MESSAGE_HANDED_ON');
  const other = await admitted(region, { nurse, physician, recipients: [assessor] });
  await does.returnMisdirectedMessage(assessor, { messageId: other.noticeId, reason: 'Fel enhet.' });
  expect(await code(administrator, { messageId: other.noticeId })).toBe('MESSAGE_RETURNED');
});

test('when the unit is of another administration, or never got the message, then NotPermitted', async () => {
  expect(await code(await region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR'))).toBe('NOT_PERMITTED');
  expect(await code(await region.staff('Region Västernorrland, förvaltning', 'ADMINISTRATOR'))).toBe('NOT_PERMITTED');
  expect(await code(await region.staff('Bildningsförvaltningen, ledning', 'ADMINISTRATOR'))).toBe('NOT_PERMITTED');
  expect(await code(administrator, { unitId: region.unitId('Hemsjukvård Centrum') })).toBe('NOT_PERMITTED');
  expect(await code(administrator, { messageId: 'msg_unknown' })).toBe('NOT_PERMITTED');
});

test.each([
  ['empty', ' ', 'EMPTY'],
  ['too long', 'x'.repeat(2001), 'TOO_LONG'],
  ['with an identity number (B-09)', 'Gäller 19121212-1212.', 'IDENTITY_NUMBER'],
])('when the reason is %s, then the field is named', async (_, reason, why) => {
  const outcome = await does.acknowledgeOnBehalf(administrator, input({ reason }));
  expect(outcome).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.reason', reason: why } }],
  });
});

test.each<[string, Role]>([
  [VOF, 'SUPER_USER'],
  [VOF, 'SYSTEM_MANAGER'],
  ['Socialförvaltningen, ledning', 'SUPER_USER'],
  ['Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'],
  ['Avd 11 Medicin, Sundsvall', 'NURSE'],
  ['Hagaskolan', 'SCHOOL_PRINCIPAL'],
])('when somebody at %s as %s tries, then it is closed (e.1)', async (unit, role) => {
  expect(await code(await region.staff(unit, role))).toBe('FORBIDDEN');
});
