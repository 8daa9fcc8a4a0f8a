import { StartFailure } from '../failure.ts';

/** What {@link refuseInReadMode} needs of a database. */
interface Queries {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * Refuses a command that would change what a region works with while its people can only read (F-206): the operator's change is
 * one too.
 *
 * @param database - of the subgraph that would change; its copy of what identity decided counts.
 * @param principalIds - the region, or a municipality of it.
 * @throws StartFailure
 */
export async function refuseInReadMode(
  database: Queries,
  principalIds: readonly string[],
  name: string,
): Promise<void> {
  const { rows } = await database.query('SELECT 1 FROM kit.read_mode WHERE is_on AND principal_ids && $1::text[]', [
    principalIds,
  ]);
  if (rows.length === 0) return;
  throw new StartFailure(
    `${name} can only read for now; nothing was changed. samplan read-mode tells why and ends it.`,
  );
}
