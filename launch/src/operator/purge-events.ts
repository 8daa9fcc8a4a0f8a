import { forgetHeard, purgeEvents as purge } from '@samplan/kit/events/purge';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { type Command, EXIT, parsed, refuseMore, type Workplace } from './command.ts';
import { withOwnedDatabase } from './database.ts';

/** Removes events that everybody has got, and consumers' notes of having heard them. */
export const purgeEvents: Command = {
  name: 'purge-events',
  usage: '',
  summary: 'Removes events that were delivered long ago.',
  details: [
    'Events are kept for 30 days after they were written, or as long as EVENT_RETENTION_DAYS says. Those that a consumer has not got',
    'stay, parked ones too; give events to see them. What a consumer has heard is forgotten when it is as old and the event is gone.',
    'Samplan may run meanwhile. A view that has not followed its overview for so long is told to read it anew.',
    'Needs the owner of the tables in every database: <NAME>_MIGRATION_DATABASE_URL, or else <NAME>_DATABASE_URL.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 0);
    const { eventRetentionDays: days, terminal } = at;
    for (const name of SUBGRAPHS) {
      const { purged, undelivered } = await withOwnedDatabase(at, name, ({ pool }) => purge(pool, days));
      const rest = undelivered === 0 ? '' : `, ${undelivered} as old wait for a consumer`;
      terminal.say(`${name}: ${purged} events purged${rest}`);
    }
    // Only now, so that what has just gone can be forgotten too.
    for (const name of SUBGRAPHS) terminal.say(`${name}: ${await forgotten(name, at)} heard events forgotten`);
    return EXIT.DONE;
  },
};

async function forgotten(consumer: SubgraphName, at: Workplace): Promise<number> {
  return await withOwnedDatabase(at, consumer, async ({ pool }) => {
    let count = 0;
    for (const producer of SUBGRAPHS.filter((name) => name !== consumer)) {
      count += await withOwnedDatabase(at, producer, (from) =>
        forgetHeard({ consumer: pool, producer, producerPool: from.pool }, at.eventRetentionDays),
      );
    }
    return count;
  });
}
