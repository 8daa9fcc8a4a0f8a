import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { Forwarding, Recipient } from '@samplan/kit/message/domain';
import type { Episode } from '../episode/domain.ts';
import type { CareNeed, MessageType } from '../generated/resolvers.ts';
import type { Address } from '../patient/store.ts';
import type { CareReach } from '../reach.ts';

export type { Recipient };

/** A message that is about to be sent to all other parties of an episode. */
export interface OutgoingMessage {
  readonly type: MessageType;
  readonly text: string | null;
  /** Is it sent after its legal deadline? */
  readonly isLate: boolean;
  /** Is it a new version of the latest message of its type? */
  readonly replacesEarlier: boolean;
}

/** The mandatory content of an admission notice (G-003), as it was sent. */
export interface AdmissionContent {
  readonly patientName: string;
  readonly personalIdentityNumber: string;
  /** Null when the identity is protected. */
  readonly registeredAddress: Address | null;
  readonly estimatedDischargeAt: Date;
  readonly needs: readonly CareNeed[];
  readonly assessedByUserId: string;
  readonly assessedAt: Date;
}

/** A message that was sent. */
export interface Message {
  readonly id: string;
  readonly episodeId: string;
  readonly patientId: string;
  readonly type: MessageType;
  readonly senderUnitId: string;
  readonly sentByUserId: string;
  readonly sentAt: Date;
  readonly isLate: boolean;
  readonly versionNumber: number;
  readonly isSuperseded: boolean;
  readonly text: string | null;
  readonly admission: AdmissionContent | null;
  readonly recipients: readonly Recipient[];
}

/** What sending came to. */
export type SendOutcome =
  | { readonly kind: 'SENT'; readonly messageId: string }
  /** The episode was closed meanwhile. */
  | { readonly kind: 'CLOSED' }
  | Exclude<FirstResult, { kind: 'FIRST' }>;

/** Grants that let read messages. */
export type MessageGrant = Grant<
  'episode.read' | 'message.acknowledge' | 'message.forward' | 'episode.close',
  CareReach
>;

/** The messages. Reach: those that the viewer's unit has sent or received. */
export interface MessageStore {
  /** By id, in the order asked for; null out of reach. */
  find(grant: MessageGrant, ids: readonly string[], access: AccessLog): Promise<readonly (Message | null)[]>;
  /** By episode, latest first, at most 100 of each type; the episodes have been found in reach. */
  ofEpisodes(grant: MessageGrant, episodeIds: readonly string[]): Promise<readonly (readonly Message[])[]>;
  /** What the viewer's unit got about each patient, latest first, at most 100: also where the case itself is blocked. */
  receivedOf(
    grant: MessageGrant,
    patientIds: readonly string[],
    access: AccessLog,
  ): Promise<readonly (readonly Message[])[]>;
  /** Sends a message to all other parties of an episode. */
  send(
    grant: Grant<'extra-message.send' | 'care-report.send', CareReach>,
    episode: Episode,
    message: OutgoingMessage,
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<SendOutcome>;
  /**
   * Stores what a recipient did.
   * @returns false when somebody else at the unit was first.
   */
  saveRecipient(
    grant: Grant<'message.acknowledge', CareReach>,
    message: Message,
    before: Recipient,
    after: Recipient,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /**
   * Stores a forwarding; the receiving unit becomes a party.
   * @returns false when somebody else at the unit was first.
   */
  saveForwarding(
    grant: Grant<'message.forward', CareReach>,
    message: Message,
    before: Recipient,
    forwarding: Forwarding,
    to: UnitCopy,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}
