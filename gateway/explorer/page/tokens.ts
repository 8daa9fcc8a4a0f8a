import { refusedAnswer, type Tokens, tokenAnswer } from './answers.ts';
import { REFRESH_SESSION } from './operations.ts';

/** A GraphQL call. */
export interface Call {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

/** An answer over HTTP. */
export interface Posted {
  readonly status: number;
  /** JSON. */
  readonly body: unknown;
}

/** Sends a call to the gateway. */
export type Post = (call: Call, authorization: string | undefined) => Promise<Posted>;

/** Holds the tokens of a session in memory and puts them on every call. */
export interface TokenHolder {
  /**
   * Sends a call with the access token. One that is about to expire, or has been refused, is renewed first. It is renewed only
   * when it is needed: a timer would keep the session of an empty chair alive.
   */
  ask(call: Call): Promise<unknown>;
  /** Sends a call that answers with new tokens, and keeps them. @returns null; or why there are none, in Swedish. */
  take(call: Call): Promise<string | null>;
  drop(): void;
}

/** A token with less than this left is renewed before it is used. */
const MARGIN_MS = 30_000;

const NO_ANSWER = 'Servern svarar inte som väntat. Försök igen om en stund.';

/**
 * Makes a holder without tokens.
 * @param onLost - told when the session turns out to have ended, with the reason in Swedish.
 */
export function holdTokens(post: Post, now: () => Date, onLost: (reason: string) => void): TokenHolder {
  let tokens: Tokens | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Tokens change one at a time: a refresh token works once, and a second use ends the session. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return await mine;
  }

  function bearer(): string | undefined {
    return tokens ? `Bearer ${tokens.accessToken}` : undefined;
  }

  async function renew(isDue: IsDue): Promise<void> {
    const held = tokens;
    if (!held || !isDue(held)) return;
    const input = { refreshToken: held.refreshToken };
    // Without the access token, which may have expired and would be refused before anything is read.
    const { body } = await post({ query: REFRESH_SESSION, variables: { input } }, undefined);
    const result = resultOf(body);
    // Dropped meanwhile; or identity is out of reach, which does not end a session.
    if (tokens !== held || !result) return;
    if ('tokens' in result) {
      tokens = result.tokens;
    } else {
      tokens = null;
      onLost(result.message);
    }
  }

  async function send(call: Call, renewed: (isDue: IsDue) => Promise<void>): Promise<unknown> {
    await renewed((held) => held.accessTokenExpiresAt.getTime() - now().getTime() < MARGIN_MS);
    const used = bearer();
    const first = await post(call, used);
    if (used === undefined || !isRefused(first)) return first.body;
    // The clocks differ, or the session has ended: the refresh tells which.
    await renewed(() => bearer() === used);
    // Only what the gateway refused whole has certainly not been done, and may be repeated.
    if (first.status !== 401 || bearer() === undefined) return first.body;
    return (await post(call, bearer())).body;
  }

  return {
    ask: (call) => send(call, (isDue) => inTurn(() => renew(isDue))),
    take: (call) =>
      inTurn(async () => {
        const body = await send(call, renew);
        const result = resultOf(body);
        if (!result || !('tokens' in result)) return result?.message ?? reasonOf(body);
        tokens = result.tokens;
        return null;
      }),
    drop() {
      tokens = null;
    },
  };
}

/** Whether held tokens are to be renewed. */
type IsDue = (held: Tokens) => boolean;

/** New tokens or the problem; undefined when the answer has neither. */
function resultOf(body: unknown) {
  const answer = tokenAnswer.safeParse(body);
  return answer.success ? Object.values(answer.data.data)[0] : undefined;
}

/** Was the token refused, by the gateway or by a subgraph? */
function isRefused({ status, body }: Posted): boolean {
  const answer = refusedAnswer.safeParse(body);
  const codes = answer.success ? answer.data.errors.map(({ extensions }) => extensions?.code) : [];
  return status === 401 || codes.includes('UNAUTHENTICATED');
}

/** What an answer without the expected data says, in Swedish. */
export function reasonOf(body: unknown): string {
  const refused = refusedAnswer.safeParse(body);
  return (refused.success ? refused.data.errors[0]?.message : undefined) ?? NO_ANSWER;
}
