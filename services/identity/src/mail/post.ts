import { createTransport } from 'nodemailer';
import type { MailAddress } from '../settings.ts';
import type { MailText } from './texts.ts';

/** Hands mails over. */
export interface Post {
  /**
   * @param id - of the mail: a repeat has the same, so that a mail server or a reader can tell.
   * @throws Error when the mail server does not take it.
   */
  send(id: string, to: string, mail: MailText): Promise<void>;
  close(): void;
}

/** How long a mail server may take for each part of the conversation. */
const DEADLINE_MS = 3000;

/** Hands mails to a mail server, encrypted unless the installation says otherwise. */
export function smtpPost({ url, from, isEncrypted, authorities }: MailAddress): Post {
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: isEncrypted,
    ignoreTLS: !isEncrypted,
    ...(authorities !== null && { tls: { ca: authorities } }),
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
    // Nothing in a mail is read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(id, to, mail) {
      await transport.sendMail({ ...mail, from, to, messageId: `<${id}@samplan>` });
    },
    close: () => transport.close(),
  };
}
