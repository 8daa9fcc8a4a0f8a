import { type PlanningTimePolicy, planningTimePolicy as policy } from '@samplan/care/planning-track/time-policy.prisma';
import { type Command, WrongUsage } from './command.ts';
import { type PolicyCommand, runRegionPolicy } from './region-policy.ts';

/** No region gives more than two weeks. */
const MAX_HOURS = 336;

const COMMAND: PolicyCommand<PlanningTimePolicy> = {
  policy,
  read(given) {
    const basisHours = Number(given);
    if (!/^\d{1,3}$/.test(given) || basisHours < 1 || basisHours > MAX_HOURS) {
      throw new WrongUsage(`Give 1 to ${MAX_HOURS} hours, not ${given}.`);
    }
    return { basisHours };
  },
  sentence: ({ basisHours: hours }) =>
    `the planning basis is filled in within ${hours} ${hours === 1 ? 'hour' : 'hours'}`,
};

/** Decides within how many hours a region's planning bases are filled in (G-108). */
export const planningTimePolicy: Command = {
  name: 'planning-time-policy',
  usage: '<region code> [hours] [--from day]',
  summary: "Decides within how many hours a region's planning bases are filled in.",
  details: [
    'Hours count from the first admission notice, and for a unit that joins later from then; 48 until something is decided. Who',
    'is late is shown, nothing is refused. Without hours, prints what holds and what will. A decision holds for notices that are',
    'sent from today on, or from the day that is given.',
  ],
  run: (args, at) => runRegionPolicy(COMMAND, args, at),
};
