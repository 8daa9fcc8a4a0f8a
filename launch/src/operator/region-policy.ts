import { PrismaPg } from '@prisma/adapter-pg';
import { regionWithCode } from '@samplan/care/episode/region.prisma';
import { holdsOn } from '@samplan/care/episode/region-policy';
import type { RegionPolicy } from '@samplan/care/episode/region-policy.prisma';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { type Day, stockholmDay } from '@samplan/kit/time';
import { StartFailure } from '../failure.ts';
import { dayGiven, EXIT, type ExitCode, parsed, refuseMore, type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { refuseInReadMode } from './writable.ts';

/** How the operator decides on a policy. */
export interface PolicyCommand<T> {
  readonly policy: RegionPolicy<T>;
  /** @throws WrongUsage */
  read(given: string): T;
  /** What holds, in a clause: `a ward closes …`. */
  sentence(value: T): string;
}

/** Runs a command that decides on a region's policy, or prints what holds and what will. */
export async function runRegionPolicy<T>(
  { policy, read, sentence }: PolicyCommand<T>,
  args: readonly string[],
  at: Workplace,
): Promise<ExitCode> {
  const { positionals, values } = parsed({
    args: [...args],
    options: { from: { type: 'string' } },
    allowPositionals: true,
  });
  refuseMore(positionals, 2);
  const [code, given] = positionals;
  if (code === undefined || !/^\d{2}$/.test(code)) throw new WrongUsage('Give the two digits of the region.');
  const value = given === undefined ? null : read(given);
  const today = stockholmDay(at.now());
  const from = dayOf(values.from, today);
  const decisions = await withDatabase(at, 'care', async ({ pool }) => {
    const db = new PrismaClient({ adapter: new PrismaPg(pool) });
    try {
      const regionId = await regionWithCode(db, code);
      if (value !== null && regionId !== null) {
        await refuseInReadMode(pool, [regionId], `Region ${code}`);
        await policy.decide(db, code, value, from);
      }
      return await policy.decisions(db, code);
    } finally {
      await db.$disconnect();
    }
  });
  if (decisions === null) {
    throw new StartFailure(
      `Care has not heard of a region ${code}; import its file with import-organisation while Samplan runs.`,
    );
  }
  at.terminal.say(`Region ${code}: ${sentence(holdsOn(decisions, today, policy.standard))}.`);
  for (const later of decisions.filter((decision) => decision.from > today)) {
    at.terminal.say(`From ${later.from}: ${sentence(later.value)}.`);
  }
  return EXIT.DONE;
}

/** The day that was given, or today. What has held is not decided afterwards. */
function dayOf(given: string | undefined, today: Day): Day {
  if (given === undefined) return today;
  const day = dayGiven('--from', given);
  if (day < today) throw new WrongUsage(`A decision holds from today (${today}) at the earliest.`);
  return day;
}
