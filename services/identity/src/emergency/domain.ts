/** A patient opened by one person at one unit for a time. */
export interface EmergencyAccess {
  readonly id: string;
  readonly patientId: string;
  readonly reason: string;
  readonly since: Date;
  readonly until: Date;
}

/** What an installation has decided about emergency access. */
export interface EmergencyRules {
  /** How long it lasts. */
  readonly emergencyMinutes: number;
}

/**
 * Opens a patient because life or health is in serious danger.
 * @param reason - checked before.
 * Source: 3 kap. 5–6 §§ lag (2022:913) (G-083).
 */
export function openInEmergency(
  access: Pick<EmergencyAccess, 'id' | 'patientId' | 'reason'>,
  { emergencyMinutes }: EmergencyRules,
  now: Date,
): EmergencyAccess {
  return { ...access, since: now, until: new Date(now.getTime() + emergencyMinutes * 60_000) };
}
