import { KEEP_MINUTES, openAccessTokenKeys, SETTLE_MINUTES } from '@samplan/identity/session/keys';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { type Command, EXIT, parsed } from './command.ts';
import { withDatabase } from './database.ts';

/** Makes a new key for access tokens before its time. */
export const rotateKeys: Command = {
  name: 'rotate-keys',
  usage: '',
  summary: 'Makes a new key that signs access tokens, now.',
  details: [
    'Identity makes one each month by itself; this is for when a key may be known to others. The new key signs after',
    `${SETTLE_MINUTES} minutes, and the one before is accepted ${KEEP_MINUTES} minutes more, until identity's next hourly clearing.`,
    'Nobody is signed out. Needs SAMPLAN_KEY_SECRET as identity has it.',
  ],
  async run(args, at) {
    parsed({ args: [...args], options: {} });
    const secrets = createSecrets(at.addresses.keySecret());
    await withDatabase(at, 'identity', async ({ pool }) => {
      const keys = openAccessTokenKeys({ pool, secrets, now: at.now });
      const before = await keys.publicKeys();
      await keys.rotate('NOW');
      const known = new Set(before.keys.map(({ kid }) => kid));
      const made = (await keys.publicKeys()).keys.find(({ kid }) => !known.has(kid));
      const wait = before.keys.length > 0 ? ` in ${SETTLE_MINUTES} minutes` : '';
      at.terminal.say(`Key ${made?.kid} signs access tokens${wait}.`);
    });
    return EXIT.DONE;
  },
};
