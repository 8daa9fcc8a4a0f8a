import { KeysUnavailable, TokenRefused } from '@samplan/kit/auth/jwt';
import type { Subgraph } from '@samplan/kit/server/subgraph';
import { answerOf, DEADLINE_MS, type SubgraphTarget, SubgraphUnreachable } from './target.ts';

/** A subgraph in this process: no HTTP and no text between, the same door. */
export function localTarget(subgraph: Subgraph): SubgraphTarget {
  return {
    async ask(call, headers) {
      try {
        return answerOf(await within(DEADLINE_MS, subgraph.execute(call, headers)));
      } catch (error) {
        if (error instanceof TokenRefused) throw error;
        if (error instanceof KeysUnavailable || error instanceof SubgraphUnreachable) throw new SubgraphUnreachable();
        throw error;
      }
    },
    health: () => subgraph.health(),
    close: async () => {},
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SubgraphUnreachable()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
