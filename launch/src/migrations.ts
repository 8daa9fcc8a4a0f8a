import path from 'node:path';
import { forgetFailed, MigrationFailed, migrate } from '@samplan/kit/db/migrate';
import { codesOf } from '@samplan/kit/db/transaction';
import { projectRoot } from '@samplan/kit/project-root';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { variableOf } from './env.ts';
import { StartFailure } from './failure.ts';
import { APPLICATION_ROLE, hasApplicationRole } from './provision.ts';

/** Holds the migrations of a subgraph. */
export function migrationsOf(subgraph: SubgraphName): string {
  return path.join(projectRoot(), 'services', subgraph, 'prisma/migrations');
}

/**
 * Applies the migrations of a subgraph.
 *
 * @param ownerUrl - database, as the owner of the tables.
 * @returns names of those applied now.
 * @throws StartFailure also, before anything is tried, when the server has no role for the services.
 */
export async function migrateSubgraph(subgraph: SubgraphName, ownerUrl: string): Promise<readonly string[]> {
  if (!(await hasApplicationRole(ownerUrl))) {
    throw new StartFailure(
      `The server of ${subgraph} has no role ${APPLICATION_ROLE}; make roles and databases with deploy/databases.sql first.`,
    );
  }
  return await asOwner(subgraph, () => migrate(ownerUrl, migrationsOf(subgraph)));
}

/**
 * Lets migrations of a subgraph be tried again that Prisma left half done.
 *
 * @param ownerUrl - database, as the owner of the tables.
 * @returns names of those that were half done.
 * @throws StartFailure
 */
export async function retryMigrations(subgraph: SubgraphName, ownerUrl: string): Promise<readonly string[]> {
  return await asOwner(subgraph, () => forgetFailed(ownerUrl));
}

/** PostgreSQL's code for a right that the login has not. */
const NO_RIGHT = '42501';

async function asOwner<T>(subgraph: SubgraphName, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MigrationFailed) throw new StartFailure(`${subgraph}: ${error.message}`);
    if (codesOf(error).includes(NO_RIGHT)) {
      const variable = variableOf(subgraph, 'MIGRATION');
      throw new StartFailure(
        `The login in the address of ${subgraph} may not make tables; give the owner in ${variable}.`,
      );
    }
    throw error;
  }
}
