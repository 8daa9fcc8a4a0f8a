import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { HandingOn, Recipient } from '@samplan/kit/message/domain';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { Movement } from '@samplan/kit/message/rows';
import type { Sent, voidMessage } from '@samplan/kit/message/sent';
import type { Episode } from '../episode/domain.ts';
import type { CareNeed, EpisodeState, MessageType } from '../generated/resolvers.ts';
import type { Address } from '../patient/store.ts';
import type { CareReach } from '../reach.ts';

export type { Movement, Recipient };

/** A message that is about to be sent to all other parties of an episode. */
export interface OutgoingMessage {
  readonly type: MessageType;
  readonly text: string | null;
  /** Is it sent after its legal deadline? */
  readonly isLate: boolean;
  /** Is it a new version of the latest message of its type? */
  readonly replacesEarlier: boolean;
  /** Files that the sender has uploaded; none for what a step of the episode sends. */
  readonly attachmentIds?: readonly string[];
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
export interface Message extends Sent {
  readonly id: string;
  /** Null outside an episode. */
  readonly episodeId: string | null;
  readonly patientId: string;
  readonly type: MessageType;
  readonly sentByUserId: string;
  readonly sentAt: Date;
  readonly isLate: boolean;
  /** The version that this one replaces. */
  readonly replacesMessageId: string | null;
  /** The message that this one speaks of: that was voided or given back. */
  readonly aboutMessageId: string | null;
  readonly text: string | null;
  readonly admission: AdmissionContent | null;
}

/** A message, as far as storing what becomes of it goes. */
export type MessageCase = Pick<Message, 'id' | 'episodeId' | 'patientId' | 'type'>;

/** What sending came to. */
export type SendOutcome =
  | { readonly kind: 'SENT'; readonly messageId: string }
  /** The episode ended meanwhile. */
  | { readonly kind: 'ENDED'; readonly state: EpisodeState }
  /** Somebody else corrected or voided the message, or an attachment was sent with another, meanwhile. */
  | { readonly kind: 'CHANGED_MEANWHILE' }
  | Exclude<FirstResult, { kind: 'FIRST' }>;

/** Grants that let read messages. */
export type MessageGrant = Grant<
  'episode.read' | 'message.acknowledge' | 'message.forward' | 'message.change' | 'episode.close',
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
   * Stores what a recipient did, or what was done in its place.
   * @returns false when somebody else was first.
   */
  saveRecipient(
    grant: Grant<'message.acknowledge', CareReach> | Grant<'message.acknowledge-on-behalf', OversightReach>,
    message: MessageCase,
    before: Recipient,
    after: Recipient,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /**
   * Stores that a message is handed on, by its unit or for it; the receiving units become parties.
   * @returns false when somebody else was first.
   */
  saveHandingOn(
    grant: Grant<'message.forward', CareReach> | Grant<'message.reroute', OversightReach>,
    message: MessageCase,
    before: Recipient,
    handingOn: HandingOn,
    to: readonly UnitCopy[],
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /**
   * Stores that a unit gives a message back, and tells the sender. The unit leaves the case, unless it has more to do with it.
   * @returns id of the notice to the sender; null when somebody else at the unit was first.
   */
  saveReturn(
    grant: Grant<'message.acknowledge', CareReach>,
    message: Message,
    before: Recipient,
    after: Recipient,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /**
   * Stores that a message is void, and tells everyone who got it.
   * @returns id of the notice; null when somebody else was first.
   */
  saveVoiding(
    grant: Grant<'message.change', CareReach>,
    message: Message,
    voided: Extract<ReturnType<typeof voidMessage>, { ok: true }>['value'],
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /** Sends a new version of a message to everyone who got the one before, with files that it takes along. */
  saveCorrection(
    grant: Grant<'message.change', CareReach>,
    message: Message,
    versionNumber: number,
    content: { readonly text: string; readonly attachmentIds: readonly string[] },
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<SendOutcome>;
  /** Sends a message to chosen units, in an episode or outside one. They get a relation to the patient by it. */
  sendTo(
    grant: Grant<'message.send' | 'care-request.send' | 'message-to-care.send', CareReach>,
    patientId: string,
    episodeId: string | null,
    message: { readonly type: MessageType; readonly text: string; readonly attachmentIds: readonly string[] },
    to: readonly UnitCopy[],
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<SendOutcome>;
  /** Every step of the messages' way, first first, in the order asked for; the messages have been found in reach. */
  movements(messageIds: readonly string[]): Promise<readonly (readonly Movement[])[]>;
}
