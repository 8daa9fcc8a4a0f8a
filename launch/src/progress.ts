/** Tells the person at the keyboard what is being done. */
export interface Progress {
  /** Does a step, and says which and how long it took. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  say(line: string): void;
}

/** Writes steps as lines; on a terminal a line is completed when its step is done. */
export function consoleProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  return {
    async step(what, work) {
      const began = performance.now();
      if (out.isTTY) out.write(`  ${what} …`);
      const result = await work();
      const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      out.write(out.isTTY ? `\r  ${what} (${seconds})\n` : `  ${what} (${seconds})\n`);
      return result;
    },
    say(line) {
      out.write(`${line}\n`);
    },
  };
}
