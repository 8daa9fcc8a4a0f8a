import path from 'node:path';
import { MigrationFailed, migrate } from '@samplan/kit/db/migrate';
import { projectRoot } from '@samplan/kit/project-root';
import type { SubgraphName } from '@samplan/schema/events/contract';
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
  try {
    return await migrate(ownerUrl, migrationsOf(subgraph));
  } catch (error) {
    if (error instanceof MigrationFailed) throw new StartFailure(`${subgraph}: ${error.message}`);
    throw error;
  }
}
