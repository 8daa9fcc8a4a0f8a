import { type Database, openDatabase } from '@samplan/kit/db/database';
import { codesOf } from '@samplan/kit/db/transaction';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { variableOf } from '../env.ts';
import { StartFailure } from '../failure.ts';
import { refuseUnreachable } from '../reach.ts';
import type { Workplace } from './command.ts';

/** PostgreSQL's codes for a schema and a table that are not there. */
const NOT_MIGRATED = ['3F000', '42P01'];

/** PostgreSQL's code for a right that the login has not. */
const NO_RIGHT = '42501';

/** Works with the database of a subgraph, as its service. See {@link within}. */
export async function withDatabase<T>(at: Workplace, subgraph: SubgraphName, work: Work<T>): Promise<T> {
  const remedy = `The login in the address of ${subgraph} has not the right; make it a member of samplan_application.`;
  return await within({ subgraph, url: at.addresses.service(subgraph), remedy }, work);
}

/** Works with the database of a subgraph, as the owner of its tables. See {@link within}. */
export async function withOwnedDatabase<T>(at: Workplace, subgraph: SubgraphName, work: Work<T>): Promise<T> {
  const variable = variableOf(subgraph, 'MIGRATION');
  const remedy = `The login in the address of ${subgraph} does not own the tables; give the owner in ${variable}.`;
  return await within({ subgraph, url: at.addresses.owner(subgraph), remedy }, work);
}

type Work<T> = (database: Database) => Promise<T>;

interface Place {
  readonly subgraph: SubgraphName;
  readonly url: string;
  /** What to say when the login has not the right. */
  readonly remedy: string;
}

/**
 * Works with a database.
 * @throws StartFailure when it cannot be reached, is not migrated, or the login has not the right.
 */
async function within<T>({ subgraph, url, remedy }: Place, work: Work<T>): Promise<T> {
  await refuseUnreachable(subgraph, url);
  const database = openDatabase({ url, poolSize: 2, statementTimeoutMs: 0 }); // a whole log may take its time
  try {
    return await work(database);
  } catch (error) {
    const codes = codesOf(error);
    if (codes.some((code) => NOT_MIGRATED.includes(code))) {
      throw new StartFailure(`The database of ${subgraph} is not migrated; run samplan migrate first.`);
    }
    if (codes.includes(NO_RIGHT)) throw new StartFailure(remedy);
    throw error;
  } finally {
    await database.close();
  }
}
