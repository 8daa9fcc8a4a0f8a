import type { RecipientState } from '@samplan/kit/message/domain';
import type {
  CarePlanStepKind,
  DischargeInformationField,
  DischargeInformationReceiver,
  DischargeInformationState,
  MessageMovementKind,
  MessageType,
  PlanningSectionState,
  PlanningTrack,
} from '../generated/resolvers.ts';
import type { Partition } from '../planning/questions.ts';

/** What messages are called in Swedish. */
export const MESSAGE_NAMES: Readonly<Record<MessageType, string>> = {
  ADMISSION_NOTICE: 'Inskrivningsmeddelande',
  EXTRA_MESSAGE: 'Extrameddelande',
  CARE_REPORT: 'Vårdrapport',
  DISCHARGE_READY_NOTICE: 'Underrättelse om utskrivningsklar',
  DISCHARGE_READY_INTERRUPTION: 'Avbrott i utskrivningsklar',
  DISCHARGE_MESSAGE: 'Utskrivningsmeddelande',
  CARE_REQUEST: 'Vårdbegäran',
  STATUS_MESSAGE: 'Statusmeddelande',
  MESSAGE_TO_CARE: 'Meddelande till vård och omsorg',
  GENERAL_MESSAGE: 'Generellt meddelande',
  ADMINISTRATIVE_MESSAGE: 'Administrativt meddelande',
  MISDIRECTED_NOTICE: 'Besked om felsänt meddelande',
  VOID_NOTICE: 'Besked om makulering',
  DECEASED_NOTICE: 'Besked om avliden patient',
};

/** What a recipient has done with a message. */
export const RECIPIENT_NAMES: Readonly<Record<RecipientState, string>> = {
  UNREAD: 'oläst',
  READ: 'läst',
  ACKNOWLEDGED: 'kvitterat',
  FORWARDED: 'vidarebefordrat',
  DELEGATED: 'delegerat',
  RETURNED_MISDIRECTED: 'återsänt som felsänt',
  RELEASED: 'behöver inte kvitteras',
};

/** The steps of a message's way. */
export const MOVEMENT_NAMES: Readonly<Record<MessageMovementKind, string>> = {
  SENT: 'skickat',
  FORWARDED: 'vidarebefordrat',
  DELEGATED: 'delegerat',
  REROUTED: 'omdirigerat av administratör',
  RETURNED: 'återsänt som felsänt',
  ACKNOWLEDGED: 'kvitterat',
  ACKNOWLEDGED_ON_BEHALF: 'kvitterat för enheten',
  VOIDED: 'makulerat',
  RELEASED: 'behöver inte kvitteras',
};

/** The parts of the planning basis. */
export const PARTITION_NAMES: Readonly<Record<Partition, string>> = {
  INPATIENT_CARE: 'Slutenvård',
  PRIMARY_CARE: 'Primärvård',
  PSYCHIATRIC_OUTPATIENT: 'Psykiatrisk öppenvård',
  NEEDS_ASSESSMENT: 'Biståndshandläggning',
  NURSING: 'Kommunal hälso- och sjukvård',
  OCCUPATIONAL_THERAPY: 'Arbetsterapi',
  PHYSIOTHERAPY: 'Fysioterapi',
  SOCIAL_SERVICES: 'Socialtjänst',
};

/** Where a part is in its life. */
export const SECTION_NAMES: Readonly<Record<PlanningSectionState, string>> = {
  UNANSWERED: 'obesvarad',
  DRAFT: 'sparad, inte signerad',
  SIGNED: 'signerad',
  VOIDED: 'makulerad',
};

/** The steps of a care plan. */
export const STEP_NAMES: Readonly<Record<CarePlanStepKind, string>> = {
  RELEASED: 'part behöver inte signera',
  FINALLY_JUSTIFIED: 'slutjusterad',
  REOPENED: 'öppnad på nytt',
};

/** The tracks of the planning. */
export const TRACK_NAMES: Readonly<Record<PlanningTrack, string>> = {
  GREEN: 'Grönt spår',
  YELLOW: 'Gult spår',
  RED: 'Rött spår',
};

/** Where discharge information is in its life. */
export const INFORMATION_NAMES: Readonly<Record<DischargeInformationState, string>> = {
  DRAFT: 'sparad, inte signerad',
  SIGNED: 'signerad',
};

/** To whom discharge information is handed. */
export const RECEIVER_NAMES: Readonly<Record<DischargeInformationReceiver, string>> = {
  PATIENT: 'patienten',
  RELATIVE: 'närstående',
  REPRESENTATIVE: 'ställföreträdare',
};

/** The fields of discharge information. */
export const FIELD_NAMES: Readonly<Record<DischargeInformationField, string>> = {
  ADMISSION_REASON: 'Inskrivningsorsak',
  RESPONSIBLE_CARE: 'Ansvarig för vården',
  RESPONSIBLE_TREATMENT: 'Ansvarig för behandlingen',
  RESPONSIBLE_REHABILITATION: 'Ansvarig för rehabiliteringen',
  MEASURES_MEDICAL: 'Medicinska åtgärder',
  MEASURES_NURSING: 'Omvårdnadsåtgärder',
  MEASURES_REHABILITATION: 'Rehabilitering',
  MEASURES_COMPLICATIONS: 'Komplikationer',
  CONDITION_HEALTH: 'Hälsotillstånd',
  CONDITION_FUNCTION: 'Funktionstillstånd',
  CONDITION_EXPERIENCED_HEALTH: 'Upplevd hälsa',
  CONDITION_WORK_CAPACITY: 'Arbetsförmåga',
  RISKS_FALL: 'Risk för fall',
  RISKS_PRESSURE_ULCER: 'Risk för trycksår',
  RISKS_NUTRITION: 'Risk för undernäring',
  CHANGES_MEDICATION: 'Ändrat efter planeringen: läkemedel',
  CHANGES_RETURN_VISITS: 'Ändrat efter planeringen: återbesök',
  MEDICATION_REPORT: 'Läkemedelsberättelse',
  MEDICATION_LIST: 'Läkemedelslista',
  MEDICATION_GOALS: 'Mål för läkemedelsbehandlingen',
  FOLLOW_UP_WHEN: 'Uppföljning, när',
  FOLLOW_UP_PROVIDER: 'Uppföljning, vårdgivare',
  AFTER_CARE_SUMMARY: 'Sammanfattning till patienten',
  AFTER_CARE_PURPOSE: 'Syftet med kommande insatser',
  AFTER_CARE_FIXED_CARE_CONTACT: 'Fast vårdkontakt',
  AFTER_CARE_PLANNED_SIP: 'Tid för SIP',
  AFTER_CARE_CARE_PLANS: 'Upprättade planer',
};
