import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';

/** What users are responsible for, in Swedish (F-420 to F-425); says also that access is logged and reviewed (G-074). */
export interface Responsibilities {
  /** Grows with every change, also of a comma: what was accepted is always known. */
  readonly version: number;
  /** Paragraphs parted by empty lines; the first one is the heading. */
  readonly text: string;
}

let current: Responsibilities | undefined;

/** The text that holds: the file with the highest number in `services/identity/data/responsibilities`. */
export function currentResponsibilities(): Responsibilities {
  current ??= readNewest(path.join(projectRoot(), 'services/identity/data/responsibilities'));
  return current;
}

function readNewest(folder: string): Responsibilities {
  const versions = readdirSync(folder).map((file) => Number(/^(\d+)\.txt$/.exec(file)?.[1] ?? 0));
  const version = Math.max(...versions);
  return { version, text: readFileSync(path.join(folder, `${version}.txt`), 'utf8').trim() };
}
