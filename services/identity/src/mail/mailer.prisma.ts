import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { type Log, traceOf } from '@samplan/kit/server/log';
import type { Clock } from '@samplan/kit/time';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Post } from './post.ts';
import { type MailKind, mailText } from './texts.ts';

const POLL_MS = 1000;
/** With the waits between them some three and a half hours. */
const MOST_ATTEMPTS = 24;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Sends what is written. */
export interface Mailer {
  stop(): Promise<void>;
}

interface Due {
  readonly id: string;
  readonly subjectId: string;
  readonly kind: MailKind;
  readonly message: string;
  readonly to: string;
  readonly attempts: number;
}

/**
 * Starts sending mails, each at least once, whatever is killed when; several processes may run it. A mail that the mail server
 * does not take is tried again for some hours, then parked for a person to look at.
 */
export function startMailer(o: {
  readonly db: PrismaClient;
  readonly post: Post;
  readonly now: Clock;
  readonly log: Log;
}): Mailer {
  let running = Promise.resolve();
  let isBusy = false;
  let isStopped = false;
  async function sendAll(): Promise<void> {
    isBusy = true;
    try {
      while (!isStopped && (await sendNext(o))) {
        // until nothing is due
      }
    } catch (error) {
      const { problem = 'unknown' } = traceOf(error);
      o.log.warn({ event: 'mailer.failed', problem });
    } finally {
      isBusy = false;
    }
  }
  const timer = setInterval(() => {
    if (!isBusy) running = sendAll();
  }, POLL_MS);
  timer.unref();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
      o.post.close();
    },
  };
}

/** @returns whether there was one. */
async function sendNext({ db, post, now, log }: Parameters<typeof startMailer>[0]): Promise<boolean> {
  return await transact(db, async (tx) => {
    // Held while it is sent, so that no other process sends it; killed before the commit, it is sent again.
    const [mail] = await tx.$queryRawUnsafe<Due[]>(
      `SELECT id, subject_id AS "subjectId", kind, message, "to", attempts FROM outgoing_mail
       WHERE sent_at IS NULL AND parked_at IS NULL AND due_at <= $1
       ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      now(),
    );
    if (!mail) return false;
    try {
      await post.send(mail.id, mail.to, mailText(mail.kind, mail.subjectId, mail.message));
      await noteSent(tx, mail, now());
    } catch (error) {
      await noteFailed(tx, mail, error, now(), log);
    }
    return true;
  });
}

/** The address is not kept longer than it is needed. */
async function noteSent(tx: Prisma.TransactionClient, { id, kind, subjectId: orderId }: Due, now: Date): Promise<void> {
  await tx.outgoingMail.update({ where: { id }, data: { sentAt: now, to: null, problem: null } });
  if (kind !== 'CONFIRMATION') return;
  const order = await tx.accessOrder.update({ where: { id: orderId }, data: { confirmedAt: now } });
  const { state } = order;
  await tx.accessOrderHistory.create({ data: { id: newId('occ'), orderId, at: now, event: 'CONFIRMED', state } });
}

async function noteFailed(
  tx: Prisma.TransactionClient,
  { id, attempts: before }: Due,
  error: unknown,
  now: Date,
  log: Log,
): Promise<void> {
  const attempts = before + 1;
  const { problem = 'unknown' } = traceOf(error);
  const isParked = attempts >= MOST_ATTEMPTS;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS);
  const dueAt = new Date(now.getTime() + wait);
  await tx.outgoingMail.update({
    where: { id },
    data: { attempts, problem, dueAt, ...(isParked && { parkedAt: now }) },
  });
  log.warn({ event: isParked ? 'mail.parked' : 'mail.not-sent', problem, failures: attempts });
}
