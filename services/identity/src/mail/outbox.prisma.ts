import { newId } from '@samplan/kit/id';
import type { Prisma } from '../generated/prisma/client.ts';
import type { MailKind } from './texts.ts';

/** A mail to write. */
export interface NewMail {
  /** Who looks after it. */
  readonly administrationId: string;
  /** The order or appointment that it tells of. */
  readonly subjectId: string;
  readonly kind: MailKind;
  readonly message?: string;
  /** Which time it is told; the first unless given. */
  readonly issue?: number;
  readonly to: string;
}

/** Writes a mail, in the transaction of what it tells of. The same is written once. */
export async function writeMail(tx: Prisma.TransactionClient, mail: NewMail, now: Date): Promise<void> {
  await tx.outgoingMail.createMany({ data: [{ ...mail, id: newId('mil'), dueAt: now }], skipDuplicates: true });
}
