import * as z from 'zod/mini';

/** Tokens of a session. They live in the page's memory only. */
export interface Tokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
}

const tokens = z.object({
  accessToken: z.string(),
  accessTokenExpiresAt: z.coerce.date(),
  refreshToken: z.string(),
});

const tokensOrProblem = z.union([z.object({ tokens }), z.object({ message: z.string() })]);

/** The answers of `signIn`, `chooseAssignment` and `refreshSession`. */
export const tokenAnswer = z.object({ data: z.record(z.string(), tokensOrProblem) });

const assignment = z.object({
  id: z.string(),
  role: z.string(),
  unit: z.nullable(
    z.object({ name: z.string(), administration: z.object({ principal: z.object({ name: z.string() }) }) }),
  ),
});

/** A role at a unit to work in. The unit is null while its subgraph is down. */
export type Assignment = z.infer<typeof assignment>;

const person = z.object({ id: z.string(), givenName: z.string(), familyName: z.string() });

/** Who is signed in. */
export type Person = z.infer<typeof person>;

/** The answer of `me`. */
export const whoAnswer = z.object({
  data: z.object({ me: z.extend(person, { assignments: z.nullable(z.array(assignment)) }) }),
});

/** An answer with errors. */
export const refusedAnswer = z.object({
  errors: z.array(
    z.object({ message: z.string(), extensions: z.optional(z.object({ code: z.optional(z.string()) })) }),
  ),
});
