import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { memoryFolder } from '@samplan/launch/postgres/throwaway';
import { onTestFinished } from 'vitest';

/**
 * A folder of the test's own, that the user of a PostgreSQL server can pass through. In memory where there is some, since a server
 * that waits for the disk is slow.
 *
 * @param undo - removes it; when the test has finished unless it says otherwise.
 */
export function freshFolder(undo: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(path.join(memoryFolder(), 'samplan-test-'));
  chmodSync(folder, 0o711);
  undo(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'data');
}

/** Copies a data folder whose server is stopped. Root runs it as another user, to whom the copy belongs too. */
export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  if (process.getuid?.() !== 0) return;
  for (const name of ['.', ...readdirSync(from, { recursive: true, encoding: 'utf8' })]) {
    const { uid, gid } = statSync(path.join(from, name));
    chownSync(path.join(to, name), uid, gid);
  }
}
