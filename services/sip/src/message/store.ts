import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { HandingOn, Recipient } from '@samplan/kit/message/domain';
import type { EscalationStep } from '@samplan/kit/message/escalation';
import type { Own } from '@samplan/kit/message/own';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { Movement } from '@samplan/kit/message/rows';
import type { Sent } from '@samplan/kit/message/sent';
import type { PageRequest } from '@samplan/kit/page';
import type { SipMessageType } from '../generated/resolvers.ts';
import type { Invitation, Sip, SipChange } from '../plan/domain.ts';
import type { ReadGrant } from '../plan/store.ts';

export type { Movement, Recipient };

/** An invitation or a notice about a plan. */
export interface SipMessage extends Sent {
  readonly id: string;
  readonly sipId: string;
  readonly patientId: string;
  readonly type: SipMessageType;
  /** Null for what happens by itself. */
  readonly sentByUserId: string | null;
  readonly sentAt: Date;
  /** The version that this one replaces. */
  readonly replacesMessageId: string | null;
  /** The invitation that this notice speaks of. */
  readonly aboutMessageId: string | null;
  /** The reason in a notice; null for others. */
  readonly text: string | null;
  /** The meeting; null for notices. */
  readonly invitation: Invitation | null;
}

/** A message, as far as storing what becomes of it goes. */
export type SipMessageCase = Pick<SipMessage, 'id' | 'sipId' | 'patientId'>;

/** A message as it lies in the inbox of a unit. */
export interface SipInboxItem {
  readonly message: SipMessage;
  readonly own: Recipient;
}

/** Which messages the inbox shows. All given conditions must hold. */
export interface SipInboxConditions {
  readonly outstandingOnly: boolean;
  /** Null for all. */
  readonly types: readonly SipMessageType[] | null;
  readonly escalation: EscalationStep | null;
}

/** The grant of a unit that got messages. */
export type AnswerGrant = Grant<'sip.answer', UnitReach>;

/** The messages about plans. Reach: those of the plans in reach. */
export interface SipMessageStore {
  /** By id, in the order asked for; null out of reach. */
  find(grant: ReadGrant, ids: readonly string[], access: AccessLog): Promise<readonly (SipMessage | null)[]>;
  /** By plan, latest first, at most 100; the plans have been found in reach. */
  ofPlans(sipIds: readonly string[]): Promise<readonly (readonly SipMessage[])[]>;
  /** Every step of the messages' way, first first, in the order asked for; the messages have been found in reach. */
  movements(messageIds: readonly string[]): Promise<readonly (readonly Movement[])[]>;
  /** Ids of one page of what the viewer's unit got, latest first, with one more when there are more, and how many there are, at most 1000. */
  inbox(
    grant: AnswerGrant,
    conditions: SipInboxConditions,
    page: PageRequest,
    now: Date,
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }>;
  /**
   * Stores that the unit read or acknowledged a message, or that it was acknowledged in its place.
   * @returns false when somebody else was first.
   */
  saveRecipient(
    grant: AnswerGrant | Grant<'message.acknowledge-on-behalf', OversightReach>,
    own: Own<SipMessageCase>,
    after: Recipient,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /**
   * Stores that the unit handed an invitation on, with the plan after it.
   * @returns the plan; null when somebody else was first.
   */
  saveHandingOn(
    grant: AnswerGrant,
    own: Own<SipMessage>,
    handingOn: HandingOn,
    sip: Sip,
    change: SipChange,
    access: AccessLog,
    now: Date,
  ): Promise<Sip | null>;
  /**
   * Stores that the unit gave an invitation back, with the plan after it, and tells the unit that leads.
   * @returns id of the notice; null when somebody else was first.
   */
  saveReturn(
    grant: AnswerGrant,
    own: Own<SipMessage>,
    after: Recipient,
    sip: Sip,
    change: SipChange,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
}
