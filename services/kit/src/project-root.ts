import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that holds `schema/supergraph.graphql`: the project, or the image that runs it. Files that are read at run time
 * (migrations, data, the supergraph) are found from here, from source as well as from the bundle.
 */
export function projectRoot(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'schema', 'supergraph.graphql'))) return folder;
    if (folder === path.dirname(folder)) throw new Error('schema/supergraph.graphql is missing');
  }
}
