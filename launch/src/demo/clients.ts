import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient as CareClient } from '@samplan/care/generated/prisma/client';
import { PrismaClient as IdentityClient } from '@samplan/identity/generated/prisma/client';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { PrismaClient as SipClient } from '@samplan/sip/generated/prisma/client';
import type { DatabaseUrls } from '../database-urls.ts';
import { CONNECTIONS } from './at-once.ts';

/** The databases of the demo region, as the services see them. */
export interface DemoClients {
  readonly identity: IdentityClient;
  readonly organisation: OrganisationClient;
  readonly care: CareClient;
  readonly sip: SipClient;
}

/** Opens the databases for as long as they are used. */
export async function withClients(
  urls: Readonly<Record<SubgraphName, DatabaseUrls>>,
  use: (clients: DemoClients) => Promise<void>,
): Promise<void> {
  const adapterFor = (name: SubgraphName) =>
    new PrismaPg({ connectionString: urls[name].service, max: CONNECTIONS, connectionTimeoutMillis: 5000 });
  const clients = {
    identity: new IdentityClient({ adapter: adapterFor('identity') }),
    organisation: new OrganisationClient({ adapter: adapterFor('organisation') }),
    care: new CareClient({ adapter: adapterFor('care') }),
    sip: new SipClient({ adapter: adapterFor('sip') }),
  };
  try {
    await use(clients);
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.$disconnect()));
  }
}
