import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import pg from 'pg';
import { type TestDatabases, testDatabases } from './database.ts';
import { serverUrl } from './server.ts';

const known = new Set<string>();

/**
 * Databases that are filled once for all tests and copied from then on: who needs them first fills them, all others wait for it.
 * @param name - letters, digits and underscores, at most 40.
 * @param fill - leaves no connection of its own behind.
 * @returns names of the templates.
 */
export async function filledTemplates(
  name: string,
  fill: (databases: TestDatabases) => Promise<void>,
): Promise<(subgraph: SubgraphName) => string> {
  const templateOf = (subgraph: SubgraphName): string => `template_${name}_${subgraph}`;
  if (known.has(name)) return templateOf;
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const names = SUBGRAPHS.map(templateOf);
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = ANY($1)', [names]);
    if (rowCount !== names.length) {
      const databases = await testDatabases();
      await fill(databases);
      for (const subgraph of SUBGRAPHS) await databases[subgraph].becomeTemplate(templateOf(subgraph));
    }
    known.add(name);
  } finally {
    await admin.end();
  }
  return templateOf;
}
