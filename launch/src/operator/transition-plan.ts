import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { regionWithCode } from '@samplan/care/episode/region.prisma';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { decidePlan, planOfRegion } from '@samplan/care/transition/plan/decide.prisma';
import { readPlanFile } from '@samplan/care/transition/plan/file';
import type { Plan } from '@samplan/care/transition/plan/store';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { table } from './table.ts';
import { refuseInReadMode } from './writable.ts';

/** Decides a region's transition from an older system, as its system manager can in the API (F-200 to F-207, K6). */
export const transitionPlan: Command = {
  name: 'transition-plan',
  usage: '<region code> [<file>]',
  summary: "Decides a region's steps and cut-over for leaving an older system.",
  details: [
    'The file is JSON and is described in docs/transition.md; it replaces the plan before. What units have told to be done',
    'of steps that stay is kept. Without a file, prints what holds.',
    'The code is the one of Statistics Sweden: two digits, 22 for Västernorrland.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 2);
    const [code, name] = positionals;
    if (code === undefined || !/^\d{2}$/.test(code)) throw new WrongUsage('Give the two digits of the region.');
    const wanted = name === undefined ? null : wantedPlan(name);
    const plan = await withDatabase(at, 'care', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        const regionId = await regionWithCode(db, code);
        if (wanted && regionId !== null) await refuseInReadMode(pool, [regionId], `Region ${code}`);
        if (wanted && !(await decidePlan(db, code, wanted))) {
          throw new StartFailure(
            `Care has not heard of a region ${code}; import its file with import-organisation while Samplan runs.`,
          );
        }
        return await planOfRegion(db, code);
      } finally {
        await db.$disconnect();
      }
    });
    if (!plan) throw new StartFailure(`Region ${code} has no plan.`);
    for (const line of linesOf(code, plan)) at.terminal.say(line);
    return EXIT.DONE;
  },
};

function wantedPlan(name: string): Omit<Plan, 'version'> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(name, 'utf8'));
  } catch {
    throw new StartFailure(`${name} cannot be read, or is not JSON.`);
  }
  const plan = readPlanFile(content);
  if (!plan.ok) throw new StartFailure([`${name}: nothing was decided; mend this:`, ...plan.problem].join('\n'));
  return plan.value;
}

function linesOf(code: string, { readyUntilOn, readyHandling, steps, version }: Plan): readonly string[] {
  const handling = readyHandling === 'MARK' ? 'imported with a mark' : 'refused';
  const cutOver = readyUntilOn ? `discharge-ready up to and including ${readyUntilOn} are ${handling}` : 'no cut-over';
  const rows = steps.map((step) => [
    `  ${step.fromOn}`,
    step.untilOn ?? '',
    step.party,
    step.key,
    step.condition ?? '',
  ]);
  return [`Region ${code}, plan ${version}: ${cutOver}`, ...table(rows)];
}
