import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SubgraphName } from '../events/contract.ts';

const root = path.resolve(import.meta.dirname, '..');

/** The owners that have a part in a subgraph: one SDL file each, `samplan` for what all share. */
export function ownersOf(subgraph: SubgraphName): readonly string[] {
  return readdirSync(path.join(root, subgraph))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => path.basename(file, '.graphql'))
    .sort();
}

/** The whole SDL of a subgraph: what all subgraphs share, then each owner's file. */
export function sdlOf(subgraph: SubgraphName): string {
  const files = ['shared.graphql', ...ownersOf(subgraph).map((owner) => path.join(subgraph, `${owner}.graphql`))];
  return files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
}
