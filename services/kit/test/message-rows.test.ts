import { acknowledge, forward, newRecipient, type Recipient, read } from '@samplan/kit/message/domain';
import { recipientRow, storeRecipients } from '@samplan/kit/message/rows';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { afterAll, beforeAll, expect, test } from 'vitest';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const LATER = new Date('2026-11-21T09:00:00.000Z');
let own: OpenTestDatabase;

beforeAll(async () => {
  own = await openTestDatabase('sip');
  await own.query(`INSERT INTO sip (id, patient_id, municipality_code, state, initiated_at, initiated_by_user_id, initiated_by_unit_id,
      initiation_reason, coordinating_unit_id, coordinating_principal)
    VALUES ('sip_a', 'pat_a', '2281', 'INVITED', now(), 'usr_a', 'unt_a', 'Behov.', 'unt_a', 'MUNICIPALITY')`);
  await own.query(`INSERT INTO message (id, sip_id, patient_id, type, sender_unit_id, sent_at)
    VALUES ('inv_a', 'sip_a', 'pat_a', 'INVITATION', 'unt_a', now())`);
});
afterAll(() => own.drop());

function acknowledged(unitId: string): Recipient {
  const outcome = acknowledge(newRecipient(unitId, NOW), 'usr_a', NOW);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.value;
}

function forwarded(unitId: string): Recipient {
  const outcome = forward(newRecipient(unitId, NOW), 'unt_z', [], 'usr_a', NOW);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.value.from;
}

test('when units get a message that somebody handed to them meanwhile, then what they owe or have acknowledged stands; who handed it on has it anew', async () => {
  const before = [
    acknowledged('unt_acknowledged'),
    read(newRecipient('unt_read', NOW), 'usr_a', NOW),
    newRecipient('unt_unread', NOW),
    forwarded('unt_forwarded'),
  ];
  expect(await storeRecipients(own.sql, 'inv_a', before)).toBe(4);
  const units = [...before.map(({ unitId }) => unitId), 'unt_new'];
  const anew = units.map((unitId) => newRecipient(unitId, LATER));
  expect(await storeRecipients(own.sql, 'inv_a', anew)).toBe(2);
  const stored = await own.query(
    'SELECT unit_id, state, received_at FROM message_recipient ORDER BY array_position($1, unit_id)',
    [units],
  );
  const after = [...before.slice(0, 3), ...anew.slice(3)];
  expect(stored).toEqual(
    after.map((recipient) => {
      const { unit_id, state, received_at } = recipientRow('inv_a', recipient);
      return { unit_id, state, received_at };
    }),
  );
  expect(await storeRecipients(own.sql, 'inv_a', [])).toBe(0);
});
