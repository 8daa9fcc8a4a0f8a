import { operate } from './operator/operate.ts';
import { processTerminal } from './operator/terminal.ts';

operate(process.argv.slice(2), { variables: process.env, terminal: processTerminal(), now: () => new Date() }).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
    process.exit(1);
  },
);
