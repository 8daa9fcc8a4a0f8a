import { operate } from '@samplan/launch/operator/operate';
import { z } from 'zod';

const order = z.object({
  args: z.array(z.string()),
  variables: z.record(z.string(), z.string()),
  now: z.coerce.date(),
});

/** Does what the operator says, in a process that can be killed. */
process.once('message', (message) => {
  const { args, variables, now } = order.parse(message);
  const terminal = { say: () => {}, complain: () => {}, askSecret: async () => '' };
  void operate(args, { variables, terminal, now: () => now }).then((code) => process.exit(code));
});
