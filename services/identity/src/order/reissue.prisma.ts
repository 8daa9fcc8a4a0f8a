import type { Secrets } from '@samplan/kit/auth/secrets';
import { found } from '@samplan/kit/found';
import { type Ended, NOTHING_ENDED } from '../assignment/change.prisma.ts';
import { endAllWithin } from '../session/rows.prisma.ts';
import { type AccessOrder, type OrderStep, SAMPLAN } from './domain.ts';
import type { Tx } from './rows.prisma.ts';
import type { FreshCredentials } from './store.ts';

/**
 * Puts new credentials in the place of those that were lost, in a transaction. In Samplan the old password is void at once.
 * @returns what ended with it; or null, when the user has taken the account over: then nobody else sets its password.
 */
export async function reissueWithin(
  tx: Tx,
  { personId }: AccessOrder,
  { id, system }: OrderStep,
  fresh: FreshCredentials,
  secrets: Secrets,
  now: Date,
): Promise<Ended | null> {
  const own = system === SAMPLAN ? await replacePassword(tx, found(personId), fresh, now) : null;
  if (system === SAMPLAN && !own) return null;
  const { username = own?.username, password } = fresh;
  await tx.accessOrderStep.update({
    where: { id },
    data: {
      collectedAt: null,
      sealedCredentials: secrets.seal(JSON.stringify({ username: found(username), password })),
    },
  });
  return own?.ended ?? NOTHING_ENDED;
}

/** Only the first password is replaced: of an account that nobody has chosen one for or bound to a card. */
async function replacePassword(tx: Tx, userId: string, { passwordHash }: FreshCredentials, now: Date) {
  const [user] = await tx.user.updateManyAndReturn({
    where: { id: userId, isActive: true, passwordMustChange: true, convertedAt: null, earlierPasswords: { none: {} } },
    data: { passwordHash: found(passwordHash) },
    select: { username: true },
  });
  if (!user) return null;
  // Sign-ins that wait for a second factor began with the old password.
  await tx.signInChallenge.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
  const sessions = await endAllWithin(tx, userId, null, now);
  const ended: Ended = {
    assignmentIds: [],
    sessionIds: sessions.map(({ sessionId }) => sessionId),
    events: sessions.flatMap(({ event }) => (event ? [event] : [])),
  };
  return { username: user.username, ended };
}
