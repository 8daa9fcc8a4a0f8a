import { type ClosingPolicy, closingPolicy as policy } from '@samplan/care/episode/closing-policy.prisma';
import { type Command, WrongUsage } from './command.ts';
import { type PolicyCommand, runRegionPolicy } from './region-policy.ts';

const COMMAND: PolicyCommand<ClosingPolicy> = {
  policy,
  read(given) {
    if (given !== 'require' && given !== 'allow') throw new WrongUsage(`Decide require or allow, not ${given}.`);
    return { requiresAcknowledgements: given === 'require' };
  },
  sentence: ({ requiresAcknowledgements }) =>
    requiresAcknowledgements
      ? 'a ward closes an episode only when every message is acknowledged'
      : 'a ward may close an episode with unacknowledged messages',
};

/** Decides how a region closes episodes (K12). */
export const closingPolicy: Command = {
  name: 'closing-policy',
  usage: '<region code> [require | allow] [--from day]',
  summary: "Decides whether unacknowledged messages prevent a region's wards from closing episodes.",
  details: [
    'require: an episode is closed only when every message is acknowledged. allow: it is closed, and the answer lists',
    'what is unacknowledged; this holds until something is decided. Without either, prints what holds and what will.',
    'The code is the one of Statistics Sweden: two digits, 22 for Västernorrland. A decision holds from today, or from',
    'the day that is given.',
  ],
  run: (args, at) => runRegionPolicy(COMMAND, args, at),
};
