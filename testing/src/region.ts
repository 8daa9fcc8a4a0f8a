import { PrismaPg } from '@prisma/adapter-pg';
import type { CardEntryOptions } from '@samplan/gateway/card/entry';
import { PrismaClient as IdentityClient } from '@samplan/identity/generated/prisma/client';
import { currentResponsibilities } from '@samplan/identity/responsibilities/text';
import { entryOf } from '@samplan/identity/session/entry';
import type { IdentitySettings } from '@samplan/identity/settings';
import { hashPassword } from '@samplan/identity/user/password';
import { provisionUsers } from '@samplan/identity/user/provision.prisma';
import type { Role } from '@samplan/kit/access/viewer';
import { openDatabase } from '@samplan/kit/db/database';
import type { Log } from '@samplan/kit/server/log';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { Day } from '@samplan/kit/time';
import { bySubgraph } from '@samplan/launch/database-urls';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import type { PrincipalFile } from '@samplan/organisation/tree/file';
import { type ImportReport, importPrincipal } from '@samplan/organisation/tree/import.prisma';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { type Answer, ask } from './ask.ts';
import { type TestClock, testClock } from './clock.ts';
import { allHeard, type TestDatabases, testDatabases } from './database.ts';
import { importedTemplates, importPrincipals } from './imported.ts';
import { type Account, type Credentials, credentialsOf, startWork } from './sessions.ts';
import { inOneProcess, type Running, type RunningHere, type Shape } from './shapes.ts';

const PASSWORD = 'Prov-Losenord-2026';
let passwordHash: Promise<string> | undefined;

