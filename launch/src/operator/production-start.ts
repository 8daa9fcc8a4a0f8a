import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import {
  agreedStart,
  agreeProductionStart,
  appointEarlyStarter,
} from '@samplan/identity/production-start/store.prisma';
import { canonicalUsername } from '@samplan/identity/user/domain';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { principalIdOf } from './principal.ts';

/** Decides when a region or municipality begins to use production (F-278). */
export const productionStart: Command = {
  name: 'production-start',
  usage: '<organisation> [<day>] [--appoint <username>]',
  summary: 'Decides from which day a region or municipality signs in to production, and who may before.',
  details: [
    'The organisation by its short name, the day as 2026-11-21. Nobody signs in before it, nor while none is agreed, except',
    'those who are appointed to register clients. Without a day and --appoint, prints what is agreed.',
  ],
  async run(args, at) {
    const options = { appoint: { type: 'string' } } as const;
    const { positionals, values } = parsed({ args: [...args], options, allowPositionals: true });
    refuseMore(positionals, 2);
    const [organisation, day] = positionals;
    if (organisation === undefined) throw new WrongUsage('Give the short name of a region or municipality.');
    if (day !== undefined && !isDay(day)) throw new WrongUsage(`Give the day as 2026-11-21, not ${day}.`);
    const principalId = await principalIdOf(organisation, at);
    const { appoint } = values;
    await withDatabase(at, 'identity', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        if (day !== undefined) await agreeProductionStart(db, principalId, day, at.now());
        if (appoint !== undefined) {
          const isAppointed = await appointEarlyStarter(db, principalId, canonicalUsername(appoint), at.now());
          if (!isAppointed) throw new StartFailure(`${organisation} has no user ${appoint}.`);
          at.terminal.say(`${appoint} may sign in before the agreed day.`);
        }
        const startsOn = await agreedStart(db, principalId);
        at.terminal.say(startsOn ? `${organisation} begins on ${startsOn}.` : `${organisation} has no agreed day yet.`);
      } finally {
        await db.$disconnect();
      }
    });
    return EXIT.DONE;
  },
};

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
