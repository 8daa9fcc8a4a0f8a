import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { z } from 'zod';
import { StartFailure } from './failure.ts';
import { isLocked } from './lock.ts';

const note = z.object({
  databases: z.record(z.enum(SUBGRAPHS), z.object({ service: z.string(), owner: z.string() })),
  /** 32 bytes in base64. */
  keySecret: z.string(),
});
/** How to reach the databases of a running installation, for commands that are given beside it. */
export type RunningNote = Readonly<z.infer<typeof note>>;

function fileIn(folder: string): string {
  return path.join(folder, 'running.json');
}

/**
 * Notes in the data folder how the databases are reached while Samplan runs: the embedded server has another port each time.
 * Only the user who started Samplan can read it; it holds no secret that the folder does not hold already, or that this process
 * was not given.
 *
 * @returns what takes the note away.
 */
export function noteRunning(folder: string, running: RunningNote): () => void {
  const file = fileIn(folder);
  rmSync(file, { force: true }); // of a process that was killed; made anew, so that its rights are right
  writeFileSync(file, JSON.stringify(running), { mode: 0o600, flag: 'wx' });
  return () => rmSync(file, { force: true });
}

/**
 * The note of the installation that runs with the data folder.
 * @returns null when none runs, also when one was killed and left its note.
 * @throws StartFailure when one runs and its note cannot be read.
 */
export async function runningIn(folder: string): Promise<RunningNote | null> {
  if (!(await isLocked(folder))) return null;
  try {
    return note.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no note';
    throw new StartFailure(
      code === 'ENOENT'
        ? 'Samplan is starting or stopping; try again when it runs.'
        : `Cannot read how to reach the running installation (${code}); give the command as the user who started it.`,
    );
  }
}
