import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SmsAddress } from '@samplan/identity/settings';
import type { Json } from './ask.ts';

/** A text message that arrived. */
export interface Message {
  readonly to: string;
  readonly text: string;
}

/** An SMS service of a test's own. */
export interface TestSms {
  readonly address: SmsAddress;
  /** Takes the messages to a number that came since it was asked last. */
  take(to: string): readonly Message[];
  /** Answers that it is out of order, or works again. */
  work(works: boolean): void;
  close(): Promise<void>;
}

/** Starts an SMS service. */
export async function testSms(): Promise<TestSms> {
  const token = 'test-sms-token';
  let messages: Message[] = [];
  let works = true;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isOurs = request.headers.authorization === `Bearer ${token}`;
      if (works && isOurs) {
        const { to, text }: Json = JSON.parse(Buffer.concat(chunks).toString());
        messages.push({ to, text });
      }
      response.writeHead(works && isOurs ? 202 : 503).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listens on TCP, where the address is one.
  const { port } = server.address() as AddressInfo;
  return {
    address: { url: new URL(`http://127.0.0.1:${port}/messages`), token },
    take(to) {
      const taken = messages.filter((message) => message.to === to);
      messages = messages.filter((message) => message.to !== to);
      return taken;
    },
    work(now) {
      works = now;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
