import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../project-root.ts';
import type { Environment } from '../server/subgraph.ts';

/** Skatteverket's official test numbers, in `services/kit/data` (G-126). */
const FILES = ['skatteverket-test-personnummer.txt', 'skatteverket-test-samordningsnummer.txt'];

let numbers: ReadonlySet<string> | undefined;

/** Every official test number, twelve digits. Read once, when first needed. */
export function testNumbers(): ReadonlySet<string> {
  numbers ??= new Set(
    FILES.flatMap((file) =>
      readFileSync(path.join(projectRoot(), 'services/kit/data', file), 'utf8').split('\n'),
    ).filter((line) => /^\d{12}$/.test(line)),
  );
  return numbers;
}

/** May a patient with the number be registered here? Real people only in production, fictitious ones only elsewhere (G-127). */
export function fitsEnvironment(digits: string, environment: Environment): boolean {
  return testNumbers().has(digits) === (environment !== 'PRODUCTION');
}
