import type { FastifyInstance } from 'fastify';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { type SubgraphTarget, SubgraphUnreachable } from './source/target.ts';

const FORM = 'application/x-www-form-urlencoded';
const BODY_LIMIT = 16_384;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const ISSUE = `mutation ($input: IssueServiceTokenInput!) { issueServiceToken(input: $input) {
  __typename ... on IssueServiceTokenOk { accessToken scope } } }`;

const issued = z.object({
  issueServiceToken: z.union([
    z.object({
      __typename: z.literal('IssueServiceTokenOk'),
      accessToken: z.string(),
      scope: z.string(),
    }),
    z.object({ __typename: z.literal('ServiceTokenRefused') }),
    z.object({ __typename: z.literal('ScopeRefused') }),
  ]),
});

/** An answer of the token endpoint: status and JSON (RFC 6749 5). */
interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}

/**
 * `POST /oauth/token`: gives service accounts access tokens (RFC 6749 4.4 with RFC 7523 2.2). The same as the operation
 * `issueServiceToken`, for tools that know OAuth; identity decides.
 */
export async function addTokenRoute(app: FastifyInstance, identity: SubgraphTarget): Promise<void> {
  // In a room of its own: no other route takes forms, which browsers send without asking first.
  await app.register((room, _options, done) => {
    room.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    });
    room.post<{ Body: unknown }>('/oauth/token', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const { status, body } = await answerTo(request.body, identity, request.id);
      return await reply.code(status).header('cache-control', 'no-store').header('pragma', 'no-cache').send(body);
    });
    done();
  });
}

async function answerTo(form: unknown, identity: SubgraphTarget, requestId: string): Promise<TokenAnswer> {
  if (!(form instanceof URLSearchParams) || new Set(form.keys()).size < form.size) return refused('invalid_request');
  if (form.get('grant_type') !== 'client_credentials') {
    return refused(form.has('grant_type') ? 'unsupported_grant_type' : 'invalid_request');
  }
  const clientAssertion = form.get('client_assertion');
  if (form.get('client_assertion_type') !== ASSERTION_TYPE || !clientAssertion) return refused('invalid_client', 401);
  const input = { clientAssertion, scope: form.get('scope') };
  try {
    const { data } = await identity.ask(
      { query: ISSUE, variables: { input } },
      { authorization: undefined, requestId },
    );
    const answer = issued.safeParse(data);
    if (!answer.success) return refused('temporarily_unavailable', 503);
    return tokenAnswer(answer.data.issueServiceToken);
  } catch (error) {
    if (error instanceof SubgraphUnreachable) return refused('temporarily_unavailable', 503);
    throw error;
  }
}

function tokenAnswer(answer: z.infer<typeof issued>['issueServiceToken']): TokenAnswer {
  if (answer.__typename === 'ServiceTokenRefused') return refused('invalid_client', 401);
  if (answer.__typename === 'ScopeRefused') return refused('invalid_scope');
  return {
    status: 200,
    body: {
      access_token: answer.accessToken,
      token_type: 'Bearer',
      expires_in: expiresIn(answer.accessToken),
      scope: answer.scope,
    },
  };
}

/** Seconds that a token lives, as it says itself: the clocks of two processes may differ. */
function expiresIn(token: string): number {
  const { exp, iat } = decodeJwt(token);
  return (exp ?? 0) - (iat ?? 0);
}

function refused(error: string, status = 400): TokenAnswer {
  return { status, body: { error } };
}
