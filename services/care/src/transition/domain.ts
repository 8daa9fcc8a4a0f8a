import type { AdministrationKind, UnitKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { type Day, stockholmDay } from '@samplan/kit/time';
import { canReceive, isWard } from '../episode/domain.ts';
import type { CareNeed, EpisodeState, ImportMark, MessageType } from '../generated/resolvers.ts';
import { admissionUnder, type BackRegistration, type OutageRefusal, type OutageWindow } from '../outage/domain.ts';

/** An open episode as an older system's file has it. Units are HSA-ids or name paths. */
export interface EpisodeRow {
  readonly id: string;
  /** Twelve digits. */
  readonly patient: string;
  readonly ward: string;
  readonly state: EpisodeState;
  readonly admittedAt: Date;
  readonly estimatedDischargeAt: Date;
  readonly assessedAt: Date;
  readonly needs: readonly CareNeed[];
  /** Without the ward. */
  readonly parties: readonly string[];
  readonly dischargeReadyAt?: Date | undefined;
  readonly dischargedAt?: Date | undefined;
  /** When all parties agreed to register it although it was handled by hand (F-304). */
  readonly agreedOn?: Day | undefined;
  readonly agreementReason?: string | undefined;
  /** Who wrote it, as the older system says. */
  readonly author?: string | undefined;
}

/** A message of an episode as an older system's file has it. */
export interface MessageRow {
  readonly id: string;
  readonly episode: string;
  readonly type: MessageType;
  readonly sender: string;
  readonly sentAt: Date;
  readonly text?: string | undefined;
  readonly author?: string | undefined;
  readonly recipients: readonly RecipientRow[];
}

/** What a unit has done with a message in the older system. */
export interface RecipientRow {
  readonly unit: string;
  readonly state: 'UNREAD' | 'READ' | 'ACKNOWLEDGED';
  readonly readAt?: Date | undefined;
  readonly acknowledgedAt?: Date | undefined;
}

/** Why a row is not imported: where it stands and a code, never what it says. */
export interface Refusal {
  readonly line: number;
  readonly field: string;
  readonly code: RefusalCode;
}

/** One of the codes of {@link Refusal}; docs/transition.md says what to do about each. */
export type RefusalCode =
  | ('MISSING' | 'FORM' | 'UNKNOWN_VALUE' | 'COLUMN_UNKNOWN' | 'TOO_LONG' | 'TOO_MANY' | 'REPEATED' | 'NOT_TEXT')
  | ('TEN_DIGITS' | 'INTERIM' | 'DATE' | 'CHECK_DIGIT' | 'IDENTITY_NUMBER')
  | ('IN_FUTURE' | 'OUT_OF_ORDER' | 'ID_TWICE' | 'CHANGED')
  | ('UNIT_UNKNOWN' | 'UNIT_AMBIGUOUS' | 'UNIT_REFUSED' | 'UNIT_NO_PARTY' | 'NOT_A_WARD' | 'OTHER_REGION')
  | ('PATIENT_UNKNOWN' | 'PSYCHIATRIC_UNIT_MISSING' | 'ALREADY_ADMITTED')
  | ('NOT_OPEN' | 'CUT_OVER_UNDECIDED' | 'READY_BEFORE_CUT_OVER')
  | ('HANDLED_BY_HAND' | 'NOT_BY_HAND' | 'REGISTRATION_NOT_OPEN' | 'AGREEMENT_DAY')
  | ('EPISODE_UNKNOWN' | 'EPISODE_REFUSED' | 'EPISODE_CLOSED');

/** What a region has decided of its transition, as far as the import goes. */
export interface CutOver {
  /** Who is discharge-ready by then is finished in the older system (F-215); null while nothing is decided. */
  readonly readyUntilOn: Day | null;
  /** Are they refused, or imported with a mark (F-216)? */
  readonly readyHandling: 'REFUSE' | 'MARK';
  /** When episodes were handled by hand (F-303). */
  readonly outages: readonly OutageWindow[];
}

/** A unit that a row names. */
export interface UnitFacts {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly administrationKind: AdministrationKind;
  readonly principalId: string;
  readonly regionId: string;
  readonly isActive: boolean;
}

/** The unit behind a name in a file; or why there is none. */
export type FindUnit = (reference: string) => Result<UnitFacts, 'UNIT_UNKNOWN' | 'UNIT_AMBIGUOUS'>;

/** What is known of the patient that a row names. */
export interface PatientFacts {
  readonly patientId: string;
  readonly hasPsychiatricOutpatientUnit: boolean;
  /** Wards where the patient is now. */
  readonly wardUnitIds: readonly string[];
}

/** An episode that may be imported, with its units. */
export interface ImportableEpisode {
  readonly row: EpisodeRow;
  readonly patientId: string;
  readonly ward: UnitFacts;
  readonly parties: readonly UnitFacts[];
  /** Null while the patient is not discharge-ready. Of who went home while all was handled by hand, the import's (F-306). */
  readonly readyAt: Date | null;
  readonly marks: readonly ImportMark[];
  /** That it was handled by hand, and agreed to be registered afterwards (F-304). */
  readonly backRegistration: BackRegistration | null;
  /** Did the patient go home while nobody could record it (F-306, K11)? */
  readonly isRecovered: boolean;
}

/** States in which the patient is at the ward. */
export const AT_WARD: readonly EpisodeState[] = ['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED'];

/** Is the patient at the ward? */
export function isAtWard(state: EpisodeState): boolean {
  return AT_WARD.includes(state);
}

/** Where and why a row is refused; its line is added by who read it. */
type Fault = Omit<Refusal, 'line'>;

/**
 * May an episode be imported? Told is the first reason against it.
 *
 * @param patient - null when nobody registered has the number (F-231).
 * @param cutOverOf - what a region has decided.
 * @param now - instant of the import.
 * @returns the episode with its units and marks; or field and code.
 */
export function importEpisode(
  row: EpisodeRow,
  findUnit: FindUnit,
  patient: PatientFacts | null,
  cutOverOf: (regionId: string) => CutOver,
  now: Date,
): Result<ImportableEpisode, Fault> {
  const ward = wardOf(row, findUnit);
  if (!ward.ok) return ward;
  const parties = partiesOf(row, ward.value, findUnit);
  if (!parties.ok) return parties;
  if (patient === null) return refused({ field: 'patient', code: 'PATIENT_UNKNOWN' });
  const fault = patientFault(row, patient, ward.value);
  if (fault) return refused(fault);
  const cutOver = cutOverOf(ward.value.regionId);
  const underOutage = outageOf(row, parties.value, cutOver, now);
  if (!underOutage.ok) return underOutage;
  const isRecovered = wentHomeUnrecorded(row, cutOver);
  const times = timesFault(row, isRecovered);
  if (times) return refused(times);
  const ready = readyMarks(row, cutOver);
  if (!ready.ok) return ready;
  return ok({
    row,
    patientId: patient.patientId,
    ward: ward.value,
    parties: parties.value,
    readyAt: isRecovered ? now : readyTime(row),
    marks: ready.value,
    backRegistration: underOutage.value,
    isRecovered,
  });
}

function wardOf(row: EpisodeRow, findUnit: FindUnit): Result<UnitFacts, Fault> {
  if (row.state === 'CLOSED') return refused({ field: 'state', code: 'NOT_OPEN' });
  const ward = findUnit(row.ward);
  if (!ward.ok) return refused({ field: 'ward', code: ward.problem });
  if (!isWard(ward.value.kind)) return refused({ field: 'ward', code: 'NOT_A_WARD' });
  return ward.value.isActive ? ward : refused({ field: 'ward', code: 'UNIT_REFUSED' });
}

function patientFault({ state }: EpisodeRow, patient: PatientFacts, ward: UnitFacts): Fault | null {
  if (ward.kind === 'INPATIENT_PSYCHIATRIC' && !patient.hasPsychiatricOutpatientUnit) {
    return { field: 'patient', code: 'PSYCHIATRIC_UNIT_MISSING' };
  }
  const isThere = isAtWard(state) && patient.wardUnitIds.includes(ward.unitId);
  return isThere ? { field: 'patient', code: 'ALREADY_ADMITTED' } : null;
}

const OUTAGE_CODES: Readonly<Record<OutageRefusal['why'], Fault>> = {
  BY_HAND: { field: 'admittedAt', code: 'HANDLED_BY_HAND' },
  NONE: { field: 'agreedOn', code: 'NOT_BY_HAND' },
  TOO_EARLY: { field: 'agreedOn', code: 'REGISTRATION_NOT_OPEN' },
  AGREEMENT_DAY: { field: 'agreedOn', code: 'AGREEMENT_DAY' },
  // Every party of the file agrees on the same day.
  AGREEMENT_MISSING: { field: 'agreedOn', code: 'MISSING' },
};

/** What the region's outages say of an episode that began during one (F-302 to F-305). */
function outageOf(
  { admittedAt, agreedOn, agreementReason }: EpisodeRow,
  parties: readonly UnitFacts[],
  { outages }: CutOver,
  now: Date,
): Result<BackRegistration | null, Fault> {
  if (agreedOn !== undefined && !agreementReason) return refused({ field: 'agreementReason', code: 'MISSING' });
  const recipientIds = parties.map(({ unitId }) => unitId);
  const agreements = recipientIds.map((unitId) => ({ unitId, agreedOn: agreedOn ?? '' }));
  const afterOutage = agreedOn === undefined ? null : { reason: agreementReason ?? '', agreements };
  const decided = admissionUnder(outages, { admittedAt, recipientIds, afterOutage }, now);
  return decided.ok ? decided : refused(OUTAGE_CODES[decided.problem.why]);
}

/** Did the patient come before an outage and go home when nobody could record that he or she was ready (F-306)? */
function wentHomeUnrecorded({ state, admittedAt, dischargeReadyAt, dischargedAt }: EpisodeRow, { outages }: CutOver) {
  if (state !== 'DISCHARGED' || dischargeReadyAt || !dischargedAt) return false;
  return outages.some(({ beginsAt }) => admittedAt < beginsAt && dischargedAt >= beginsAt);
}

/** When the patient was discharge-ready, if that holds. */
function readyTime({ state, dischargeReadyAt }: EpisodeRow): Date | null {
  return state === 'DISCHARGE_READY_INTERRUPTED' ? null : (dischargeReadyAt ?? null);
}

/** What an episode is marked with because of its discharge-ready date (F-215, F-216). */
function readyMarks(row: EpisodeRow, { readyUntilOn, readyHandling }: CutOver): Result<readonly ImportMark[], Fault> {
  const readyAt = readyTime(row);
  if (readyAt === null) return ok([]);
  const field = 'dischargeReadyAt';
  if (readyUntilOn === null) return refused({ field, code: 'CUT_OVER_UNDECIDED' });
  if (stockholmDay(readyAt) > readyUntilOn) return ok([]);
  return readyHandling === 'MARK' ? ok(['INVOICED_IN_SOURCE']) : refused({ field, code: 'READY_BEFORE_CUT_OVER' });
}

function partiesOf(row: EpisodeRow, ward: UnitFacts, findUnit: FindUnit): Result<readonly UnitFacts[], Fault> {
  const parties: UnitFacts[] = [];
  for (const [i, reference] of row.parties.entries()) {
    const field = `parties.${i}`;
    const unit = findUnit(reference);
    if (!unit.ok) return refused({ field, code: unit.problem });
    if (!canReceive(unit.value)) return refused({ field, code: 'UNIT_REFUSED' });
    if (unit.value.regionId !== ward.regionId) return refused({ field, code: 'OTHER_REGION' });
    if (parties.some(({ unitId }) => unitId === unit.value.unitId)) return refused({ field, code: 'REPEATED' });
    parties.push(unit.value);
  }
  return ok(parties);
}

/** The field whose time or absence does not fit the others. */
function timesFault(row: EpisodeRow, isRecovered: boolean): Fault | null {
  const { state, admittedAt, estimatedDischargeAt, dischargeReadyAt: readyAt, dischargedAt } = row;
  const isDischarged = state === 'DISCHARGED';
  const isReady = state === 'DISCHARGE_READY' || (isDischarged && !isRecovered);
  if (isReady && !readyAt) return { field: 'dischargeReadyAt', code: 'MISSING' };
  if (isDischarged && !dischargedAt) return { field: 'dischargedAt', code: 'MISSING' };
  const isWrong = {
    estimatedDischargeAt: estimatedDischargeAt < admittedAt,
    dischargeReadyAt: readyAt !== undefined && (state === 'ADMITTED' || readyAt < admittedAt),
    dischargedAt: dischargedAt !== undefined && (!isDischarged || dischargedAt < (readyAt ?? admittedAt)),
  };
  const field = Object.entries(isWrong).find(([, wrong]) => wrong)?.[0];
  return field === undefined ? null : { field, code: 'OUT_OF_ORDER' };
}

/** A message that may be imported, with its units. */
export interface ImportableMessage {
  readonly row: MessageRow;
  readonly sender: UnitFacts;
  readonly recipients: readonly { readonly row: RecipientRow; readonly unit: UnitFacts }[];
}

/**
 * May a message be imported into its episode? Sender and recipients are parties of it.
 * @param partyUnitIds - with the ward.
 */
export function importMessage(
  row: MessageRow,
  partyUnitIds: readonly string[],
  findUnit: FindUnit,
): Result<ImportableMessage, Fault> {
  const find = (field: string, reference: string): Result<UnitFacts, Fault> => {
    const unit = findUnit(reference);
    if (!unit.ok) return refused({ field, code: unit.problem });
    return partyUnitIds.includes(unit.value.unitId) ? unit : refused({ field, code: 'UNIT_NO_PARTY' });
  };
  const sender = find('sender', row.sender);
  if (!sender.ok) return sender;
  const taken = new Set([sender.value.unitId]);
  const recipients: { readonly row: RecipientRow; readonly unit: UnitFacts }[] = [];
  for (const [i, recipient] of row.recipients.entries()) {
    const unit = find(`recipients.${i}.unit`, recipient.unit);
    if (!unit.ok) return unit;
    if (taken.has(unit.value.unitId)) return refused({ field: `recipients.${i}.unit`, code: 'REPEATED' });
    taken.add(unit.value.unitId);
    const late = outOfOrder(recipient, row.sentAt);
    if (late) return refused({ field: `recipients.${i}.${late}`, code: 'OUT_OF_ORDER' });
    recipients.push({ row: recipient, unit: unit.value });
  }
  return ok({ row, sender: sender.value, recipients });
}

/** The time that lies before what it must follow: sent, read, acknowledged. */
function outOfOrder({ readAt, acknowledgedAt }: RecipientRow, sentAt: Date): 'readAt' | 'acknowledgedAt' | null {
  if (readAt && readAt < sentAt) return 'readAt';
  return acknowledgedAt && acknowledgedAt < (readAt ?? sentAt) ? 'acknowledgedAt' : null;
}
