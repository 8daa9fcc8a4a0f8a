import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuthorities } from '@samplan/gateway/card/authorities';
import type { CardEntryOptions } from '@samplan/gateway/card/entry';
import { type Answer, answerOf } from '../ask.ts';
import {
  type Card,
  type CardAuthority,
  type CardHolder,
  type CardOptions,
  createCardAuthority,
  type ListOptions,
} from './authority.ts';

/** Where cards are issued, and what an entry for them is opened with. */
export interface CardDesk {
  readonly authority: CardAuthority;
  readonly entry: CardEntryOptions;
  /** Issues a card, to a new fictitious person unless given. */
  issue(holder?: Partial<CardHolder>, options?: CardOptions): Promise<Card>;
  /** Publishes the revocation lists as they are now. */
  publish(times?: ListOptions): Promise<void>;
  /** Publishes something else. */
  publishText(text: string): void;
  close(): void;
}

let holders = 0;

/** An HSA-id that nobody else of this run has. */
export function newHsaId(): string {
  holders += 1;
  return `SE2321000180-T${process.pid}${holders}`;
}

/** Opens a desk in a folder of its own. */
export async function openCardDesk(): Promise<CardDesk> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samplan-cards-'));
  const authority = await createCardAuthority();
  const revocationsFile = path.join(folder, 'revocations.pem');
  const publishText = (text: string): void => writeFileSync(revocationsFile, text);
  publishText(await authority.revocations());
  const { certificate, key } = await authority.server(['localhost', '127.0.0.1']);
  return {
    authority,
    entry: {
      port: 0,
      certificate,
      key,
      authorities: readAuthorities(authority.certificates, 'TRAINING'),
      revocationsFile,
    },
    async issue(holder, options) {
      const hsaId = newHsaId();
      const person = { givenName: 'Test', familyName: `Kort${holders}`, organisation: 'TEST Region Västernorrland' };
      return await authority.card({ hsaId, ...person, ...holder }, options);
    },
    async publish(times) {
      publishText(await authority.revocations(times));
    },
    publishText,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A call to the entry for cards. */
export interface CardCall {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Header `Authorization`. */
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks the entry for cards over a connection of its own.
 * @param card - in the reader; null when there is none.
 */
export async function askWithCard(
  url: URL,
  card: Pick<Card, 'certificate' | 'key'> | null,
  { query, variables = {}, authorization, headers = {} }: CardCall,
): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  return await new Promise<Answer>((resolve, reject) => {
    const sent = request(
      {
        host: url.hostname,
        port: url.port,
        path: '/graphql',
        method: 'POST',
        agent: false,
        rejectUnauthorized: false, // whether the entry is the right one is not what is tried
        ...(card && { cert: card.certificate, key: card.key }),
        headers: { 'content-type': 'application/json', ...headers, ...(authorization && { authorization }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve(answerOf(response.statusCode ?? 0, JSON.parse(Buffer.concat(chunks).toString('utf8'))));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
