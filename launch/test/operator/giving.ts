import { type OperatorDeps, operate } from '@samplan/launch/operator/operate';
import type { TestDatabase } from '@samplan/testing/database';
import type { TestRegion } from '@samplan/testing/region';

/** What a command said and how it ended. */
export interface Outcome {
  readonly code: number;
  /** Lines of the result. */
  readonly said: readonly string[];
  /** Lines about what went wrong. */
  readonly complained: readonly string[];
}

/** What a test gives a command beside its arguments. */
export type Given = Partial<Pick<OperatorDeps, 'variables' | 'now'>> & { readonly secret?: string };

/** Gives a command and collects what it says. */
export async function give(args: readonly string[], given: Given = {}): Promise<Outcome> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await operate(args, {
    variables: given.variables ?? {},
    now: given.now ?? (() => new Date()),
    terminal: {
      say: (line) => said.push(line),
      complain: (line) => complained.push(line),
      askSecret: async () => given.secret ?? '',
    },
  });
  return { code, said, complained };
}

/** What commands are given beside a region: the addresses of its databases and its clock, so that both read one day. */
export function givenTo(region: Pick<TestRegion, 'databases' | 'clock'>): Required<Pick<Given, 'variables' | 'now'>> {
  return { variables: addressesOf(region.databases), now: region.clock.now };
}

/** Variables with the addresses of databases for the owners of their tables: `CARE_MIGRATION_DATABASE_URL` and the like. */
export function ownersOf(databases: Readonly<Record<string, Pick<TestDatabase, 'ownerUrl'>>>): NodeJS.ProcessEnv {
  const owned = Object.entries(databases).map(([name, { ownerUrl }]) => [`${name}_migration`, { url: ownerUrl }]);
  return addressesOf(Object.fromEntries(owned));
}

/** Variables with the addresses of databases: `CARE_DATABASE_URL` and the like. */
export function addressesOf(databases: Readonly<Record<string, Pick<TestDatabase, 'url'>>>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(databases).map(([name, { url }]) => [`${name.toUpperCase()}_DATABASE_URL`, url]),
  );
}
