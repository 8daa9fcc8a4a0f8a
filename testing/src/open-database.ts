import { PrismaPg } from '@prisma/adapter-pg';
import { type Database, type DatabaseOptions, openDatabase } from '@samplan/kit/db/database';
import type { Sql, TransactionalSql } from '@samplan/kit/db/sql';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { PrismaClient } from '@samplan/sip/generated/prisma/client';
import { type TestDatabase, testDatabase } from './database.ts';

/** A database of a test's own, opened as a service opens it. */
export interface OpenTestDatabase extends TestDatabase {
  readonly database: Database;
  /** Prisma on the same connections. Only its raw statements are used, so that any subgraph's tables are within reach. */
  readonly sql: TransactionalSql<Sql>;
  /** Opens the same database once more, as another process of the subgraph would. */
  openAgain(options?: Partial<DatabaseOptions>): OpenAgain;
}

/** A further process's view of a database. */
export interface OpenAgain {
  readonly database: Database;
  readonly sql: TransactionalSql<Sql>;
}

/** Makes a database from the subgraph's template and opens it. `drop` closes everything that was opened. */
export async function openTestDatabase(
  subgraph: SubgraphName,
  options: Partial<DatabaseOptions> = {},
): Promise<OpenTestDatabase> {
  const made = await testDatabase(subgraph);
  const opened: { readonly database: Database; readonly sql: PrismaClient }[] = [];
  const openAgain = (more: Partial<DatabaseOptions> = {}): OpenAgain => {
    const database = openDatabase({ url: made.url, poolSize: 6, ...more });
    const sql = new PrismaClient({ adapter: new PrismaPg(database.pool) });
    opened.push({ database, sql });
    return { database, sql };
  };
  return {
    ...made,
    ...openAgain(options),
    openAgain,
    async drop() {
      for (const { database, sql } of opened) {
        await sql.$disconnect();
        await database.close();
      }
      await made.drop();
    },
  };
}
