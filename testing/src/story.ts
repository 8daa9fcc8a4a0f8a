import { testNumbers } from '@samplan/kit/person/test-numbers';
import type { Json } from './ask.ts';
import { admitPatient, registerPatient } from './operations.ts';
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
