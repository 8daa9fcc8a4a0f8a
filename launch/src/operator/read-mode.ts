import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { decideReadMode, prismaReadModes } from '@samplan/identity/read-mode/store.prisma';
import { type Command, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { principalIdOf } from './principal.ts';

/** Lets the people of a region only read (F-206). */
export const readMode: Command = {
  name: 'read-mode',
  usage: '<region> [on | off] [--reason <text>]',
  summary: 'Lets the people of a region only read, or do everything again.',
  details: [
    'The region by its short name; its municipalities follow. on: every change is refused, everything can be read, and what is read',
    'is logged. Give a reason with on and off; people see it. It holds in every subgraph within a few seconds while Samplan runs.',
    'Without on or off, prints what holds. The system managers of the region can do the same with setReadMode.',
  ],
  async run(args, at) {
    const options = { reason: { type: 'string' } } as const;
    const { positionals, values } = parsed({ args: [...args], options, allowPositionals: true });
    refuseMore(positionals, 2);
    const [region, given] = positionals;
    if (region === undefined) throw new WrongUsage('Give the short name of a region.');
    if (given !== undefined && given !== 'on' && given !== 'off') throw new WrongUsage(`Give on or off, not ${given}.`);
    const reason = values.reason?.trim() ?? '';
    if (given !== undefined && reason === '') throw new WrongUsage('Give a reason with --reason.');
    const regionId = await principalIdOf(region, at);
    await withDatabase(at, 'identity', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        const decided = { isOn: given === 'on', reason, since: at.now() };
        if (given !== undefined) await db.$transaction((tx) => decideReadMode(tx, regionId, decided, null));
        const holds = await prismaReadModes(db).of(regionId);
        at.terminal.say(holds ? `${region} can only read: ${holds.reason}` : `${region} can do everything.`);
      } finally {
        await db.$disconnect();
      }
    });
    return EXIT.DONE;
  },
};
