import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { StartFailure } from '../failure.ts';
import { type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

/** An account as the operator names it. */
export interface NamedAccount {
  /** Short name of the region or municipality. */
  readonly organisation: string;
  readonly username: string;
}

/**
 * Reads `--by`: `region-vasternorrland/test.manager`.
 * @throws WrongUsage
 */
export function accountNamed(given: string | undefined): NamedAccount {
  const [, organisation, username] = /^([^/]+)\/([^/]+)$/.exec(given ?? '') ?? [];
  if (!organisation || !username) throw new WrongUsage('Give --by with the organisation and the username.');
  return { organisation: organisation.toLowerCase(), username: username.toLowerCase() };
}

/**
 * Id of the user whose account it is.
 * @throws StartFailure when there is no such open account.
 */
export async function findUser(at: Workplace, { organisation, username }: NamedAccount): Promise<string> {
  const [principal] = await withDatabase(at, 'organisation', async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM principal WHERE slug = $1', [organisation]);
    return rows;
  });
  const user = await withDatabase(at, 'identity', async ({ pool }) => {
    const db = new PrismaClient({ adapter: new PrismaPg(pool) });
    try {
      return await db.user.findFirst({ where: { principalId: principal?.id ?? '', username, isActive: true } });
    } finally {
      await db.$disconnect();
    }
  });
  if (!user) throw new StartFailure(`${organisation} has no open account ${username}.`);
  return user.id;
}
