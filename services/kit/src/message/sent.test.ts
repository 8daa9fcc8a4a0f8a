import { expect, test } from 'vitest';
import { acknowledge, newRecipient } from './domain.ts';
import { nextVersion, type Sent, voidMessage } from './sent.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const VOIDING = { at: NOW, byUserId: 'usr_a', reason: 'Fel patient.' };

function sent(change: Partial<Sent> = {}): Sent {
  return { senderUnitId: 'unt_s', versionNumber: 1, isSuperseded: false, voided: null, recipients: [], ...change };
}

test('when the latest version is corrected, then the next has the next number', () => {
  expect(nextVersion(sent({ versionNumber: 3 }))).toEqual({ ok: true, value: 4 });
});

test.each([
  ['VOIDED', sent({ voided: VOIDING })],
  ['SUPERSEDED', sent({ isSuperseded: true })],
])('when the message is %s, then it can neither be corrected nor voided', (problem, message) => {
  expect(nextVersion(message)).toEqual({ ok: false, problem });
  expect(voidMessage(message, 'usr_a', 'Fel.', NOW)).toEqual({ ok: false, problem });
});

test('when a message is voided, then nobody owes an acknowledgement and those that were given stand (G-101, f.3 58)', () => {
  const given = acknowledge(newRecipient('unt_a', NOW), 'usr_x', NOW);
  if (!given.ok) throw new Error('a new recipient can acknowledge');
  const result = voidMessage(
    sent({ recipients: [given.value, newRecipient('unt_b', NOW)] }),
    'usr_a',
    'Fel patient.',
    NOW,
  );
  expect(result.ok && result.value.voiding).toEqual(VOIDING);
  expect(result.ok && result.value.recipients.map(({ state }) => state)).toEqual(['ACKNOWLEDGED', 'RELEASED']);
});
