import { CannotVerify, TokenRefused } from '@samplan/kit/auth/jwt';
import type { Subgraph } from '@samplan/kit/server/subgraph';
import { within } from '@samplan/kit/within';
import { answerOf, DEADLINE_MS, type SubgraphTarget, SubgraphUnreachable } from './target.ts';

/** A subgraph in this process: no HTTP and no text between, the same door. */
export function localTarget(subgraph: Subgraph): SubgraphTarget {
  return {
    async ask(call, headers) {
      try {
        return answerOf(await within(DEADLINE_MS, subgraph.execute(call, headers), () => new SubgraphUnreachable()));
      } catch (error) {
        if (error instanceof TokenRefused) throw error;
        if (error instanceof CannotVerify || error instanceof SubgraphUnreachable) throw new SubgraphUnreachable();
        throw error;
      }
    },
    health: () => subgraph.health(),
    close: async () => {},
  };
}
