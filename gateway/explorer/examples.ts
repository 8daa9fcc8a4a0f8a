import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Example } from './page/example.ts';

/** The folder of the examples: a `.graphql` file each, with its variables in the `.json` file of the same name. */
export const EXAMPLES_FOLDER: string = path.join(import.meta.dirname, 'examples');

/** The comment that an example begins with: group and title on the first line, then when and as whom to run it. */
const HEAD = /^# (?<group>[^:\n]+): (?<title>.+)\n# (?<hint>.+)\n/;

/**
 * Reads the examples, in order of file name.
 * @throws Error when a file does not begin with its comment.
 */
export function readExamples(folder: string = EXAMPLES_FOLDER): readonly Example[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return files.sort().map((file) => readExample(folder, path.basename(file, '.graphql')));
}

function readExample(folder: string, name: string): Example {
  const source = readFileSync(path.join(folder, `${name}.graphql`), 'utf8');
  const { group, title, hint } = HEAD.exec(source)?.groups ?? {};
  if (!group || !title || !hint) throw new Error(`${name}.graphql does not begin with "# Group: Title" and "# hint".`);
  const variables: unknown = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
  return { name, group, title, hint, query: source.replace(HEAD, ''), variables };
}
