/** JSON of any shape, for reading answers in tests: a wrong path is undefined and fails the expectation. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test asserts
export type Json = any;

/** An error in an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** A GraphQL answer. */
export interface Answer {
  readonly status: number;
  readonly data: Json;
  readonly errors: readonly AnswerError[];
  /** A root field of data. @throws Error with the errors when there is none. */
  at(field: string): Json;
}

/** Asks a GraphQL endpoint over HTTP. */
export async function ask(
  url: URL,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  authorization?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query, variables }),
  });
  return answerOf(response.status, await response.json());
}

/** Somebody at an address, as the proxy in front says; signed in with the access token when there is one. */
export function askerAt(
  url: URL,
  address: string,
  token?: string,
): { ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer> } {
  const authorization = token && `Bearer ${token}`;
  return { ask: (query, variables) => ask(url, query, variables, authorization, { 'x-forwarded-for': address }) };
}

/** The answer in a response. */
export function answerOf(status: number, body: Json): Answer {
  const { data = null, errors = [] } = body;
  return {
    status,
    data,
    errors,
    at(field) {
      const value = data?.[field];
      if (value === undefined || value === null) throw new Error(`no ${field}: ${JSON.stringify(errors)}`);
      return value;
    },
  };
}
