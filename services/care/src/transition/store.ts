import type { ImportMark } from '../generated/resolvers.ts';

/** Where something imported comes from. */
export interface ImportSource {
  readonly system: string;
  readonly externalId: string;
  /** As the older system says. */
  readonly author: string | null;
  readonly importedAt: Date;
  readonly marks: readonly ImportMark[];
}

/** Where imported episodes and messages come from; asked only about what was found in reach. */
export interface SourceStore {
  /** By episode or message, in the order asked for; null for what began here. */
  of(kind: 'EPISODE' | 'MESSAGE', ids: readonly string[]): Promise<readonly (ImportSource | null)[]>;
}
