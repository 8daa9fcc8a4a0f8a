import type { MailAddress } from '@samplan/identity/settings';
import { SMTPServer } from 'smtp-server';

/** A mail that came. */
export interface ReceivedMail {
  readonly to: readonly string[];
  /** As it came: headers and body. */
  readonly raw: string;
  /** Header `Message-ID`. */
  readonly id: string;
}

/** A mail server for tests, on a port of its own. */
export interface TestMailServer {
  readonly address: MailAddress;
  readonly mails: readonly ReceivedMail[];
  /** Refuses or takes mails from now on. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

/** Starts a mail server. */
export async function testMailServer(): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  let isRefusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (isRefusing) return done(new Error('not now'));
        const raw = Buffer.concat(chunks).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw, id: /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '' });
        done();
      });
    },
  });
  server.on('error', () => {});
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const at = listening.address();
      resolve(typeof at === 'object' && at ? at.port : 0);
    });
  });
  const url = new URL(`smtp://127.0.0.1:${port}`);
  return {
    address: { url, from: 'samplan@example.test', isEncrypted: false },
    mails,
    refuse: (value) => {
      isRefusing = value;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
