import { testNumbers } from '@samplan/kit/person/test-numbers';
import type { Json } from './ask.ts';
import { admitPatient, dischargePatient, registerPatient, reportDischargeReady } from './operations.ts';
import type { Person, TestRegion } from './region.ts';
import type { Running } from './shapes.ts';

/** A region however it is run. */
type AnyRegion = TestRegion<Running>;

const HOUR_MS = 3_600_000;

let keys = 0;

/** An idempotency key that no other call has. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Official test numbers of people born before 1950, in the order of the list. */
const numbers = [...testNumbers()].filter((number) => number < '1950' && Number(number.slice(6, 8)) <= 31);
let used = 0;

/** An official test number that no other patient of this run has. */
export function newIdentityNumber(): string {
  const number = numbers[used];
  used += 1;
  if (number === undefined) throw new Error('the list of test numbers is used up');
  return number;
}

/** An instant so many hours from now, on the region's clock. */
export function hours(region: AnyRegion, change: number): Date {
  return new Date(region.clock.now().getTime() + change * HOUR_MS);
}

/** What is registered about a patient who lives in the centre of Sundsvall. */
export function patientInput(number: string = newIdentityNumber()) {
  return {
    idempotencyKey: newKey(),
    personalIdentityNumber: number,
    givenName: 'Test',
    familyName: `Patient${number.slice(-4)}`,
    registeredAddress: { street: 'Provgatan 1', postalCode: '852 30', city: 'Sundsvall' },
    municipalityCode: '2281',
  };
}

/** A new patient, registered by somebody who then has a relation to the patient, and known everywhere. */
export async function newPatient(region: AnyRegion, by: Person): Promise<string> {
  const { patient } = await registerPatient(by, patientInput());
  await region.settled();
  return patient.id;
}

/** The people of one day: tokens live for minutes, so that another day has others at the same units. */
export interface Staff {
  readonly nurse: Person;
  readonly physician: Person;
  readonly assessor: Person;
}

/** Ward, physician and needs assessor of Sundsvall. */
export async function staffOf(region: AnyRegion): Promise<Staff> {
  return {
    nurse: await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE'),
    physician: await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN'),
    assessor: await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'),
  };
}

/** An admission that obeys every rule: an hour ago, judged half an hour ago, home in three days. */
export function admissionInput(
  region: AnyRegion,
  physician: Person,
  patientId: string,
  recipients: readonly (Person | string)[],
) {
  return {
    idempotencyKey: newKey(),
    patientId,
    admittedAt: hours(region, -1),
    estimatedDischargeAt: hours(region, 72),
    assessment: { assessedById: physician.userId, assessedAt: hours(region, -0.5), needs: ['SOCIAL_SERVICES'] },
    recipientIds: recipients.map((recipient) => (typeof recipient === 'string' ? recipient : recipient.unitId)),
  };
}

/** An episode with its admission notice sent to the recipients' units. */
export async function admitted(
  region: AnyRegion,
  o: { readonly nurse: Person; readonly physician: Person; readonly recipients: readonly Person[] },
): Promise<{ readonly episode: Json; readonly noticeId: string; readonly patientId: string }> {
  const patientId = await newPatient(region, o.nurse);
  const { episode, notice } = await admitPatient(o.nurse, admissionInput(region, o.physician, patientId, o.recipients));
  await region.settled();
  return { episode, noticeId: notice.id, patientId };
}

/** The physician's judgement, just now, reported by the ward. */
export async function reportReady(
  region: AnyRegion,
  { nurse, physician }: Pick<Staff, 'nurse' | 'physician'>,
  episode: Json,
): Promise<Json> {
  const judged = { judgedById: physician.userId, judgedAt: hours(region, -0.1) };
  return await reportDischargeReady(nurse, { episodeId: episode.id, version: episode.version, ...judged });
}

/** The ward sends a patient home who is discharge-ready. */
export async function sendHome(region: AnyRegion, { nurse }: Pick<Staff, 'nurse'>, episode: Json): Promise<Json> {
  const left = { dischargedAt: region.clock.now(), text: 'Läkemedel enligt lista.' };
  const outcome = await dischargePatient(nurse, { episodeId: episode.id, version: episode.version, ...left });
  if (outcome.episode?.state !== 'DISCHARGED') throw new Error(JSON.stringify(outcome));
  return outcome;
}

/**
 * A patient who was admitted is discharge-ready and goes home.
 * @returns what the discharge came to, and the id of the discharge-ready notice.
 */
export async function discharged(
  region: AnyRegion,
  staff: Pick<Staff, 'nurse' | 'physician'>,
  episode: Json,
): Promise<{ readonly left: Json; readonly readyNoticeId: string }> {
  const ready = await reportReady(region, staff, episode);
  return { left: await sendHome(region, staff, ready.episode), readyNoticeId: ready.notice.id };
}
