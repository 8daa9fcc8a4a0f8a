import type { Grant } from '@samplan/kit/access/policy';
import type { PartyReach } from '../reach.ts';

/** What is new to the viewer in an episode. */
export interface Looked {
  /** Null for never. */
  readonly lookedAt: Date | null;
  /** Changes since then that others made and the viewer may see. */
  readonly unseen: number;
}

/** Who has looked at which episode when. Reach: the viewer's own looks at the own unit; the episodes have been found in reach. */
export interface LookedStore {
  /** By episode, in the order asked for. */
  of(grant: Grant<'episode.read', PartyReach>, episodeIds: readonly string[]): Promise<readonly Looked[]>;
  /** Notes a look; one that is earlier than the last changes nothing. */
  mark(grant: Grant<'episode.read', PartyReach>, episodeId: string, at: Date): Promise<void>;
}
