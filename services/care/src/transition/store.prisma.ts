import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ImportMark } from '../generated/resolvers.ts';
import type { ImportSource, SourceStore } from './store.ts';

/** Sources in PostgreSQL. */
export function prismaSources(db: PrismaClient): SourceStore {
  return {
    async of(kind, ids) {
      const key = kind === 'EPISODE' ? 'episodeId' : 'messageId';
      const rows = await db.transitionSource.findMany({ where: { kind, [key]: { in: [...ids] } } });
      const byId = new Map(rows.map((row) => [row[key], row]));
      return ids.map((id): ImportSource | null => {
        const row = byId.get(id);
        if (!row) return null;
        const { system, externalId, author, importedAt, marks } = row;
        // The column holds only what our own rules wrote.
        return { system, externalId, author, importedAt, marks: marks as ImportMark[] };
      });
    },
  };
}
