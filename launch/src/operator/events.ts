import { type Backlog, backlog, type ParkedEvent, parkedEvents, replayParked } from '@samplan/kit/events/backlog';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, type ExitCode, namedSubgraphs, parsed, refuseMore, type Workplace } from './command.ts';
import { withDatabase } from './database.ts';
import { table } from './table.ts';

/** Shows and mends what is on its way between subgraphs. */
export const events: Command = {
  name: 'events',
  usage: '[subgraph] | replay [id]',
  summary: 'Shows the events that wait and that are parked; lets parked ones be tried again.',
  details: [
    'An event is parked when its consumer refused it or failed at it for about a minute; later events of the same thing wait',
    'behind it. Mend the cause, then give events replay. A consumer that failed has logged inbox.failed with the id of the',
    'event; one that refused says why in the problem alone.',
    'Lists, for each parked event: id, consumer, type, since when, tries, problem, how many wait behind it.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 2);
    const [first, id] = positionals;
    if (first === 'replay') return await replay(id, at);
    refuseMore(positionals, 1);
    for (const name of namedSubgraphs(first)) {
      const [waits, parked] = await withDatabase(at, name, async ({ pool }) => [
        await backlog(pool),
        await parkedEvents(pool),
      ]);
      for (const line of linesOf(name, waits, parked)) at.terminal.say(line);
    }
    return EXIT.DONE;
  },
};

async function replay(id: string | undefined, at: Workplace): Promise<ExitCode> {
  let all = 0;
  for (const name of SUBGRAPHS) {
    const count = await withDatabase(at, name, ({ pool }) => replayParked(pool, id));
    if (count > 0) at.terminal.say(`${name}: ${count} ${count === 1 ? 'delivery is' : 'deliveries are'} tried again`);
    all += count;
  }
  if (id !== undefined && all === 0) {
    throw new StartFailure(`No parked event has the id ${id}; give events to see those that are.`);
  }
  if (all === 0) at.terminal.say('No event is parked.');
  return EXIT.DONE;
}

function linesOf(subgraph: SubgraphName, { waiting, parked: count }: Backlog, parked: readonly ParkedEvent[]) {
  const rows = parked.map((event) => [
    `  ${event.id}`,
    event.consumer,
    event.type,
    event.parkedAt.toISOString(),
    `${event.attempts} ${event.attempts === 1 ? 'try' : 'tries'}`,
    event.problem ?? '',
    `${event.waitingBehind} wait behind`,
  ]);
  return [`${subgraph}: ${waiting} waiting, ${count} parked`, ...table(rows)];
}
