import type { AdministrationKind } from '@samplan/kit/access/viewer';
import type { MailboxPurpose } from '../generated/resolvers.ts';

/** An address of an administration. */
export interface Mailbox {
  readonly purpose: MailboxPurpose;
  /** Null where it was taken away. */
  readonly email: string | null;
  readonly setAt: Date;
  readonly setById: string;
}

/** Where a manager's report of a new user or an end goes (F-021, F-032, F-042). Regions by analogy with VOF. */
export const REPORTS_TO: Readonly<Record<AdministrationKind, MailboxPurpose>> = {
  REGION: 'FUNCTIONAL',
  VOF: 'FUNCTIONAL',
  SOC: 'SYSTEM_MANAGER',
  BIF: 'FUNCTIONAL',
};
