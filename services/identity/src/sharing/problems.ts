import type { SharingConditionMissing, SharingConsentRefused } from '../generated/resolvers.ts';

/** A consent that is not one. */
export type ConsentRefusal = SharingConsentRefused;

const REFUSALS = {
  CONSENT_NOT_BY_PATIENT:
    'Bara patienten själv kan samtycka. Fråga patienten; vårdnadshavare, företrädare och ombud kan inte svara i patientens ställe.',
  CONSENT_BY_CHILD:
    'Patienten är ett barn. Bedöm om barnet är moget att själv besluta om samtycket och ange det i registreringen.',
  CONSENT_NOT_INFORMED:
    'Informera först patienten om vad sammanhållen dokumentation innebär och om rätten att säga nej, och fråga sedan igen.',
  INABILITY_OF_CHILD:
    'Ett barns ålder är ingen sådan oförmåga att samtycka. Fråga barnet om det är moget nog, eller använd nödöppning vid fara.',
  INABILITY_TEMPORARY: 'Oförmågan är tillfällig. Vänta tills patienten kan svara, eller använd nödöppning vid fara.',
  OPPOSITION_LIKELY:
    'Det finns skäl att tro att patienten skulle ha motsatt sig det. Uppgifterna får inte öppnas utan samtycke.',
} as const;

/** Why a consent is not registered. */
export function consentRefused(code: keyof typeof REFUSALS): ConsentRefusal {
  return { __typename: 'SharingConsentRefused', code, message: REFUSALS[code] };
}

const CONDITIONS = {
  SHARING_EXISTENCE_NOT_SHOWN: 'Sök först med findSharedDocumentation om det finns uppgifter hos andra vårdgivare.',
  SHARING_SOURCES_NOT_SHOWN:
    'Visa först med showSharedDocumentationSources vilka vårdgivare som har uppgifter, och välj sedan en av dem.',
  SHARING_CONSENT_MISSING:
    'Fråga patienten och registrera samtycket, eller registrera att patienten inte bara tillfälligt saknar förmåga att samtycka.',
  SHARING_SERVICES_MISSING:
    'Ange att patienten har insatser eller utreds för insatser. Annars får uppgifterna inte visas för dig.',
  SHARING_SOURCE_UNKNOWN: 'Välj en av de vårdgivare som visas av showSharedDocumentationSources.',
} as const;

/** Why a step is not taken. */
export function conditionMissing(code: keyof typeof CONDITIONS): SharingConditionMissing {
  return { __typename: 'SharingConditionMissing', code, message: CONDITIONS[code] };
}
