import { SEALED_BY_IDENTITY } from '@samplan/identity/sealed';
import { resealWithin, SEALED_BY_KIT, type SealedColumn } from '@samplan/kit/auth/reseal';
import { keySecret } from '@samplan/kit/env';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type pg from 'pg';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, namedSubgraphs, parsed, refuseMore, type Workplace } from './command.ts';
import { withOwnedDatabase } from './database.ts';

/** Seals what lies encrypted in the databases with a new key secret. */
export const changeKeySecret: Command = {
  name: 'change-key-secret',
  usage: '[subgraph]',
  summary: 'Encrypts the secrets in the databases with a new key secret.',
  details: [
    'SAMPLAN_KEY_SECRET is the secret that holds. The new one is asked for, or read from standard input: 32 random bytes in base64.',
    'Without a subgraph it is changed in all four, which then have one secret.',
    'Stop Samplan first: nothing is done while somebody else is connected. Start it with the new secret.',
    'Everything is changed or nothing; when the command is broken off, give it again with the same two secrets.',
    'Guesses at sign-in that were counted are forgotten, and where accounts have signed in before.',
    'Needs the owner of the tables: <NAME>_MIGRATION_DATABASE_URL, or else <NAME>_DATABASE_URL.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 1);
    const names = namedSubgraphs(positionals[0]);
    const from = at.addresses.keySecret();
    const to = await newSecret(at);
    if (to.equals(from)) throw new StartFailure('The new secret is the one that holds; give another.');
    await changeIn(names, { from, to }, at);
    return EXIT.DONE;
  },
};

async function newSecret({ terminal }: Workplace): Promise<Buffer> {
  const given = keySecret.safeParse((await terminal.askSecret('New key secret')).trim());
  if (!given.success) throw new StartFailure('The new secret must be 32 bytes in base64: openssl rand -base64 32.');
  return given.data;
}

/** Everything that is sealed in the database of a subgraph. */
function sealedIn(subgraph: SubgraphName): readonly SealedColumn[] {
  return [...SEALED_BY_KIT, ...(subgraph === 'identity' ? SEALED_BY_IDENTITY : [])];
}

/** One transaction for each database; none is committed before the work in all of them is done. */
async function changeIn(
  [name, ...others]: readonly SubgraphName[],
  keys: { readonly from: Buffer; readonly to: Buffer },
  at: Workplace,
): Promise<void> {
  if (name === undefined) return;
  await withOwnedDatabase(at, name, async ({ pool }) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await refuseOthers(client, name);
      const count = await resealWithin(client, sealedIn(name), keys);
      await changeIn(others, keys, at);
      await client.query('COMMIT');
      at.terminal.say(`${name}: ${count} sealed anew`);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  });
}

/** Who is connected has the old secret, and would seal more with it. */
async function refuseOthers(client: pg.PoolClient, name: SubgraphName): Promise<void> {
  const { rows } = await client.query<{ usename: string }>(
    `SELECT DISTINCT usename FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL AND backend_type <> 'autovacuum worker'`,
  );
  if (rows.length === 0) return;
  const who = rows.map(({ usename }) => usename).join(', ');
  throw new StartFailure(`Somebody is connected to the database of ${name}: ${who}. Stop Samplan first.`);
}
