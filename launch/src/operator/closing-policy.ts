import { PrismaPg } from '@prisma/adapter-pg';
import { decideClosingPolicy, requiresAcknowledgements } from '@samplan/care/episode/closing-policy.prisma';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

const SENTENCES = {
  require: 'a ward closes an episode only when every message is acknowledged',
  allow: 'a ward may close an episode with unacknowledged messages',
} as const;

/** Decides how a region closes episodes (K12). */
export const closingPolicy: Command = {
  name: 'closing-policy',
  usage: '<region code> [require | allow]',
  summary: "Decides whether unacknowledged messages prevent a region's wards from closing episodes.",
  details: [
    'require: an episode is closed only when every message is acknowledged. allow: it is closed, and the answer lists',
    'what is unacknowledged; this holds until something is decided. Without either, prints what holds.',
    'The code is the one of Statistics Sweden: two digits, 22 for Västernorrland.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 2);
    const [code, given] = positionals;
    if (code === undefined || !/^\d{2}$/.test(code)) throw new WrongUsage('Give the two digits of the region.');
    if (given !== undefined && given !== 'require' && given !== 'allow') {
      throw new WrongUsage(`Decide require or allow, not ${given}.`);
    }
    const holds = await withDatabase(at, 'care', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        if (given !== undefined) await decideClosingPolicy(db, code, given === 'require');
        return await requiresAcknowledgements(db, code);
      } finally {
        await db.$disconnect();
      }
    });
    if (holds === null) {
      throw new StartFailure(
        `Care has not heard of a region ${code}; import its file with import-organisation while Samplan runs.`,
      );
    }
    at.terminal.say(`Region ${code}: ${SENTENCES[holds ? 'require' : 'allow']}.`);
    return EXIT.DONE;
  },
};
