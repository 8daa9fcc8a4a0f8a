import { scalars } from '@samplan/kit/graphql/scalars';
import type { Resolvers } from './generated/resolvers.ts';
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
  Query: { sip, sipStatistics },
  Mutation: { initiateSip, recordSipConsent, inviteToSip, answerSipInvitation, changeCoordinationResponsible },
  Sip,
  SipParticipant,
  SipConsent,
  SipInvitation,
  Patient,
  CareEpisode,
} satisfies Resolvers;
