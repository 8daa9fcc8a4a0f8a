import { type AccessLog, createAccessLog } from '@samplan/kit/access/log';
import { ownUnit, policy, type UnitReach } from '@samplan/kit/access/policy';
import type { Sql } from '@samplan/kit/db/sql';
import { viewerWith } from './door.ts';

const permit = policy<{ 'episode.read': UnitReach }>({ REGION: { 'episode.read': ownUnit('episode.read') } });

/** A grant to read episodes, as the policy gives it to {@link viewer}. */
export function readGrant() {
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) throw new Error('the policy allows it');
  return grant.value;
}

/** Who reads in these tests. */
export const viewer = viewerWith('episode.read');

let requests = 0;

/** The access log of a new request. */
export function newRequest(sql: Sql, at: Date = new Date('2026-11-21T08:00:00.000Z')): AccessLog {
  requests += 1;
  return createAccessLog({ sql, viewer, requestId: `request-${requests}`, now: () => at });
}

/** Writes so many entries, each in a request of its own. */
export async function writeEntries(sql: Sql, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const access = newRequest(sql);
    access.read(readGrant(), [{ patientId: `pat_${i}`, subjectId: `epi_${i}` }]);
    await access.flush();
  }
}
