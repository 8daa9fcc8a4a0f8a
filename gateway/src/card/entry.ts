import type { X509Certificate } from 'node:crypto';
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PresentedCard } from '@samplan/kit/auth/connection';
import { type Result, refused } from '@samplan/kit/result';
import type { ErrorCode } from '@samplan/kit/server/errors';
import { createHttpServer } from '@samplan/kit/server/http';
import type { Log } from '@samplan/kit/server/log';
import type { Clock } from '@samplan/kit/time';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { type CardRefusal, checkCard } from './check.ts';

/** The entry for cards. */
export interface CardEntryOptions {
  readonly port: number;
  /** What the entry shows to clients, PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Whose cards are accepted. */
  readonly authorities: readonly X509Certificate[];
  /** File with their revocation lists, PEM; followed while running. */
  readonly revocationsFile: string;
}

/** Answers a request of somebody who has shown a card. */
export type CardHandler = (request: FastifyRequest, reply: FastifyReply, card: PresentedCard) => Promise<FastifyReply>;

/**
 * After so long a connection is closed with its answer, and the client proves the card anew: of a card that was taken out of the
 * reader (F-067) an open connection knows nothing.
 */
const CONNECTION_MS = 30_000;

const MESSAGES: Readonly<Record<CardRefusal, string>> = {
  NO_CARD: 'Inget kort hittades. Sätt i ditt SITHS-kort och försök igen.',
  UNKNOWN_AUTHORITY: 'Kortet är inte utfärdat för den här miljön. Använd ett kort som gäller här.',
  NOT_YET_VALID: 'Kortets certifikat har inte börjat gälla än. Vänta eller kontakta din kortadministratör.',
  EXPIRED: 'Kortets certifikat har gått ut. Kontakta din kortadministratör för att förnya det.',
  NOT_FOR_SIGN_IN: 'Certifikatet är inte till för inloggning. Välj kortets certifikat för legitimering.',
  REVOKED: 'Kortet är spärrat. Kontakta din kortadministratör för ett nytt kort.',
  REVOCATION_UNKNOWN:
    'Det går inte att kontrollera om kortet är spärrat, därför tas inga kort emot nu. Kontakta supporten om det inte går över.',
  NO_HSA_ID: 'Certifikatet saknar HSA-id. Välj kortets certifikat med HSA-id.',
};

const CARD_REFUSED: ErrorCode = 'CARD_REFUSED';

/**
 * Makes the server for those who sign in with a card: TLS that asks for the card's certificate, and one route. Every connection
 * proves the card itself: none goes on where an earlier one ended, since that needs no card.
 */
export async function createCardEntry(
  options: CardEntryOptions,
  handler: CardHandler,
  { log, now }: { readonly log: Log; readonly now: Clock },
): Promise<FastifyInstance> {
  const { authorities } = options;
  // Reading lists takes a library that nobody needs to load who has no cards.
  const { followRevocationLists } = await import('./revocations.ts');
  const revocations = await followRevocationLists(options.revocationsFile, authorities, log);
  const tls = {
    cert: options.certificate,
    key: options.key,
    ca: authorities.map((authority) => authority.toString()),
    requestCert: true,
    rejectUnauthorized: false, // refused below, with a reason that the client can read
    minVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
  // A proxy in front passes TLS on as it is and cannot say where the client is: whoever says it is the client.
  const app = await createHttpServer(log, { tls });
  const since = new WeakMap<Socket, number>();
  app.server.on('secureConnection', (socket: TLSSocket) => since.set(socket, performance.now()));

  function cardOf(socket: Socket): Result<PresentedCard, CardRefusal> {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!(socket instanceof TLSSocket) || !certificate) return refused('NO_CARD');
    const card = checkCard(certificate, { authorities, revocations }, now());
    // Two opinions: the library that speaks TLS must agree.
    return card.ok && !socket.authorized ? refused('UNKNOWN_AUTHORITY') : card;
  }

  app.post('/graphql', async (request, reply) => {
    const { socket } = request.raw;
    if (performance.now() - (since.get(socket) ?? 0) > CONNECTION_MS) reply.header('connection', 'close');
    const card = cardOf(socket);
    if (card.ok) return await handler(request, reply, card.value);
    log.warn({ event: 'card.refused', requestId: request.id, code: card.problem });
    const error = new GraphQLError(MESSAGES[card.problem], {
      extensions: { code: CARD_REFUSED, reason: card.problem, requestId: request.id },
    });
    return await reply
      .code(401)
      .header('connection', 'close')
      .send({ data: null, errors: [error.toJSON()] });
  });
  app.addHook('onClose', async () => revocations.close());
  return app;
}
