import { ok, type Result, refused } from '@samplan/kit/result';
import { type Day, stockholmDay } from '@samplan/kit/time';

/** A time when episodes were handled by hand: from `beginsAt` to before `endsAt` (K5). */
export interface OutageWindow {
  readonly id: string;
  readonly name: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  /** From when its episodes may be registered afterwards. */
  readonly registrationOpensAt: Date;
  /** When the system was in operation again; null while it is not. */
  readonly restoredAt: Date | null;
  readonly version: number;
}

/** That a unit agreed to registering an episode afterwards (F-304). */
export interface OutageAgreement {
  readonly unitId: string;
  readonly agreedOn: Day;
}

/** What is given of an admission during an outage. */
export interface AfterOutage {
  readonly reason: string;
  readonly agreements: readonly OutageAgreement[];
}

/** That an episode was registered after an outage. */
export interface BackRegistration extends AfterOutage {
  readonly window: OutageWindow;
}

/** What is wrong with the times of an outage: the field that does not follow; or another outage at the same time. */
export type WindowFault =
  | { readonly field: 'endsAt' | 'registrationOpensAt' | 'restoredAt' }
  | { readonly overlaps: string };

/**
 * May the outage be registered beside the others of the region?
 * @param others - of the region, without itself.
 */
export function checkWindow(window: OutageWindow, others: readonly OutageWindow[]): Result<OutageWindow, WindowFault> {
  const { beginsAt, endsAt, registrationOpensAt, restoredAt } = window;
  if (endsAt <= beginsAt) return refused({ field: 'endsAt' });
  if (registrationOpensAt < endsAt) return refused({ field: 'registrationOpensAt' });
  if (restoredAt && restoredAt < beginsAt) return refused({ field: 'restoredAt' });
  const other = others.find((one) => one.beginsAt < endsAt && beginsAt < one.endsAt);
  return other ? refused({ overlaps: other.name }) : ok(window);
}

/** Why an admission cannot be registered as it is, because of an outage. */
export interface OutageRefusal {
  readonly why: 'BY_HAND' | 'NONE' | 'TOO_EARLY' | 'AGREEMENT_MISSING' | 'AGREEMENT_DAY';
  /** Path of the input. */
  readonly field: string;
  readonly window: OutageWindow | null;
}

/** What is asked about outages when a patient is admitted. */
export interface AskedAdmission {
  readonly admittedAt: Date;
  readonly recipientIds: readonly string[];
  /** Null for an ordinary admission. */
  readonly afterOutage: AfterOutage | null;
}

/**
 * What the outages of the region say of an admission. Episodes that began during one go on by hand and are not registered (F-303),
 * except where every recipient agreed to do it afterwards (F-304); episodes from before and after are registered as usual (F-302,
 * F-305).
 *
 * @returns null for an ordinary admission; or that it is registered afterwards; or why not.
 */
export function admissionUnder(
  windows: readonly OutageWindow[],
  { admittedAt, recipientIds, afterOutage }: AskedAdmission,
  now: Date,
): Result<BackRegistration | null, OutageRefusal> {
  const window = windows.find((one) => one.beginsAt <= admittedAt && admittedAt < one.endsAt) ?? null;
  if (!window) return afterOutage ? refused({ why: 'NONE', field: 'input.afterOutage', window }) : ok(null);
  if (!afterOutage) return refused({ why: 'BY_HAND', field: 'input.admittedAt', window });
  if (now < window.registrationOpensAt) return refused({ why: 'TOO_EARLY', field: 'input.afterOutage', window });
  const { agreements } = afterOutage;
  const agreed = new Set(agreements.map(({ unitId }) => unitId));
  if (recipientIds.some((id) => !agreed.has(id))) {
    return refused({ why: 'AGREEMENT_MISSING', field: 'input.afterOutage.agreements', window });
  }
  const [first, last] = [stockholmDay(window.beginsAt), stockholmDay(now)];
  const wrong = agreements.findIndex(({ agreedOn }) => agreedOn < first || agreedOn > last);
  if (wrong >= 0) {
    return refused({ why: 'AGREEMENT_DAY', field: `input.afterOutage.agreements[${wrong}].agreedOn`, window });
  }
  return ok({ ...afterOutage, window });
}
