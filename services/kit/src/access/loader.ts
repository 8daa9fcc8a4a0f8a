import DataLoader from 'dataloader';
import type { NotPermitted } from '../problem.ts';
import type { Result } from '../result.ts';
import type { AccessLog, DenialReason } from './log.ts';
import type { Grant } from './policy.ts';

/**
 * A loader of what one request asks for together, as far as the viewer may read. Without the grant it finds nothing, and the
 * attempt is noted.
 *
 * @param grant - answer of the policy for the viewer.
 * @param read - answers in the order of the keys.
 * @param nothing - what a key gives that may not be read.
 */
export function grantedLoader<G extends Grant<string>, T>(
  action: G['action'],
  grant: Result<G, NotPermitted>,
  access: AccessLog,
  read: (grant: G, keys: readonly string[]) => Promise<readonly T[]>,
  nothing: T,
): DataLoader<string, T> {
  return new DataLoader<string, T>(async (keys) => {
    if (grant.ok) return [...(await read(grant.value, keys))];
    for (const subjectId of keys) access.denied(action, 'NO_CAPABILITY', { subjectId });
    return keys.map(() => nothing);
  });
}

/** Something that a store may have found, with whom it is about. */
export interface Found {
  readonly id: string;
  readonly patientId: string;
}

/** Something that exists and was not found in reach, with why. */
export interface Denied extends Found {
  /** Nothing when the unit has no part in it. */
  readonly reason?: DenialReason | null;
}

/**
 * Notes what a grant read, and what it asked for and did not reach.
 *
 * @param asked - ids that were asked for.
 * @param inReach - what was found in reach.
 * @param behind - finds those that exist out of reach; asked only when something is missing, so that the log can say whose data
 * was tried, and why in vain.
 */
export async function noteFound(
  access: AccessLog,
  grant: Grant<string>,
  asked: readonly string[],
  inReach: readonly Found[],
  behind: (ids: readonly string[]) => Promise<readonly Denied[]>,
): Promise<void> {
  noteRead(access, grant, inReach);
  const found = new Set(inReach.map(({ id }) => id));
  const missing = asked.filter((id) => !found.has(id));
  if (missing.length === 0) return;
  const existing = new Map((await behind(missing)).map((denied) => [denied.id, denied]));
  for (const id of missing) {
    const denied = existing.get(id);
    const subject = { patientId: denied?.patientId ?? null, subjectId: id };
    access.denied(grant.action, denied?.reason ?? 'NOT_IN_REACH', subject);
  }
}

/** Notes what a grant read. */
export function noteRead(access: AccessLog, grant: Grant<string>, found: readonly Found[]): void {
  access.read(
    grant,
    found.map(({ id, patientId }) => ({ patientId, subjectId: id })),
  );
}
