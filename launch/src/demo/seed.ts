import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient as IdentityClient } from '@samplan/identity/generated/prisma/client';
import { hashPassword } from '@samplan/identity/user/password';
import { provisionUsers } from '@samplan/identity/user/provision.prisma';
import { projectRoot } from '@samplan/kit/project-root';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import { readPrincipalFile } from '@samplan/organisation/tree/file';
import { importPrincipal } from '@samplan/organisation/tree/import.prisma';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { DatabaseUrls } from '../databases.ts';
import type { Progress } from '../progress.ts';

/** Somebody to sign in as. */
export interface DemoSignIn {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  readonly role: string;
  readonly unit: string;
}

const PASSWORD = 'Samplan-demo-1';

/** Whom the banner names. */
export function demoSignIns(): readonly DemoSignIn[] {
  return [
    {
      organisation: 'region-vasternorrland',
      username: 'ssk.medicin',
      password: PASSWORD,
      role: 'NURSE',
      unit: 'Avd 11 Medicin, Sundsvall',
    },
  ];
}

/**
 * Loads the demo region when the databases are empty.
 * @returns whether the demo region is there.
 */
export async function seedDemo(
  urls: Readonly<Record<SubgraphName, DatabaseUrls>>,
  progress: Progress,
): Promise<boolean> {
  const organisation = new OrganisationClient({ adapter: new PrismaPg({ connectionString: urls.organisation.owner }) });
  const identity = new IdentityClient({ adapter: new PrismaPg({ connectionString: urls.identity.owner }) });
  try {
    if ((await organisation.principal.count()) > 0) return true;
    await progress.step('Demo region', async () => {
      for (const name of ['region-vasternorrland', 'sundsvall']) {
        const file = readPrincipalFile(
          JSON.parse(readFileSync(path.join(projectRoot(), 'services/organisation/data', `${name}.json`), 'utf8')),
        );
        if (!file.ok) throw new Error(file.problem.join('\n'));
        await importPrincipal(organisation, file.value, new Date());
      }
      const unit = await organisation.unit.findFirstOrThrow({ where: { name: 'Avd 11 Medicin, Sundsvall' } });
      await provisionUsers(
        identity,
        [
          {
            principalId: unit.principalId,
            username: 'ssk.medicin',
            passwordHash: await hashPassword(PASSWORD),
            givenName: 'Test',
            familyName: 'Test',
            assignments: [{ unitId: unit.id, role: 'NURSE', validTo: null }],
          },
        ],
        new Date(),
      );
    });
    return true;
  } finally {
    await organisation.$disconnect();
    await identity.$disconnect();
  }
}
