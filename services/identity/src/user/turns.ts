import { coded } from '@samplan/kit/server/errors';

/** Runs work when its turn comes. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets so many pieces of work run at once. The others wait in order, and those that come when too many wait are turned away.
 * @throws GraphQLError `UNAVAILABLE` when too many wait.
 */
export function takeTurns(o: { readonly atOnce: number; readonly waiting: number }): Turns {
  const queue: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < o.atOnce) running += 1;
    else if (queue.length >= o.waiting) throw coded('UNAVAILABLE');
    // Whoever is done hands its place on, so that nobody slips in between.
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
