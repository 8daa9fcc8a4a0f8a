import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';

/** What was decided of a region's read mode. */
export interface ReadMode {
  readonly isOn: boolean;
  readonly reason: string;
  readonly since: Date;
}

/** The read modes of regions, with who decided what when. */
export interface ReadModeStore {
  /**
   * Decides for the viewer's region.
   * @returns id of the event that tells the other subgraphs.
   */
  set(grant: Grant<'read-mode.set', PrincipalReach>, mode: ReadMode, access: AccessLog): Promise<string>;
  /** What holds for a region or municipality; null while everything can be done. */
  of(principalId: string): Promise<ReadMode | null>;
}
