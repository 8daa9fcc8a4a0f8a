/** How many connections the demo region is written over at once. */
export const CONNECTIONS = 4;

/**
 * Does the work for each thing, some at once.
 * @throws what the first failed with, when nothing is under way any more.
 */
export async function atOnce<T>(things: readonly T[], work: (thing: T) => Promise<unknown>): Promise<void> {
  const left = [...things];
  await allDone(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let thing = left.shift(); thing !== undefined; thing = left.shift()) await work(thing);
    }),
  );
}

/**
 * Waits for all, also when one fails.
 * @throws what the first failed with.
 */
export async function allDone(works: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
