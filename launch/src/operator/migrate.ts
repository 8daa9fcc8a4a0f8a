import { migrateSubgraph, retryMigrations } from '../migrations.ts';
import { refuseUnreachable } from '../reach.ts';
import { type Command, EXIT, namedSubgraphs, parsed, refuseMore } from './command.ts';

/** Brings databases to the version of the code. */
export const migrate: Command = {
  name: 'migrate',
  usage: '[subgraph] [--retry]',
  summary: 'Brings the databases to the version of the code.',
  details: [
    'Applies the migrations that a database has not had, all or none of each. Several processes may do it at once.',
    'Needs the owner of the tables: <NAME>_MIGRATION_DATABASE_URL, or else <NAME>_DATABASE_URL.',
    'One that fails leaves nothing and is tried again by the next run.',
    '--retry is for one that another tool, as prisma migrate deploy, left half done: first take its remains out of the database.',
  ],
  async run(args, { addresses, terminal }) {
    const { values, positionals } = parsed({
      args: [...args],
      options: { retry: { type: 'boolean' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1);
    for (const name of namedSubgraphs(positionals[0])) {
      const url = addresses.owner(name);
      await refuseUnreachable(name, url);
      if (values.retry)
        for (const failed of await retryMigrations(name, url)) terminal.say(`${name}: tries ${failed} again`);
      const applied = await migrateSubgraph(name, url);
      terminal.say(`${name}: ${applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply'}`);
    }
    return EXIT.DONE;
  },
};
