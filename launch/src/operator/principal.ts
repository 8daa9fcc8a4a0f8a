import { StartFailure } from '../failure.ts';
import type { Workplace } from './command.ts';
import { withDatabase } from './database.ts';

/**
 * Id of a region or municipality by its short name.
 * @throws StartFailure when there is none.
 */
export async function principalIdOf(organisation: string, at: Workplace): Promise<string> {
  return await withDatabase(at, 'organisation', async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM principal WHERE slug = $1', [
      organisation.toLowerCase(),
    ]);
    const id = rows[0]?.id;
    if (id === undefined) {
      throw new StartFailure(`There is no ${organisation}; import its file with import-organisation first.`);
    }
    return id;
  });
}
