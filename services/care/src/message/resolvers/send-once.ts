import type { Grant } from '@samplan/kit/access/policy';
import { found } from '@samplan/kit/found';
import { changedMeanwhile } from '@samplan/kit/problem';
import { once, type Repeatable } from '@samplan/kit/server/once';
import type { Context } from '../../context.ts';
import { stateRefuses } from '../../episode/problems.ts';
import type { CareReach } from '../../reach.ts';
import type { Message, SendOutcome } from '../store.ts';

/**
 * Sends a message once, however often the request comes.
 * @param ok - the answer with what was sent.
 * @param send - asks the rules and sends, or answers why not.
 */
export async function sendOnce<Ok extends object, Refusal extends object>(
  grant: Grant<string, CareReach>,
  input: { readonly idempotencyKey: string },
  context: Context,
  ok: (sent: Message) => Ok,
  send: (request: Repeatable) => Promise<SendOutcome | Refusal>,
) {
  const sent = async (id: string) => ok(found(await context.messageById.load(id)));
  return await once(grant, input, context, sent, async (request) => {
    const outcome = await send(request);
    if (!isOutcome(outcome)) return outcome;
    switch (outcome.kind) {
      case 'SENT':
        return await sent(outcome.messageId);
      case 'ENDED':
        return stateRefuses(outcome.state);
      case 'CHANGED_MEANWHILE':
        return changedMeanwhile();
      case 'REPEATED':
      case 'REUSED':
        return outcome;
    }
  });
}

/** Members of result unions have no kind. */
function isOutcome(outcome: object): outcome is SendOutcome {
  return 'kind' in outcome;
}
