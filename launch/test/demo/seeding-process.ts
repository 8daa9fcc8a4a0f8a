import { createSecrets } from '@samplan/kit/auth/secrets';
import { seedDemo } from '@samplan/launch/demo/seed';
import { quiet } from '@samplan/testing/demo-region';
import { z } from 'zod';

const order = z.object({
  urls: z.record(
    z.enum(['identity', 'organisation', 'care', 'sip']),
    z.object({ service: z.string(), owner: z.string() }),
  ),
  now: z.coerce.date(),
});

/** Loads the demo region as it is told to, in a process that can be killed. */
process.once('message', (message) => {
  const { urls, now } = order.parse(message);
  void seedDemo(urls, createSecrets(Buffer.alloc(32, 7)), quiet, now).then(() => process.exit(0));
});
