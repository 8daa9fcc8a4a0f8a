import type { Secrets } from '@samplan/kit/auth/secrets';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { DatabaseUrls } from '../database-urls.ts';
import type { Progress } from '../progress.ts';
import { calendarAt } from './calendar.ts';
import { type DemoClients, withClients } from './clients.ts';
import { castStories } from './episode/casting.ts';
import { playStories } from './episode/play.ts';
import { offeredPlans } from './episode/stories.ts';
import { administer } from './identity/administration.ts';
import { loadEverywhere } from './load.ts';
import { withMarker } from './marker.ts';
import { offerPlans } from './offers.ts';
import { demoPatients } from './patients.ts';
import { demoPeople } from './people.ts';
import { demoPlans } from './plans.ts';
import { provisionStaff } from './staff.ts';
import { importTree, readPrincipalFiles } from './tree.ts';

/**
 * Loads the demo region into empty databases, before anything is served. A start that was killed half-way is gone on with by
 * the next: everything but the instants and some ids comes out the same every time, each part is stored whole or not at all, and
 * the parts that are there stay as they are. Nothing is ever removed.
 *
 * @param secrets - of the installation: what the demo region encrypts opens with them.
 * @param now - what the instants are counted from.
 * @returns whether the demo region is there. It is not when somebody's own regions are.
 */
export async function seedDemo(
  urls: Readonly<Record<SubgraphName, DatabaseUrls>>,
  secrets: Secrets,
  progress: Progress,
  now: Date,
  environment: Environment = 'TRAINING',
): Promise<boolean> {
  return await withMarker(urls.organisation.owner, async (marker) => {
    const { begunAt, isFinished, hasPrincipals } = await marker.read();
    if (isFinished) return true;
    if (!begunAt && hasPrincipals) return false;
    if (!begunAt) await marker.begin(now);
    await withClients(urls, (clients) => makeRegion(clients, secrets, progress, begunAt ?? now, environment));
    await marker.finish();
    return true;
  });
}

async function makeRegion(
  clients: DemoClients,
  secrets: Secrets,
  progress: Progress,
  now: Date,
  environment: Environment,
): Promise<void> {
  const { organisation, identity, care, sip } = clients;
  const calendar = calendarAt(now);
  const files = readPrincipalFiles();
  const tree = await progress.step('Demo region: organisations', () => importTree(organisation, files, now));
  const staff = await progress.step('Demo region: staff', () =>
    provisionStaff(identity, demoPeople(files), tree, environment, now),
  );
  const patients = demoPatients(tree, now);
  await progress.step('Demo region: patients and plans', async () => {
    const plans = demoPlans({ tree, staff, calendar, patients, offered: offeredPlans });
    await loadEverywhere(clients, tree, staff, [...patients.values()].flat(), plans, now);
  });
  await progress.step('Demo region: episodes', async () => {
    const stories = await castStories(organisation, tree, patients, now);
    await playStories(care, stories, staff, calendar);
    await offerPlans(sip, stories, staff, calendar);
  });
  await progress.step('Demo region: access', () =>
    administer({ db: identity, tree, staff, calendar }, care, secrets, environment, patients.get('sundsvall') ?? []),
  );
}
