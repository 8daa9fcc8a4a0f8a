import type { RequestContext } from '@samplan/kit/server/context';
import type DataLoader from 'dataloader';
import type { Addressing, AddressingStore } from './addressing/store.ts';
import type { Administration, Principal, TreeStore, Unit } from './tree/store.ts';

/** A thing that another subgraph owns, by its key. */
export interface Ref {
  readonly id: string;
}

/** What a resolver of organisation gets. Loaders read what one request asks for together. */
export interface Context extends RequestContext {
  readonly tree: TreeStore;
  readonly addressings: AddressingStore;
  readonly principalById: DataLoader<string, Principal | null>;
  readonly administrationById: DataLoader<string, Administration | null>;
  readonly administrationsOf: DataLoader<string, readonly Administration[]>;
  readonly unitById: DataLoader<string, Unit | null>;
  readonly childUnits: DataLoader<string, readonly Unit[]>;
  readonly rootUnits: DataLoader<string, readonly Unit[]>;
  /** Patients' links, as far as the viewer may read them. */
  readonly addressingOf: DataLoader<string, Addressing | null>;
}
