import { EnvironmentInvalid, readEnv } from '@samplan/kit/env';
import type { Clock } from '@samplan/kit/time';
import { installationEnv } from '../env.ts';
import { StartFailure } from '../failure.ts';
import { findAddresses } from './addresses.ts';
import { type Command, EXIT, type ExitCode, WrongUsage } from './command.ts';
import { COMMANDS } from './commands.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What the operator's commands are given from outside. */
export interface OperatorDeps {
  readonly variables: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly now: Clock;
}

/**
 * Does what the operator says. Whatever can be mended by the operator is one sentence.
 * @param args - name of a command and what follows it.
 */
export async function operate(args: readonly string[], deps: OperatorDeps): Promise<ExitCode> {
  const { terminal } = deps;
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help') return help(rest[0], terminal);
  const command = commandNamed(name);
  if (!command) return noSuchCommand(name, terminal);
  if (rest.includes('--help')) return help(name, terminal);
  try {
    const addresses = await findAddresses(deps.variables);
    const env = readEnv(installationEnv, deps.variables);
    const kept = { logRetentionYears: env.LOG_RETENTION_YEARS, eventRetentionDays: env.EVENT_RETENTION_DAYS };
    return await command.run(rest, { addresses, terminal, now: deps.now, ...kept });
  } catch (error) {
    if (error instanceof WrongUsage) {
      terminal.complain(`${error.message}\nUsage: ${usageOf(command)}`);
      return EXIT.WRONG_USAGE;
    }
    if (!(error instanceof StartFailure || error instanceof EnvironmentInvalid)) throw error;
    terminal.complain(error.message);
    return EXIT.NOT_DONE;
  }
}

function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

function noSuchCommand(name: string, terminal: Terminal): ExitCode {
  terminal.complain(`There is no command ${name}; give samplan help to see those that are.`);
  return EXIT.WRONG_USAGE;
}

function help(name: string | undefined, terminal: Terminal): ExitCode {
  if (name === undefined) {
    const rows = COMMANDS.map((command) => [`  ${command.name}`, command.summary]);
    for (const line of ['samplan <command>', '', ...table(rows), '', 'samplan help <command> tells more.']) {
      terminal.say(line);
    }
    return EXIT.DONE;
  }
  const command = commandNamed(name);
  if (!command) return noSuchCommand(name, terminal);
  for (const line of [usageOf(command), '', command.summary, '', ...command.details]) terminal.say(line);
  return EXIT.DONE;
}

function usageOf({ name, usage }: Command): string {
  return `samplan ${name} ${usage}`.trimEnd();
}
