import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SubgraphName } from '../events/contract.ts';

const root = path.resolve(import.meta.dirname, '..');

/** The owners that have a part in a subgraph: one SDL file or folder each, `samplan` for what all share. */
export function ownersOf(subgraph: SubgraphName): readonly string[] {
  return readdirSync(path.join(root, subgraph))
    .map((entry) => path.basename(entry, '.graphql'))
    .sort();
}

/** The files of an owner: one, or a folder with one for each subject. */
function filesOf(subgraph: SubgraphName, owner: string): readonly string[] {
  const file = path.join(subgraph, `${owner}.graphql`);
  if (existsSync(path.join(root, file))) return [file];
  const names = readdirSync(path.join(root, subgraph, owner));
  return names.sort().map((name) => path.join(subgraph, owner, name));
}

/** What only some subgraphs share. Messages have one life wherever they are sent (`@samplan/kit/message`). */
const ALSO: Partial<Readonly<Record<SubgraphName, readonly string[]>>> = {
  care: ['message.graphql'],
  sip: ['message.graphql'],
};

/** The whole SDL of a subgraph: what all subgraphs share, what some do, then each owner's file. */
export function sdlOf(subgraph: SubgraphName): string {
  const files = [
    'shared.graphql',
    ...(ALSO[subgraph] ?? []),
    ...ownersOf(subgraph).flatMap((owner) => filesOf(subgraph, owner)),
  ];
  return files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
}
