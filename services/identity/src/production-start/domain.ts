import type { Day } from '@samplan/kit/time';

/** What is agreed about when a region or municipality begins to use the production environment (F-278). */
export interface ProductionStart {
  /** First day; null while none is agreed. */
  readonly startsOn: Day | null;
  /** May the user sign in before, to register clients? */
  readonly isAppointed: boolean;
}

/**
 * May somebody sign in to production? Not before the agreed day, except appointed staff (F-278).
 * @param today - in Europe/Stockholm.
 */
export function isOpen({ startsOn, isAppointed }: ProductionStart, today: Day): boolean {
  return isAppointed || (startsOn !== null && startsOn <= today);
}
