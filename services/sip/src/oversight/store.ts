import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { HandingOn } from '@samplan/kit/message/domain';
import type { Overseen } from '@samplan/kit/message/oversight';
import type { OversightStore as Store } from '@samplan/kit/message/oversight-store';
import type { Own } from '@samplan/kit/message/own';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { SipMessageType } from '../generated/resolvers.ts';
import type { SipMessageCase } from '../message/store.ts';

/** A message about a plan without its content. */
export interface OverseenSipMessage extends SipMessageCase, Overseen {
  readonly type: SipMessageType;
}

/** Messages about plans without their content. */
export interface OversightStore extends Store<OverseenSipMessage> {
  /**
   * Stores that a message is moved to another unit, which takes part in the plan.
   * @returns false when somebody else was first.
   */
  saveRerouting(
    grant: Grant<'message.reroute', OversightReach>,
    own: Own<OverseenSipMessage>,
    handingOn: HandingOn,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}
