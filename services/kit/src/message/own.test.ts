import { describe, expect, test } from 'vitest';
import { ok, refused } from '../result.ts';
import { newRecipient, type Recipient, read } from './domain.ts';
import { answerTo, changeOwn, ownOf } from './own.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const message = { id: 'msg_a', recipients: [newRecipient('unt_a', NOW)] };
const find = async () => ownOf(message, 'unt_a');
const opens = (recipient: Recipient) => ok(read(recipient, 'usr_a', NOW));

describe('changing a message at one recipient', () => {
  test('when colleagues are first twice, then it is tried again; three times, then it is told', async () => {
    let lost = 2;
    const save = async () => lost-- <= 0;
    expect(await changeOwn(find, opens, save)).toMatchObject({ kind: 'DONE', message: { id: 'msg_a' } });
    lost = 3;
    expect(await changeOwn(find, opens, save)).toEqual({ kind: 'CHANGED_MEANWHILE' });
  });

  test('when the rule leaves it as it is or refuses, then nothing is stored', async () => {
    const save = async () => {
      throw new Error('stored');
    };
    expect(await changeOwn(find, ok, save)).toMatchObject({ kind: 'DONE' });
    expect(await changeOwn(find, () => refused('NO'), save)).toEqual({ kind: 'REFUSED', problem: 'NO' });
  });

  test('when the unit did not get it, then it is not found', async () => {
    expect(
      await changeOwn(
        async () => ownOf(message, 'unt_b'),
        opens,
        async () => true,
      ),
    ).toEqual({ kind: 'NOT_FOUND' });
    expect(ownOf(null, 'unt_a')).toBeNull();
  });
});

test('whoever changed a message is told what came of it, and nothing of what is out of reach', async () => {
  const told = async (change: Parameters<typeof answerTo<typeof message, string, string, string>>[0]) =>
    await answerTo(
      change,
      async ({ id }) => id,
      (why) => why,
    );
  expect(await told({ kind: 'DONE', message })).toBe('msg_a');
  expect(await told({ kind: 'REFUSED', problem: 'RELEASED' })).toBe('RELEASED');
  expect(await told({ kind: 'NOT_FOUND' })).toMatchObject({ code: 'NOT_PERMITTED' });
  expect(await told({ kind: 'CHANGED_MEANWHILE' })).toMatchObject({ code: 'CHANGED_MEANWHILE' });
});
