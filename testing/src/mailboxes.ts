import type { Json } from './ask.ts';
import { mutation } from './operations.ts';
import type { Person } from './region.ts';

export const setMailbox = mutation('setMailbox', 'mailbox { purpose email setBy { id } }');

/** The addresses of somebody's administration, as that person sees them. */
export async function mailboxes(by: Pick<Person, 'ask'>): Promise<Json> {
  const answer = await by.ask('{ mailboxes { purpose email setBy { id } } }');
  return answer.at('mailboxes');
}

export const retryMail = mutation('retryMail', 'mailId');

/** The mails that wait for somebody, as that person sees them. */
export async function parkedMails(by: Pick<Person, 'ask'>): Promise<readonly Json[]> {
  const answer = await by.ask(
    '{ parkedMails { edges { node { id kind subjectId credentialsMessage email attempts parkedAt problem } } } }',
  );
  return answer.at('parkedMails').edges.map(({ node }: Json) => node);
}
