import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { bundle } from '@samplan/launch/build';

let made: Promise<string> | undefined;

/**
 * A folder that holds a fresh bundle, and everything else of the project by reference: made once for the tests of a worker, gone with
 * it. Processes start from the bundle in a moment, from sources only after many.
 */
export function bundledProject(): Promise<string> {
  made ??= make();
  return made;
}

async function make(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samplan-bundled-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'launch'));
  for (const name of ['schema', 'services', 'node_modules', 'launch/package.json']) {
    symlinkSync(path.join(projectRoot(), name), path.join(folder, name));
  }
  await bundle(path.join(folder, 'launch/dist'));
  return folder;
}
