import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Clock, Day } from '@samplan/kit/time';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import type { Addresses } from './addresses.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface Workplace {
  readonly addresses: Addresses;
  readonly terminal: Terminal;
  readonly now: Clock;
  /** How many years the access log is kept at least; never below 5. */
  readonly logRetentionYears: number;
  /** How many days events are kept that everybody has got. */
  readonly eventRetentionDays: number;
}

/** How a command ended, as the exit code of the process. */
export const EXIT = { DONE: 0, NOT_DONE: 1, WRONG_USAGE: 2 } as const;
/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something the operator can tell an installation to do. */
export interface Command {
  readonly name: string;
  /** What follows the name: `[subgraph] [--anchor seal:hash]`. */
  readonly usage: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** More for `help <command>`, in lines. */
  readonly details: readonly string[];
  /**
   * @param args - what follows the name.
   * @throws WrongUsage
   * @throws StartFailure
   */
  run(args: readonly string[], at: Workplace): Promise<ExitCode>;
}

/** A command was not given as its usage says. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/**
 * Parses the arguments of a command.
 * @throws WrongUsage for anything that the configuration does not name.
 */
export function parsed<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs<T>(config);
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? firstSentence(error.message) : 'cannot be read');
  }
}

/** Node adds advice for programmers after the first sentence. */
function firstSentence(text: string): string {
  return `${text.split(/\. |\.$/, 1)[0]}.`;
}

/**
 * The subgraphs that a command is about: the one that is named, or all.
 * @throws WrongUsage
 */
export function namedSubgraphs(given: string | undefined): readonly SubgraphName[] {
  if (given === undefined) return SUBGRAPHS;
  const name = SUBGRAPHS.find((subgraph) => subgraph === given);
  if (!name) throw new WrongUsage(`There is no subgraph ${given}; there are ${SUBGRAPHS.join(', ')}.`);
  return [name];
}

/** @throws WrongUsage when more was given than the command takes. */
export function refuseMore(positionals: readonly string[], most: number): void {
  const [extra] = positionals.slice(most);
  if (extra !== undefined) throw new WrongUsage(`The command does not take ${extra}.`);
}

/**
 * A day that was given as an option.
 * @throws WrongUsage
 */
export function dayGiven(option: string, given: string): Day {
  const time = Date.parse(`${given}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given) {
    throw new WrongUsage(`Give ${option} as a day: 2027-01-01.`);
  }
  return given;
}