/** Somebody who is signed in at a unit in a role. */
export interface Person {
  readonly userId: string;
  readonly unitId: string;
  /** Header `Authorization`. */
  readonly authorization: string;
  /** To sign in with once more. */
  readonly credentials: Credentials;
  /** Asks the gateway as this person. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** An assignment to make. */
export interface AccountAssignment {
  readonly unit: string;
  readonly role: Role;
  readonly validTo?: Day;
}

/** How an account is made. */
export interface AccountOptions extends Pick<Account, 'username' | 'password'> {
  /** The responsibilities; yes unless it says no. */
  readonly hasAccepted: boolean;
  /** Where it is valid; where the region stands unless it says otherwise. */
  readonly environment: Environment;
}

/** A whole region to test in: all subgraphs on databases of their own, and the gateway in front. */
export interface TestRegion<R extends Running = RunningHere> {
  /** Gateway and subgraphs as they are run. */
  readonly running: R;
  readonly clock: TestClock;
  readonly databases: TestDatabases;
  /** Id of the unit with the name. */
  unitId(name: string): string;
  /** Makes a new person with the role at the unit, signed in there. */
  staff(unitName: string, role: Role): Promise<Person>;
  /** Makes an account that nobody is signed in with, at the organisation of its first assignment. */
  account(assignments: readonly AccountAssignment[], options?: Partial<AccountOptions>): Promise<Account>;
  /** Imports the file of a principal while everything runs, and waits until everyone has heard. */
  importFile(file: PrincipalFile): Promise<ImportReport>;
  /** Waits until every event has been heard. */
  settled(): Promise<void>;
  /** How many statements a subgraph sends to its database for some work; what it does in the background is left out. */
  statements(subgraph: SubgraphName, work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Statements of the relay, the sealer, the shipment of the log and health. */
const BACKGROUND =
  /kit\.(outbox_delivery|access_log_unsealed|access_log_seal|access_log_shipped|inbox)|"?log_entry|advisory|^(BEGIN|COMMIT|ROLLBACK)$/;

/** What a region is made of. */
export interface RegionOptions<R extends Running> {
  /** Names of files in `services/organisation/data`, regions first. */
  readonly principals?: readonly string[];
  readonly shape: Shape<R>;
  readonly clock?: TestClock;
  /** Of identity; the standard ones of training unless given. */
  readonly settings?: IdentitySettings;
  /** Where it stands: training unless it says otherwise. Not used between processes. */
  readonly environment?: Environment;
  /** The entry for cards. */
  readonly cards?: CardEntryOptions;
  /** In front of the gateway; none unless given. */
  readonly proxies?: readonly string[];
  /** Hears what gateway and subgraphs log. */
  readonly log?: Log;
}

/** Starts a region. */
export async function testRegion(options?: Omit<RegionOptions<RunningHere>, 'shape'>): Promise<TestRegion>;
export async function testRegion<R extends Running>(options: RegionOptions<R>): Promise<TestRegion<R>>;
export async function testRegion({
  principals = ['region-vasternorrland', 'sundsvall'],
  shape = inOneProcess,
  clock: given,
  settings,
  environment: stands,
  cards,
  proxies,
  log,
}: Partial<RegionOptions<Running>> = {}): Promise<TestRegion<Running>> {
  const clock = given ?? testClock();
  // Where the clock is the usual one, everyone's region begins alike.
  const own = await testDatabases(given ? undefined : await importedTemplates(principals));
  const sent = new Map<SubgraphName, string[]>(SUBGRAPHS.map((name) => [name, []]));
  const databases = bySubgraph((name) => {
    const onStatement = (text: string): void => {
      if (!BACKGROUND.test(text)) sent.get(name)?.push(text);
    };
    return openDatabase({ url: own[name].url, poolSize: 6, onStatement });
  });

  const organisation = new OrganisationClient({ adapter: new PrismaPg(databases.organisation.pool) });
  if (given) await importPrincipals(organisation, principals, clock.now());
  const units = await organisation.unit.findMany({ select: { id: true, name: true, principalId: true } });
  const unitNamed = new Map(units.map((unit) => [unit.name, unit]));
  const slugs = new Map((await organisation.principal.findMany()).map((principal) => [principal.id, principal.slug]));

  const urls = bySubgraph((name) => ({ service: own[name].url, owner: own[name].ownerUrl }));
  const running = await shape({
    databases,
    urls,
    clock,
    ...(settings && { settings }),
    ...(stands && { environment: stands }),
    ...(cards && { cards }),
    ...(proxies && { proxies }),
    ...(log && { log }),
  });
  const { url } = running;
  const identity = new IdentityClient({ adapter: new PrismaPg(databases.identity.pool) });
  let people = 0;

  function unit(name: string) {
    const found = unitNamed.get(name);
    if (!found) throw new Error(`no unit named ${name}`);
    return found;
  }

  const settled = (): Promise<void> => allHeard(own);
  await settled();

  async function account(
    assignments: readonly AccountAssignment[],
    {
      username = `person${people + 1}`,
      password = PASSWORD,
      hasAccepted = true,
      environment = stands ?? 'TRAINING',
    }: Partial<AccountOptions> = {},
  ): Promise<Account> {
    people += 1;
    passwordHash ??= hashPassword(PASSWORD);
    const places = assignments.map(({ unit: name, role, validTo = null }) => ({ ...unit(name), role, validTo }));
    const principalId = places[0]?.principalId ?? '';
    const [user] = await provisionUsers(
      identity,
      [
        {
          principalId,
          environment,
          username,
          acceptedResponsibilities: hasAccepted ? currentResponsibilities().version : 0,
          passwordHash: await (password === PASSWORD ? passwordHash : hashPassword(password)),
          givenName: 'Prov',
          familyName: `Person${people}`,
          assignments: places.map(({ id: unitId, role, validTo }) => ({ unitId, role, validTo })),
        },
      ],
      clock.now(),
    );
    await settled();
    return {
      userId: user?.id ?? '',
      organisation: slugs.get(principalId) ?? '',
      username,
      password,
      assignmentIds: user?.assignmentIds ?? [],
      entry: entryOf(assignments[0]?.role ?? 'NURSE'),
    };
  }

  return {
    running,
    clock,
    databases: own,
    unitId: (name) => unit(name).id,
    async staff(unitName, role) {
      const made = await account([{ unit: unitName, role }]);
      const { accessToken } = await startWork(url, made);
      const authorization = `Bearer ${accessToken}`;
      return {
        userId: made.userId,
        unitId: unit(unitName).id,
        authorization,
        credentials: credentialsOf(made),
        ask: (query, variables) => ask(url, query, variables, authorization),
      };
    },
    account,
    async importFile(file) {
      const report = await importPrincipal(organisation, file, clock.now());
      await settled();
      return report;
    },
    settled,
    async statements(subgraph, work) {
      const before = sent.get(subgraph)?.length ?? 0;
      await work();
      return (sent.get(subgraph)?.length ?? 0) - before;
    },
    async close() {
      await running.close();
      await Promise.all([identity.$disconnect(), organisation.$disconnect()]);
      await Promise.all(Object.values(databases).map((database) => database.close()));
      await Promise.all(Object.values(own).map((database) => database.drop()));
    },
  };
}
