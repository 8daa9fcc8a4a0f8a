import type { Database } from '@samplan/kit/db/database';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { noteFault } from './receive.prisma.ts';
import type { CentralLogStore } from './store.ts';
import { verifyCentral } from './verify.ts';

/** The central log in PostgreSQL. */
export function prismaCentralLog(db: PrismaClient, pool: Database['pool']): CentralLogStore {
  return {
    async checkedAt() {
      const checks = await db.logCheck.findMany({ orderBy: { checkedAt: 'asc' } });
      return checks.length === SUBGRAPHS.length ? (checks[0]?.checkedAt ?? null) : null;
    },
    async check(subgraph, now) {
      const report = await verifyCentral(pool, subgraph);
      if (!report.holds) await noteFault(db, subgraph, report.fault, report.seal ?? 0);
      const found = {
        checkedAt: now,
        holds: report.holds,
        sealed: report.holds ? report.sealed : Math.max((report.seal ?? 1) - 1, 0),
      };
      await db.logCheck.upsert({ where: { subgraph }, create: { subgraph, ...found }, update: found });
      return report;
    },
  };
}
