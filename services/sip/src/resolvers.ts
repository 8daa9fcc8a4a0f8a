import { scalars } from '@samplan/kit/graphql/scalars';
import { MessageMovement, MessageRecipient, MessageVoiding, OverseenPlace } from '@samplan/kit/message/fields';
import type { Resolvers } from './generated/resolvers.ts';
import { acknowledgeSipMessage } from './message/resolvers/acknowledge-sip-message.ts';
import { delegateSipInvitation } from './message/resolvers/delegate-sip-invitation.ts';
import { forwardSipInvitation } from './message/resolvers/forward-sip-invitation.ts';
import { readSipMessage } from './message/resolvers/read-sip-message.ts';
import { returnMisdirectedSipInvitation } from './message/resolvers/return-misdirected-sip-invitation.ts';
import { sipInbox } from './message/resolvers/sip-inbox.ts';
import { SipMessage } from './message/resolvers/sip-message.ts';
import { voidSipInvitation } from './message/resolvers/void-sip-invitation.ts';
import { acknowledgeSipMessageOnBehalf } from './oversight/resolvers/acknowledge-sip-message-on-behalf.ts';
import { OverseenSipMessage, stuckSipMessages } from './oversight/resolvers/overseen-sip-message.ts';
import { rerouteSipMessage } from './oversight/resolvers/reroute-sip-message.ts';
import { answerSipInvitation } from './plan/resolvers/answer-sip-invitation.ts';
import { changeCoordinationResponsible } from './plan/resolvers/change-coordination-responsible.ts';
import { initiateSip } from './plan/resolvers/initiate-sip.ts';
import { inviteToSip } from './plan/resolvers/invite-to-sip.ts';
import { recordSipConsent } from './plan/resolvers/record-sip-consent.ts';
import { CareEpisode, Patient, Sip, SipConsent, SipInvitation, SipParticipant, sip } from './plan/resolvers/sip.ts';
import { sipStatistics } from './statistics/resolvers/sip-statistics.ts';

/** Every resolver of sip. */
export const resolvers = {
  ...scalars,
  Query: { sip, sipInbox, sipStatistics, stuckSipMessages },
  Mutation: {
    initiateSip,
    recordSipConsent,
    inviteToSip,
    answerSipInvitation,
    changeCoordinationResponsible,
    readSipMessage,
    acknowledgeSipMessage,
    forwardSipInvitation,
    delegateSipInvitation,
    returnMisdirectedSipInvitation,
    voidSipInvitation,
    rerouteSipMessage,
    acknowledgeSipMessageOnBehalf,
  },
  Sip,
  SipParticipant,
  SipConsent,
  SipInvitation,
  SipMessage,
  MessageRecipient,
  MessageMovement,
  MessageVoiding,
  OverseenSipMessage,
  OverseenPlace,
  Patient,
  CareEpisode,
} satisfies Resolvers;
