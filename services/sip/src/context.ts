import type { UnitCopy } from '@samplan/kit/copies/unit';
import type { RequestContext } from '@samplan/kit/server/context';
import type DataLoader from 'dataloader';
import type { Movement, SipMessage, SipMessageStore } from './message/store.ts';
import type { OversightStore } from './oversight/store.ts';
import type { Sip, SipStore } from './plan/store.ts';
import type { StatisticsStore } from './statistics/store.ts';

/** A thing that another subgraph owns, by its key. */
export interface Ref {
  readonly id: string;
}

/** What a resolver of sip gets. Loaders read what one request asks for together, as far as the viewer may read. */
export interface Context extends RequestContext {
  readonly sips: SipStore;
  readonly sipMessages: SipMessageStore;
  readonly oversight: OversightStore;
  readonly statistics: StatisticsStore;
  /** Units by id, in the order asked for, from the events of organisation. */
  readonly units: (ids: readonly string[]) => Promise<readonly (UnitCopy | null)[]>;
  readonly sipById: DataLoader<string, Sip | null>;
  readonly sipsOfPatient: DataLoader<string, readonly Sip[]>;
  readonly sipOfEpisode: DataLoader<string, Sip | null>;
  /** The messages of a plan that was found in reach. */
  readonly sipMessagesOf: DataLoader<string, readonly SipMessage[]>;
  /** The way of a message that was found in reach. */
  readonly sipMovementsOf: DataLoader<string, readonly Movement[]>;
}
