/**
 * Writes the next migration of a subgraph from the difference between its migrations and its schema.prisma.
 *
 * npx tsx scripts/migration.ts <subgraph> <name>
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startThrowawayPostgres } from '../launch/src/postgres/throwaway.ts';
import { drift } from './schema-engine.ts';

const [subgraph, name] = process.argv.slice(2);
if (!subgraph || !name || !/^\w+$/.test(name)) {
  console.error('npx tsx scripts/migration.ts <subgraph> <name>');
  process.exit(2);
}
const folder = path.resolve(import.meta.dirname, '../services', subgraph, 'prisma');
const server = await startThrowawayPostgres();
try {
  const sql = await drift(server.url('postgres'), path.join(folder, 'schema.prisma'), path.join(folder, 'migrations'));
  if (sql === '') console.log('Nothing to migrate.');
  else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const migration = path.join(folder, 'migrations', `${stamp}_${name}`);
    mkdirSync(migration);
    writeFileSync(path.join(migration, 'migration.sql'), sql);
    console.log(path.join(migration, 'migration.sql'));
  }
} finally {
  await server.stop();
}
process.exit(); // the engine leaves a timer behind
