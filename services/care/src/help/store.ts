import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { PageRequest } from '@samplan/kit/page';
import type { HelpRequestState } from '../generated/resolvers.ts';
import type { PartyReach } from '../reach.ts';
import type { HelpChange, HelpRequest } from './domain.ts';

export type { HelpRequest } from './domain.ts';

/** Grants that let see requests for help. */
export type HelpGrant = Grant<'help.request', PartyReach> | Grant<'help.answer', OversightReach>;

/** Requests for help. Reach: those of the own unit, or for who helps those of the units of the administration or region. */
export interface HelpStore {
  /** One page, the latest first, with one more when there are more, and how many there are in all. */
  page(
    grant: HelpGrant,
    state: HelpRequestState | null,
    page: PageRequest,
    access: AccessLog,
  ): Promise<{ readonly requests: readonly HelpRequest[]; readonly total: number }>;
  /** Null out of reach. */
  find(grant: HelpGrant, id: string, access: AccessLog): Promise<HelpRequest | null>;
  /** Stores a new request, unless the same came before. */
  create(
    grant: Grant<'help.request', PartyReach>,
    about: { readonly id: string; readonly patientId: string },
    text: string,
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<{ readonly kind: 'CREATED'; readonly id: string } | Exclude<FirstResult, { kind: 'FIRST' }>>;
  /** @returns false when somebody else was first. */
  save(grant: HelpGrant, before: HelpRequest, change: HelpChange, access: AccessLog): Promise<boolean>;
}
