import type { SubgraphName } from '@samplan/schema/events/contract';
import pg from 'pg';
import { StartFailure } from './failure.ts';

/**
 * Tries to connect once, before anything depends on it.
 * @throws StartFailure with the server's own code, and never the address, which holds a password.
 */
export async function refuseUnreachable(subgraph: SubgraphName, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new StartFailure(
      `Cannot reach the database of ${subgraph} (${reason}); check address, name, login and password in ${subgraph.toUpperCase()}_DATABASE_URL and ${subgraph.toUpperCase()}_MIGRATION_DATABASE_URL.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}
