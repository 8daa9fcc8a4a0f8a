import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { bundle } from '../build.ts';

/**
 * Makes a folder that holds a fresh bundle, and everything else of the project by reference. Processes start from the bundle in
 * a moment, from sources only after many.
 *
 * @param folder - made here.
 */
export async function bundledProject(folder: string): Promise<void> {
  mkdirSync(path.join(folder, 'launch'), { recursive: true });
  for (const name of ['schema', 'services', 'node_modules', 'launch/package.json']) {
    symlinkSync(path.join(projectRoot(), name), path.join(folder, name));
  }
  await bundle(path.join(folder, 'launch/dist'));
}
