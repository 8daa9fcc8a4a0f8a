import { STANDARD_BASIS_HOURS } from '@samplan/care/planning-track/due';
import { decidePlanningTime, planningTimeDecisions } from '@samplan/care/planning-track/time-policy.prisma';
import { type Command, WrongUsage } from './command.ts';
import { type RegionPolicy, runRegionPolicy } from './region-policy.ts';

/** No region gives more than two weeks. */
const MAX_HOURS = 336;

const POLICY: RegionPolicy<number> = {
  standard: STANDARD_BASIS_HOURS,
  read(given) {
    const hours = Number(given);
    if (!/^\d{1,3}$/.test(given) || hours < 1 || hours > MAX_HOURS) {
      throw new WrongUsage(`Give 1 to ${MAX_HOURS} hours, not ${given}.`);
    }
    return hours;
  },
  sentence: (hours) => `the planning basis is filled in within ${hours} ${hours === 1 ? 'hour' : 'hours'}`,
  decisions: planningTimeDecisions,
  decide: decidePlanningTime,
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
  run: (args, at) => runRegionPolicy(POLICY, args, at),
};
