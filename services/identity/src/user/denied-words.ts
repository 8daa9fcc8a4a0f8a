import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';

let words: readonly string[] | undefined;

/** Words that no password may be built on: lower case, letters a to z. Read once, when first needed. */
export function deniedWords(): readonly string[] {
  words ??= readFileSync(path.join(projectRoot(), 'services/identity/data/denied-words.txt'), 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]+$/.test(line));
  return words;
}
