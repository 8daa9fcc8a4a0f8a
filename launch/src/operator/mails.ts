import { retryWaitingMails, waitingMails } from '@samplan/identity/mail/parked';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { table } from './table.ts';

/** Shows and mends mails that did not leave. */
export const mails: Command = {
  name: 'mails',
  usage: '[retry [id]]',
  summary: 'Shows the mails that are parked; lets them be tried again.',
  details: [
    'A mail is parked when the mail server did not take it for some three and a half hours. Mend the cause, then give',
    'mails retry. Lists, for each: id, kind, the order or appointment that it tells of, since when, tries, problem. Nobody’s address is shown;',
    'administrators see it in parkedMails, and change it there where it is wrong.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 2);
    const [first, id] = positionals;
    if (first !== undefined && first !== 'retry') throw new WrongUsage(`The command does not take ${first}.`);
    const lines = await withDatabase(at, 'identity', async ({ pool }) =>
      first === 'retry'
        ? [retried(await retryWaitingMails(pool, id, at.now()), id)]
        : linesOf(await waitingMails(pool)),
    );
    for (const line of lines) at.terminal.say(line);
    return EXIT.DONE;
  },
};

function retried(count: number, id: string | undefined): string {
  if (id !== undefined && count === 0) {
    throw new StartFailure(`No parked mail has the id ${id}; give mails to see those that are.`);
  }
  if (count === 0) return 'No mail is parked.';
  return `${count} ${count === 1 ? 'mail is' : 'mails are'} tried again`;
}

function linesOf(parked: Awaited<ReturnType<typeof waitingMails>>): readonly string[] {
  const rows = parked.map(({ id, kind, subjectId, parkedAt, attempts, problem }) => [
    `  ${id}`,
    kind,
    subjectId,
    parkedAt.toISOString(),
    `${attempts} ${attempts === 1 ? 'try' : 'tries'}`,
    problem ?? '',
  ]);
  return [`${parked.length} parked`, ...table(rows)];
}
