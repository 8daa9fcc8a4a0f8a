import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartFailure } from '../failure.ts';

/** The person or program that gave a command. */
export interface Terminal {
  /** A line of the result. */
  say(line: string): void;
  /** A line about what went wrong. */
  complain(line: string): void;
  /**
   * A secret: typed twice without being shown; or the first line of standard input, when that is no keyboard.
   * @throws StartFailure when the two differ or there is none.
   */
  askSecret(what: string): Promise<string>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    async askSecret(what) {
      const secret = process.stdin.isTTY ? await typedTwice(what) : await firstLine();
      if (!secret) throw new StartFailure(`No ${what} was given; type it, or send it to standard input.`);
      return secret;
    },
  };
}

async function typedTwice(what: string): Promise<string> {
  const secret = await typedUnseen(`${what}: `);
  if (secret !== (await typedUnseen(`${what} once more: `))) {
    throw new StartFailure(`The two were not the same; give the command again.`);
  }
  return secret;
}

async function typedUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new StartFailure('Nothing was done.')));
      lines.once('close', () => reject(new StartFailure('Nothing was done.')));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
