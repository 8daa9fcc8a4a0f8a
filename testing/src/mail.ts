import type { MailAddress } from '@samplan/identity/settings';
import { SMTPServer } from 'smtp-server';
import type { Identified } from './cards/authority.ts';

/** A mail that came. */
export interface ReceivedMail {
  readonly to: readonly string[];
  /** As it came: headers and body. */
  readonly raw: string;
  /** Header `Message-ID`. */
  readonly id: string;
  /** Did it come over an encrypted connection? */
  readonly isEncrypted: boolean;
}

/** How a mail server speaks; without encryption unless it says otherwise. */
export interface MailServerOptions {
  /** `TLS` from the first byte, or from `STARTTLS` on. */
  readonly encryption: 'STARTTLS' | 'TLS';
  /** Its certificate, with the authorities that it is from, PEM. */
  readonly identified: Identified;
  readonly authorities: string;
}

/** A mail server for tests, on a port of its own. */
export interface TestMailServer {
  readonly address: MailAddress;
  readonly mails: readonly ReceivedMail[];
  /** Refuses or takes mails from now on. */
  refuse(isRefusing: boolean): void;
  /** Takes mails from now on and does not answer that it has, or answers again. */
  fallSilent(isSilent: boolean): void;
  close(): Promise<void>;
}

/** Starts a mail server. */
export async function testMailServer(options?: MailServerOptions): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  let isRefusing = false;
  let isSilent = false;
  const server = new SMTPServer({
    authOptional: true,
    secure: options?.encryption === 'TLS',
    ...(options && { key: options.identified.key, cert: options.identified.certificate }),
    disabledCommands: options ? ['AUTH'] : ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (isRefusing) return done(new Error('not now'));
        const raw = Buffer.concat(chunks).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const id = /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
        mails.push({ to, raw, id, isEncrypted: session.secure });
        if (!isSilent) done();
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
  const url = new URL(`${options?.encryption === 'TLS' ? 'smtps' : 'smtp'}://127.0.0.1:${port}`);
  return {
    address: {
      url,
      from: 'samplan@example.test',
      isEncrypted: options !== undefined,
      authorities: options?.authorities ?? null,
    },
    mails,
    refuse: (value) => {
      isRefusing = value;
    },
    fallSilent: (value) => {
      isSilent = value;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
