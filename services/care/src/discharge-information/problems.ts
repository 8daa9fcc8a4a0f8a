import type {
  DischargeInformationAlreadyHandedOver as AlreadyHandedOverType,
  DischargeInformationReasonMissing as ReasonMissingType,
  DischargeInformationStateRefuses as StateRefusesType,
} from '../generated/resolvers.ts';

export { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';

/** Union member `DischargeInformationStateRefuses`. */
export type InformationStateRefuses = StateRefusesType & { readonly __typename: 'DischargeInformationStateRefuses' };

/** Union member `DischargeInformationReasonMissing`. */
export type InformationReasonMissing = ReasonMissingType & { readonly __typename: 'DischargeInformationReasonMissing' };

/** Union member `DischargeInformationAlreadyHandedOver`. */
export type AlreadyHandedOver = AlreadyHandedOverType & {
  readonly __typename: 'DischargeInformationAlreadyHandedOver';
};

/** There is nothing saved to sign. */
export function nothingToSign(): InformationStateRefuses {
  return stateRefuses('Det finns ingen osignerad utskrivningsinformation. Spara den först.');
}

/** The version is not the one that is signed. */
export function notTheSigned(): InformationStateRefuses {
  return stateRefuses('Bara den senast signerade utskrivningsinformationen lämnas över. Läs in den på nytt.');
}

function stateRefuses(message: string): InformationStateRefuses {
  return { __typename: 'DischargeInformationStateRefuses', code: 'DISCHARGE_INFORMATION_STATE_REFUSES', message };
}

/** What is signed is changed for a reason. */
export function informationReasonMissing(): InformationReasonMissing {
  return {
    __typename: 'DischargeInformationReasonMissing',
    code: 'DISCHARGE_INFORMATION_REASON_MISSING',
    message: 'Utskrivningsinformationen är signerad. Ange i fältet input.reason varför den ändras.',
    field: 'input.reason',
  };
}

/** It was handed over before. */
export function alreadyHandedOver(): AlreadyHandedOver {
  return {
    __typename: 'DischargeInformationAlreadyHandedOver',
    code: 'DISCHARGE_INFORMATION_ALREADY_HANDED_OVER',
    message: 'Det är redan antecknat att den här versionen har lämnats till den mottagaren.',
  };
}
