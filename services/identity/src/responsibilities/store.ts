import type { AccessLog } from '@samplan/kit/access/log';
import type { RefreshHash } from '../session/store.ts';

/** What users have accepted. */
export interface ResponsibilitiesStore {
  /** When the user accepted the version; null when not. */
  acceptedAt(userId: string, version: number): Promise<Date | null>;
  /**
   * Notes that the user accepts, and gives the session a new refresh token. Accepting twice changes nothing.
   * @returns when the user accepted first; or null when the session has ended.
   */
  accept(o: {
    readonly userId: string;
    readonly sessionId: string;
    readonly version: number;
    readonly refresh: RefreshHash;
    readonly now: Date;
    readonly access: AccessLog;
  }): Promise<Date | null>;
}
