/**
 * A thousand messages, acknowledged by fifty users at once: is anything lost or counted twice?
 *
 * npx tsx bench/acknowledge.ts [messages]
 *
 * Every message goes to one unit where all fifty work, and each is acknowledged by two of them at the same time. Afterwards every
 * message has one acknowledgement, and no episode is owed one. Fails when that is not so.
 */
import { isDeepStrictEqual } from 'node:util';
import { testClock } from '@samplan/testing/clock';
import { acknowledgeMessage, sendExtraMessage } from '@samplan/testing/operations';
import { type Person, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { admitted, newKey } from '@samplan/testing/story';

const MESSAGES = Number(process.argv[2] ?? 1000);
const USERS = 50;
const EPISODES = 10;

const server = await startTestServer();
const region = await testRegion({ clock: testClock(new Date()) });
try {
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const users: Person[] = [];
  for (let i = 0; i < USERS; i += 1) users.push(await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'));
  const [first] = users;
  if (!first) throw new Error('there are users');

  const messageIds: string[] = [];
  for (let i = 0; i < EPISODES; i += 1) {
    const { episode, noticeId } = await admitted(region, { nurse, physician, recipients: [first] });
    messageIds.push(noticeId);
    for (let j = 1; j < MESSAGES / EPISODES; j += 1) {
      const sent = await sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId: episode.id, text: `Nr ${j}` });
      messageIds.push(sent.extraMessage.id);
    }
  }

  const began = performance.now();
  const outcomes = await Promise.all(
    users.map(async (user, i) => {
      const codes: string[] = [];
      // Each message is of two users, who come to it at about the same time.
      const own = messageIds.filter((_, place) => place % (USERS / 2) === i % (USERS / 2));
      for (const messageId of own) codes.push((await acknowledgeMessage(user, { messageId })).__typename);
      return codes;
    }),
  );
  const seconds = (performance.now() - began) / 1000;

  const answers = new Set(outcomes.flat());
  const [counted] = await region.databases.care.query(
    `SELECT (SELECT count(*)::int FROM message_recipient WHERE state = 'ACKNOWLEDGED') AS acknowledged,
            (SELECT count(*)::int FROM message_movement WHERE kind = 'ACKNOWLEDGED') AS noted,
            (SELECT coalesce(sum(outstanding), 0)::int FROM care_episode) AS owed`,
  );
  const expected = { acknowledged: messageIds.length, noted: messageIds.length, owed: 0 };
  console.log(
    `${messageIds.length} messages, ${outcomes.flat().length} calls of ${USERS} users in ${seconds.toFixed(1)} s`,
  );
  console.log(`answers: ${[...answers].join(', ')}; counted: ${JSON.stringify(counted)}`);
  if (!isDeepStrictEqual(counted, expected)) throw new Error(`expected ${JSON.stringify(expected)}`);
} finally {
  await region.close();
  await server.stop();
}
process.exit(0);
