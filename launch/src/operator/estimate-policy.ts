import { type EstimatePolicy, estimatePolicy as policy } from '@samplan/care/episode/estimate-policy.prisma';
import { type Command, WrongUsage } from './command.ts';
import { type PolicyCommand, runRegionPolicy } from './region-policy.ts';

/** No region lets an estimate slip further than this without contact. */
const MAX_DAYS = 30;

const COMMAND: PolicyCommand<EstimatePolicy> = {
  policy,
  read(given) {
    const laterDays = Number(given);
    if (!/^\d{1,2}$/.test(given) || laterDays > MAX_DAYS)
      throw new WrongUsage(`Give 0 to ${MAX_DAYS} days, not ${given}.`);
    return { laterDays };
  },
  sentence: ({ laterDays: days }) =>
    `wards contact the municipality when an estimated discharge is moved earlier, or later by more than ${days} ${days === 1 ? 'day' : 'days'}`,
};

/** Decides when a region's wards contact municipalities about a moved estimate (G-006). */
export const estimatePolicy: Command = {
  name: 'estimate-policy',
  usage: '<region code> [days] [--from day]',
  summary: "Decides when a region's wards contact municipalities about a moved estimate of discharge.",
  details: [
    'Changing an estimate always sends a new notice. The answer tells the ward to contact the municipality too when the',
    'estimate is moved earlier, or later by more calendar days than these; 1 until something is decided. Without days,',
    'prints what holds and what will. A decision holds from today, or from the day that is given.',
  ],
  run: (args, at) => runRegionPolicy(COMMAND, args, at),
};
