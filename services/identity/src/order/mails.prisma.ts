import { writeMail } from '../mail/outbox.prisma.ts';
import { REPORTS_TO } from '../mailbox/domain.ts';
import { mailboxOf } from '../mailbox/store.prisma.ts';
import { type AccessOrder, isReport } from './domain.ts';
import type { Tx } from './rows.prisma.ts';
import type { NewOrder, PlaceGrant } from './store.ts';

/** Writes the confirmation for the orderer (F-403), and the report for those who receive it, where they have an address. */
export async function tellOfPlaced(
  tx: Tx,
  { administrationId, administrationKind }: PlaceGrant['reach'],
  { id: subjectId, draft }: NewOrder,
  now: Date,
): Promise<void> {
  const about = { administrationId, subjectId };
  await writeMail(tx, { ...about, kind: 'CONFIRMATION', to: draft.confirmationEmail }, now);
  if (!isReport(draft.kind)) return;
  const to = await mailboxOf(tx, administrationId, REPORTS_TO[administrationKind]);
  if (to !== null) await writeMail(tx, { ...about, kind: 'REPORT', to }, now);
}

/**
 * Tells of a step that was done: the orderer of credentials, one mail for each message when all of it is there (F-403, f.2 33), and
 * one more when they are given anew; the user of a certificate (F-407).
 */
export async function tellOfStep(tx: Tx, order: AccessOrder, stepId: string, now: Date): Promise<void> {
  const done = order.steps.find(({ id }) => id === stepId);
  if (!done) return;
  const { id: subjectId, administrationId, email } = order;
  if (done.action === 'ASSIGN_CERTIFICATE' && email) {
    await writeMail(tx, { administrationId, subjectId, kind: 'CERTIFICATE', to: email }, now);
  }
  const { message } = done;
  const sharing = order.steps.filter((step) => step.message === message);
  if (message === null || sharing.some((step) => !step.doneAt) || !sharing.some((step) => step.hasCredentials)) return;
  const about = { administrationId, subjectId, kind: 'CREDENTIALS', message } as const;
  const issue = 1 + (await tx.outgoingMail.count({ where: about }));
  await writeMail(tx, { ...about, issue, to: order.confirmationEmail }, now);
}
