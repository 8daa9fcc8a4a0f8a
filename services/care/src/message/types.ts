import type { UnitKind } from '@samplan/kit/access/viewer';
import type { MessageType, WritableMessageType } from '../generated/resolvers.ts';
import type { Action } from '../reach.ts';

/** Messages of one party to others, as older systems have them too. */
export const PARTY_MESSAGE_TYPES = [
  'ADMISSION_NOTICE',
  'EXTRA_MESSAGE',
  'CARE_REPORT',
  'DISCHARGE_READY_NOTICE',
  'DISCHARGE_READY_INTERRUPTION',
  'DISCHARGE_MESSAGE',
  'CARE_REQUEST',
  'STATUS_MESSAGE',
  'MESSAGE_TO_CARE',
  'GENERAL_MESSAGE',
  'ADMINISTRATIVE_MESSAGE',
] as const satisfies readonly MessageType[];

/** Every type: also the notices that Samplan makes of what happened to a message or an episode. */
export const MESSAGE_TYPES = [
  ...PARTY_MESSAGE_TYPES,
  'MISDIRECTED_NOTICE',
  'VOID_NOTICE',
  'DECEASED_NOTICE',
] as const satisfies readonly MessageType[];

/** What is known of messages of a type that people write freely. */
interface Written {
  /** Who may write one, and change it afterwards. */
  readonly action: Extract<
    Action,
    'extra-message.send' | 'care-report.send' | 'message.send' | 'care-request.send' | 'message-to-care.send'
  >;
}

/** The messages that people write; the others are sent by a step of the episode and go with it. */
export const WRITTEN: Partial<Readonly<Record<MessageType, Written>>> = {
  EXTRA_MESSAGE: { action: 'extra-message.send' },
  CARE_REPORT: { action: 'care-report.send' },
  CARE_REQUEST: { action: 'care-request.send' },
  STATUS_MESSAGE: { action: 'care-request.send' },
  MESSAGE_TO_CARE: { action: 'message-to-care.send' },
  GENERAL_MESSAGE: { action: 'message.send' },
  ADMINISTRATIVE_MESSAGE: { action: 'message.send' },
};

/** The right to write to chosen units, by type. */
export const ACTION_OF = {
  CARE_REQUEST: 'care-request.send',
  STATUS_MESSAGE: 'care-request.send',
  MESSAGE_TO_CARE: 'message-to-care.send',
  GENERAL_MESSAGE: 'message.send',
  ADMINISTRATIVE_MESSAGE: 'message.send',
} as const satisfies Readonly<Record<WritableMessageType, Action>>;

const WARDS: readonly UnitKind[] = ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'];
const MUNICIPAL: readonly UnitKind[] = ['ASSESSMENT', 'HOME_HEALTH', 'HOME_CARE', 'RESIDENCE', 'SOCIAL_SERVICES'];

/** The kinds of unit that messages of a type go to; null for every kind that takes part in care. */
export const RECIPIENT_KINDS: Readonly<Record<WritableMessageType, readonly UnitKind[] | null>> = {
  CARE_REQUEST: WARDS,
  STATUS_MESSAGE: WARDS,
  MESSAGE_TO_CARE: MUNICIPAL,
  GENERAL_MESSAGE: null,
  ADMINISTRATIVE_MESSAGE: null,
};
