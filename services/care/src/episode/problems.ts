import { swedishTime } from '@samplan/kit/time';
import type {
  AcknowledgementsMissing as AcknowledgementsMissingType,
  AlreadyAtOtherWard,
  DeathOutOfRange,
  DischargeOutOfRange,
  EpisodeState,
  EpisodeStateRefuses,
  EstimateUnchanged,
  JudgementOutOfRange,
  LptNoticeOutsidePsychiatry,
  MunicipalRecipientMissing,
  NotTreatingPhysician,
  OutpatientRecipientMissing,
  PsychiatricOutpatientUnitMissing,
  RecipientRefused,
  TransferOutOfRange,
} from '../generated/resolvers.ts';

export type {
  DeathOutOfRange,
  DischargeOutOfRange,
  EpisodeStateRefuses,
  EstimateUnchanged,
  JudgementOutOfRange,
  LptNoticeOutsidePsychiatry,
  MunicipalRecipientMissing,
  NotTreatingPhysician,
  OutpatientRecipientMissing,
  PsychiatricOutpatientUnitMissing,
  RecipientRefused,
  TransferOutOfRange,
};

/** The states as Swedish readers name them. */
export const STATE_NAMES: Readonly<Record<EpisodeState, string>> = {
  ADMITTED: 'inskriven',
  DISCHARGE_READY: 'utskrivningsklar',
  DISCHARGE_READY_INTERRUPTED: 'inskriven efter avbrott i utskrivningsklar',
  DISCHARGED: 'utskriven',
  CLOSED: 'avslutad',
  ARCHIVED: 'arkiverad',
  VOIDED: 'makulerad',
  DECEASED: 'avslutad eftersom patienten har avlidit',
  TRANSFERRED: 'överflyttad till en annan avdelning',
};

/** Union member `EpisodeStateRefuses`. */
export function stateRefuses(state: EpisodeState): EpisodeStateRefuses {
  return {
    __typename: 'EpisodeStateRefuses',
    code: 'EPISODE_STATE_REFUSES',
    message: `Det går inte eftersom vårdtillfället är ${STATE_NAMES[state]}. Läs in vårdtillfället på nytt.`,
    state,
  };
}

/** Union member `NotTreatingPhysician`. */
export function notTreatingPhysician(field: string): NotTreatingPhysician {
  return {
    __typename: 'NotTreatingPhysician',
    code: 'EPISODE_NOT_TREATING_PHYSICIAN',
    message: 'Bedömningen måste vara gjord av en läkare på avdelningen. Välj behandlande läkare.',
    field,
  };
}

/** Union member `LptNoticeOutsidePsychiatry`. */
export function lptNoticeOutsidePsychiatry(): LptNoticeOutsidePsychiatry {
  return {
    __typename: 'LptNoticeOutsidePsychiatry',
    code: 'DISCHARGE_LPT_NOTICE_OUTSIDE_PSYCHIATRY',
    message: 'Underrättelse enligt 7 a § LPT görs från psykiatrisk slutenvård. Anmäl utskrivningsklar på vanligt sätt.',
    field: 'input.isLptNotice',
  };
}

/** Union member `OutpatientRecipientMissing`. */
export function outpatientRecipientMissing(): OutpatientRecipientMissing {
  return {
    __typename: 'OutpatientRecipientMissing',
    code: 'ADMISSION_OUTPATIENT_RECIPIENT_MISSING',
    message:
      'När kommunal hälso- och sjukvård behövs ska även den öppna vården få inskrivningsmeddelandet. Lägg till en mottagare där.',
    field: 'input.recipientIds',
  };
}

/** Union member `MunicipalRecipientMissing`. */
export function municipalRecipientMissing(): MunicipalRecipientMissing {
  return {
    __typename: 'MunicipalRecipientMissing',
    code: 'ADMISSION_MUNICIPAL_RECIPIENT_MISSING',
    message: 'När kommunens insatser behövs ska kommunen få inskrivningsmeddelandet. Lägg till en mottagare där.',
    field: 'input.recipientIds',
  };
}

