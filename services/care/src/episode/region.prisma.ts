import type { Sql } from '@samplan/kit/db/sql';

/** Id of the region, from the copy of units that organisation feeds. */
export async function regionWithCode(sql: Sql, code: string): Promise<string | null> {
  const [region] = await sql.$queryRawUnsafe<{ id: string }[]>(
    'SELECT region_id AS id FROM kit.unit WHERE principal_code = $1 AND principal_id = region_id LIMIT 1',
    code,
  );
  return region?.id ?? null;
}
