import type { Grant } from '@samplan/kit/access/policy';
import type { RequestContext } from '@samplan/kit/server/context';
import DataLoader from 'dataloader';
import type { Context } from './context.ts';
import { permit } from './policy.ts';
import type { Action, CareReach } from './reach.ts';

type Stores = Pick<Context, 'patients' | 'episodes' | 'messages' | 'planning'>;

type Loaders = Pick<
  Context,
  'patientById' | 'episodeById' | 'episodesOfPatient' | 'partiesOf' | 'messageById' | 'messagesOf' | 'sectionsOf'
>;

/** The loaders of one request. Without the right to read they find nothing, and the attempt is noted. */
export function createLoaders({ patients, episodes, messages, planning }: Stores, request: RequestContext): Loaders {
  const { viewer, access, now } = request;

  function withGrant<A extends Action, T>(
    action: A,
    read: (grant: Grant<A, CareReach>, keys: readonly string[]) => Promise<readonly T[]>,
    nothing: T,
  ): DataLoader<string, T> {
    return new DataLoader<string, T>(async (keys) => {
      const grant = permit(viewer, action);
      if (grant.ok) return [...(await read(grant.value, keys))];
      for (const subjectId of keys) access.denied(action, 'NO_CAPABILITY', { subjectId });
      return keys.map(() => nothing);
    });
  }

  return {
    patientById: withGrant('patient.read', (grant, ids) => patients.find(grant, ids, access, now()), null),
    episodeById: withGrant('episode.read', (grant, ids) => episodes.find(grant, ids, access), null),
    episodesOfPatient: withGrant('episode.read', (grant, ids) => episodes.ofPatients(grant, ids, access), []),
    messageById: withGrant('episode.read', (grant, ids) => messages.find(grant, ids, access), null),
    messagesOf: withGrant('episode.read', (grant, ids) => messages.ofEpisodes(grant, ids), []),
    // What is asked about here has been found in reach before.
    partiesOf: new DataLoader((ids) => episodes.parties(ids)),
    sectionsOf: new DataLoader((ids) => planning.ofEpisodes(ids)),
  };
}
