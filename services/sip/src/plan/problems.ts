import type {
  SipConsentMissing,
  SipEpisodeRefused,
  SipInvitationMissing,
  SipInvitationNotOutstanding,
  SipOngoing,
  SipParticipantRefused,
  SipPatientDeceased,
  SipState,
  SipStateRefuses,
} from '../generated/resolvers.ts';

export type {
  SipConsentMissing,
  SipEpisodeRefused,
  SipInvitationMissing,
  SipInvitationNotOutstanding,
  SipOngoing,
  SipParticipantRefused,
  SipStateRefuses,
};

const STATE_NAMES: Readonly<Record<SipState, string>> = {
  INITIATED: 'startad utan dokumenterat samtycke',
  PREPARING: 'under förberedelse',
  INVITED: 'kallad till möte',
  ACTIVE: 'pågående',
  DECLINED: 'stoppad eftersom patienten inte samtycker',
  ENDED: 'avslutad',
};

/** Union member `SipStateRefuses`. */
export function stateRefuses(state: SipState): SipStateRefuses {
  return {
    __typename: 'SipStateRefuses',
    code: 'SIP_STATE_REFUSES',
    message: `Det går inte eftersom planen är ${STATE_NAMES[state]}. Läs in planen på nytt.`,
    state,
  };
}

/** Union member `SipOngoing`. */
export function sipOngoing(): SipOngoing {
  return {
    __typename: 'SipOngoing',
    code: 'SIP_ONGOING',
    message: 'Patienten har redan en pågående SIP. Delta i den i stället för att starta en ny.',
  };
}

/** Union member `SipEpisodeRefused`. */
export function sipEpisodeRefused(): SipEpisodeRefused {
  return {
    __typename: 'SipEpisodeRefused',
    code: 'SIP_EPISODE_REFUSED',
    message: 'Vårdtillfället är inte ett pågående vårdtillfälle för patienten där din enhet deltar.',
    field: 'input.episodeId',
  };
}

/** Union member `SipParticipantRefused`. */
export function sipParticipantRefused(field: string): SipParticipantRefused {
  return {
    __typename: 'SipParticipantRefused',
    code: 'SIP_PARTICIPANT_REFUSED',
    message: `Enheten i fältet ${field} kan inte väljas. Välj en annan enhet.`,
    field,
  };
}

/** Union member `SipConsentMissing`. */
export function consentMissing(): SipConsentMissing {
  return {
    __typename: 'SipConsentMissing',
    code: 'SIP_CONSENT_MISSING',
    message: 'Det finns inget giltigt samtycke. Dokumentera patientens samtycke innan du kallar.',
  };
}

/** Union member `SipPatientDeceased`. */
export function patientDeceased(): SipPatientDeceased {
  return {
    __typename: 'SipPatientDeceased',
    code: 'SIP_PATIENT_DECEASED',
    message: 'Patienten har avlidit. Ingen ny SIP kan startas.',
  };
}

/** Union member `SipInvitationMissing`. */
export function invitationMissing(): SipInvitationMissing {
  return {
    __typename: 'SipInvitationMissing',
    code: 'SIP_INVITATION_MISSING',
    message: 'Det finns ingen kallelse som gäller. Läs in planen på nytt.',
  };
}

/** Union member `SipInvitationNotOutstanding`. */
export function invitationNotOutstanding(): SipInvitationNotOutstanding {
  return {
    __typename: 'SipInvitationNotOutstanding',
    code: 'SIP_INVITATION_NOT_OUTSTANDING',
    message:
      'Enheten har redan svarat på kallelsen, skickat den vidare eller leder planen, eller så gäller kallelsen inte längre. Läs in planen på nytt.',
  };
}
