import type { Grant, Reach } from '../access/policy.ts';
import type { FirstResult, Repeatable } from '../db/idempotency.ts';
import { idempotencyKey } from '../graphql/input.ts';
import { type IdempotencyKeyReused, idempotencyKeyReused } from '../problem.ts';
import type { RequestContext } from './context.ts';

export type { Repeatable };

/** That the request came before, or its key with another: found before the work, or by the store when two came at once. */
export type Again = Exclude<FirstResult, { kind: 'FIRST' }>;

/**
 * Does what a request asks for once, however often it comes. A repeat gets the first result, also when what it asks for would be
 * refused by now.
 *
 * @param input - with the key that the client chose; everything else in it makes the request.
 * @param made - the answer, by the id of what the first made.
 * @param first - the work; it answers, or hands back what the store found.
 * @throws BadInput when the key is no key.
 */
export async function once<Made extends object, Answer extends object>(
  grant: Grant<string, Reach>,
  input: { readonly idempotencyKey: string },
  { earlier }: Pick<RequestContext, 'earlier'>,
  made: (resultId: string) => Promise<Made>,
  first: (request: Repeatable) => Promise<Answer | Again>,
): Promise<Made | Answer | IdempotencyKeyReused> {
  const { idempotencyKey: key, ...rest } = input;
  const { userId, assignment } = grant.viewer;
  const request: Repeatable = {
    userId,
    unitId: assignment.unitId,
    key: idempotencyKey(key),
    action: grant.action,
    input: rest,
  };
  const before = await earlier(request);
  const outcome = before.kind === 'FIRST' ? await first(request) : before;
  if (!isAgain(outcome)) return outcome;
  return outcome.kind === 'REPEATED' ? await made(outcome.resultId) : idempotencyKeyReused();
}

/** Members of result unions have no kind. */
function isAgain(outcome: object): outcome is Again {
  return 'kind' in outcome && (outcome.kind === 'REPEATED' || outcome.kind === 'REUSED');
}
