/** How many connections the demo region is written over at once. */
export const CONNECTIONS = 4;

/** Does the work for each thing, some at once. */
export async function atOnce<T>(things: readonly T[], work: (thing: T) => Promise<unknown>): Promise<void> {
  const left = things.values();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const thing of left) await work(thing);
    }),
  );
}
