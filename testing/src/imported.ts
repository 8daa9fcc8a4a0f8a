import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { openDatabase } from '@samplan/kit/db/database';
import { bySubgraph } from '@samplan/launch/database-urls';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import { importPrincipal } from '@samplan/organisation/tree/import.prisma';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { testClock } from './clock.ts';
import { allHeard } from './database.ts';
import { principalFile } from './principals.ts';
import { inOneProcess } from './shapes.ts';
import { filledTemplates } from './template.ts';

/** Imports files, regions first. */
export async function importPrincipals(
  organisation: OrganisationClient,
  names: readonly string[],
  now: Date,
): Promise<void> {
  for (const name of names) await importPrincipal(organisation, principalFile(name), now);
}

/** Templates with the principals, of which every subgraph has heard. */
export async function importedTemplates(principals: readonly string[]): Promise<(subgraph: SubgraphName) => string> {
  const key = createHash('sha256').update(principals.join()).digest('hex').slice(0, 12);
  return await filledTemplates(`region_${key}`, async (own) => {
    const clock = testClock();
    const databases = bySubgraph((name) => openDatabase({ url: own[name].url, poolSize: 6 }));
    const organisation = new OrganisationClient({ adapter: new PrismaPg(databases.organisation.pool) });
    await importPrincipals(organisation, principals, clock.now());
    const urls = bySubgraph((name) => ({ service: own[name].url, owner: own[name].ownerUrl }));
    const running = await inOneProcess({ databases, urls, clock });
    await allHeard(own);
    await running.close();
    await organisation.$disconnect();
    await Promise.all(Object.values(databases).map((database) => database.close()));
    // Each region begins with a key of its own.
    await own.identity.query('DELETE FROM kit.signing_key');
  });
}
