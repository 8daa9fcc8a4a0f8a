/** Where an order for a system is placed (K15): one workflow, the channel is an attribute. */
export const CHANNELS = ['FORM', 'MAIL', 'CASE'] as const;
/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/** What is done in a system: given, changed, moved to another unit, ended. */
export const WORKS = ['GRANT', 'CHANGE', 'MOVE', 'END'] as const;
/** One of {@link WORKS}. */
export type Work = (typeof WORKS)[number];

/** Who does a step (e.4). `RESPONSIBLE_MANAGER`: who placed the order, or another manager of the same unit. */
export const EXECUTORS = ['RESPONSIBLE_MANAGER', 'SUPER_USER', 'SYSTEM_MANAGER', 'ADMINISTRATOR'] as const;
/** One of {@link EXECUTORS}. */
export type Executor = (typeof EXECUTORS)[number];

/** The two sides of a hand-over (F-174). */
export const PARTIES = ['HANDING_OVER', 'TAKING_OVER'] as const;
/** One of {@link PARTIES}. */
export type Party = (typeof PARTIES)[number];

/** What a person can be given in a system. */
export interface Entitlement {
  readonly code: string;
  /** In Swedish, for people. */
  readonly name: string;
}

/** A step of an order in a system. */
export interface SystemStep {
  readonly action: string;
  /** Any of them does it. */
  readonly by: readonly Executor[];
}

/** A system beside Samplan in which people are given access by orders. */
export interface ConnectedSystem {
  readonly code: string;
  readonly name: string;
  /** Rules that the entry comes from. */
  readonly source: string;
  readonly channels: { readonly inHouse: Channel; readonly private: Channel };
  /** Names of the order tools, where there are any (F-120, F-157). */
  readonly tools?: { readonly inHouse: string; readonly private: string } | undefined;
  /**
   * Who gets the credentials, and in which message: systems of one message share it, others get one of their own (f.2 33). Null
   * where there are none.
   */
  readonly credentials: { readonly to: 'ORDERER' | 'USER'; readonly message: string } | null;
  /** The unit needs a fixed IP address that support has been told (F-162). */
  readonly needsFixedAddress: boolean;
  /** The user id is the personal identity number, twelve digits (F-405, K2). */
  readonly userIdIsIdentityNumber: boolean;
  /** One signs in with a SITHS card. */
  readonly isSiths: boolean;
  readonly entitlements: readonly Entitlement[];
  readonly decidedBy: readonly Executor[];
  readonly steps: Readonly<Record<Work, readonly SystemStep[]>>;
}

/** Something that a hand-over demands of one side (F-174). */
export interface HandOverDuty {
  readonly action: string;
  readonly party: Party;
  readonly source: string;
}

/** Everything that is known of connected systems. */
export interface ConnectedSystems {
  readonly systems: readonly ConnectedSystem[];
  readonly handOver: readonly HandOverDuty[];
}
