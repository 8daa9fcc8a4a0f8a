import { accessSync, chownSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../failure.ts';

/** Which user the PostgreSQL server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root starts it as another user: the owner of an existing data folder, else `postgres`
 * or `nobody`, whichever the machine has.
 * @returns null when the present user can run it.
 */
export function serverUser(dataFolder: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const user = users.get('postgres') ?? users.get('nobody');
  if (!user) {
    throw new StartFailure(
      'PostgreSQL cannot run as root and there is no user postgres or nobody; start as another user.',
    );
  }
  return user;
}

/** Makes the user the owner of a folder. */
export function giveTo(user: ServerUser | null, folder: string): void {
  if (user) chownSync(folder, user.uid, user.gid);
}

/** Can the user enter every folder on the way? */
export function canReach(user: ServerUser | null, target: string): boolean {
  if (!user) return isEnterable(target);
  return foldersUpTo(path.resolve(target))
    .filter((folder) => existsSync(folder))
    .every((folder) => mayEnter(user, folder));
}

function isEnterable(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder and every one above it. */
function foldersUpTo(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpTo(parent)];
}

function mayEnter(user: ServerUser, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  return (mode & (gid === user.gid ? 0o010 : 0o001)) !== 0;
}
