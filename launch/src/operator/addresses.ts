import { readEnv } from '@samplan/kit/env';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { dataFolder } from '../databases.ts';
import { installationEnv, variableOf } from '../env.ts';
import { StartFailure } from '../failure.ts';
import { type RunningNote, runningIn } from '../running.ts';

/** How commands reach an installation. What is missing is said when it is needed. */
export interface Addresses {
  /** Database of a subgraph, as its service. @throws StartFailure */
  service(subgraph: SubgraphName): string;
  /** Database of a subgraph, as the owner of its tables. @throws StartFailure */
  owner(subgraph: SubgraphName): string;
  /** Opens the signing keys. @throws StartFailure */
  keySecret(): Buffer;
}

/**
 * Finds an installation: at the addresses in the environment when any is there, else the one that `npm start` runs. Never some
 * from each, which could be two installations.
 *
 * @throws EnvironmentInvalid, StartFailure
 */
export async function findAddresses(variables: NodeJS.ProcessEnv): Promise<Addresses> {
  const env = readEnv(installationEnv, variables);
  const given = SUBGRAPHS.flatMap((name) => [env[variableOf(name, 'SERVICE')], env[variableOf(name, 'MIGRATION')]]);
  if (given.some((url) => url !== undefined)) return addressesIn(env);
  const running = await runningIn(dataFolder(env.SAMPLAN_DATA_DIR));
  return running ? addressesOf(running) : addressesIn(env);
}

function addressesIn(env: ReturnType<typeof readEnv<typeof installationEnv>>): Addresses {
  return {
    service(subgraph) {
      const name = variableOf(subgraph, 'SERVICE');
      return env[name] ?? missing(`There is no address for the database of ${subgraph}`, `set ${name}`);
    },
    owner(subgraph) {
      const name = variableOf(subgraph, 'MIGRATION');
      const url = env[name] ?? env[variableOf(subgraph, 'SERVICE')];
      return url ?? missing(`There is no address for the database of ${subgraph}`, `set ${name}`);
    },
    keySecret: () =>
      env.SAMPLAN_KEY_SECRET ??
      missing('There is no secret that opens the signing keys', 'set SAMPLAN_KEY_SECRET to the one that identity has'),
  };
}

function missing(what: string, remedy: string): never {
  throw new StartFailure(`${what}; ${remedy}, or give the command beside a Samplan that npm start runs.`);
}

function addressesOf({ databases, keySecret }: RunningNote): Addresses {
  return {
    service: (subgraph) => databases[subgraph].service,
    owner: (subgraph) => databases[subgraph].owner,
    keySecret: () => Buffer.from(keySecret, 'base64'),
  };
}
