import { PrismaPg } from '@prisma/adapter-pg';
import { archiveEpisodes as archive } from '@samplan/care/episode/archive.prisma';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { findImporter } from '@samplan/care/transition/importer.prisma';
import { startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import { StartFailure } from '../failure.ts';
import { accountNamed, findUser } from './account.ts';
import { type Command, dayGiven, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

/** Archives closed episodes (F-207). */
export const archiveEpisodes: Command = {
  name: 'archive-episodes',
  usage: '--by <organisation>/<username> --closed-before <day>',
  summary: 'Archives episodes that were closed before a day.',
  details: [
    'Archived episodes are found among the ended ones and read as before; nothing is deleted. An episode with a message that nobody',
    'has acknowledged stays closed, and is archived when the command is given again after that.',
    '--by names an account of the region’s system manager, whose archiving it is in the access log: that region’s are archived.',
    'It is done while the region can only read too, since that is when archiving begins.',
  ],
  async run(args, at) {
    const options = { by: { type: 'string' }, 'closed-before': { type: 'string' } } as const;
    const { values, positionals } = parsed({ args: [...args], options, allowPositionals: true });
    refuseMore(positionals, 0);
    const account = accountNamed(values.by);
    const day = dayGiven('--closed-before', values['closed-before'] ?? '');
    if (day > stockholmDay(at.now())) throw new WrongUsage('Only what is closed is archived: the day lies ahead.');
    const userId = await findUser(at, account);
    const count = await withDatabase(at, 'care', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        const manager = await findImporter(db, userId);
        if (!manager) throw new StartFailure(`${values.by} is no system manager of a region; only those archive.`);
        const { principalId: regionId } = manager.assignment;
        return await archive(db, { regionId, closedBefore: startOfStockholmDay(day), by: manager, now: at.now() });
      } finally {
        await db.$disconnect();
      }
    });
    at.terminal.say(`${account.organisation}: ${count} ${count === 1 ? 'episode' : 'episodes'} archived`);
    return EXIT.DONE;
  },
};