/** Union member `PsychiatricOutpatientUnitMissing`. */
export function psychiatricOutpatientUnitMissing(): PsychiatricOutpatientUnitMissing {
  return {
    __typename: 'PsychiatricOutpatientUnitMissing',
    code: 'ADMISSION_PSYCHIATRIC_OUTPATIENT_UNIT_MISSING',
    message: 'Ange psykiatrisk öppenvårdsenhet på patientens uppgifter innan inskrivningsmeddelandet skickas.',
    field: 'patient.addressing.psychiatricOutpatientUnit',
  };
}

/** Union member `RecipientRefused`. */
export function recipientRefused(field: string): RecipientRefused {
  return {
    __typename: 'RecipientRefused',
    code: 'MESSAGE_RECIPIENT_REFUSED',
    message: `Enheten i fältet ${field} finns inte eller kan inte ta emot meddelandet. Välj en annan mottagare.`,
    field,
  };
}

/** Union member `EstimateUnchanged`. */
export function estimateUnchanged(): EstimateUnchanged {
  return {
    __typename: 'EstimateUnchanged',
    code: 'EPISODE_ESTIMATE_UNCHANGED',
    message: 'Den beräknade utskrivningen är redan den angivna. Inget nytt meddelande har skickats.',
    field: 'input.estimatedDischargeAt',
  };
}

/** Union member `JudgementOutOfRange`. */
export function judgementOutOfRange(earliest: Date, latest: Date): JudgementOutOfRange {
  return {
    __typename: 'JudgementOutOfRange',
    code: 'DISCHARGE_JUDGEMENT_OUT_OF_RANGE',
    message: `Bedömningen måste ligga mellan ${swedishTime(earliest)} och ${swedishTime(latest)}.`,
    field: 'input.judgedAt',
    earliest,
    latest,
  };
}

/** Union member `DischargeOutOfRange`. */
export function dischargeOutOfRange(earliest: Date, latest: Date): DischargeOutOfRange {
  return {
    __typename: 'DischargeOutOfRange',
    code: 'DISCHARGE_OUT_OF_RANGE',
    message: `Utskrivningen måste ligga mellan ${swedishTime(earliest)} och ${swedishTime(latest)}.`,
    field: 'input.dischargedAt',
    earliest,
    latest,
  };
}

/** Union member `DeathOutOfRange`. */
export function deathOutOfRange(earliest: Date, latest: Date): DeathOutOfRange {
  return {
    __typename: 'DeathOutOfRange',
    code: 'EPISODE_DEATH_OUT_OF_RANGE',
    message: `Dödsfallet måste ligga mellan ${swedishTime(earliest)} och ${swedishTime(latest)}.`,
    field: 'input.deceasedAt',
    earliest,
    latest,
  };
}

/** Union member `TransferOutOfRange`. */
export function transferOutOfRange(earliest: Date, latest: Date): TransferOutOfRange {
  return {
    __typename: 'TransferOutOfRange',
    code: 'EPISODE_TRANSFER_OUT_OF_RANGE',
    message: `Överflyttningen måste ligga mellan ${swedishTime(earliest)} och ${swedishTime(latest)}.`,
    field: 'input.transferredAt',
    earliest,
    latest,
  };
}

/** Union member `AlreadyAtOtherWard`. */
export function alreadyAtOtherWard(): AlreadyAtOtherWard & { readonly __typename: 'AlreadyAtOtherWard' } {
  return {
    __typename: 'AlreadyAtOtherWard',
    code: 'EPISODE_ALREADY_AT_OTHER_WARD',
    message:
      'Patienten är redan inskriven på den andra avdelningen. Skriv ut patienten här, eller makulera det vårdtillfälle som är fel.',
  };
}

/** Union member `AcknowledgementsMissing`, without its messages. */
export function acknowledgementsMissing(): Omit<AcknowledgementsMissingType, 'unacknowledged'> & {
  readonly __typename: 'AcknowledgementsMissing';
} {
  return {
    __typename: 'AcknowledgementsMissing',
    code: 'EPISODE_ACKNOWLEDGEMENTS_MISSING',
    message: 'Vårdtillfället kan avslutas först när alla meddelanden är kvitterade.',
  };
}
