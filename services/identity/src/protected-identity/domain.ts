import { ok, type Result, refused } from '@samplan/kit/result';
import type { FictitiousDataIsUnmarked, IdentityProtectionLevel } from '../generated/resolvers.ts';

/** Levels that are a mark on the patient. */
export type MarkedLevel = Exclude<IdentityProtectionLevel, 'FICTITIOUS_DATA'>;

/**
 * The mark to set.
 * @returns the level; or `FictitiousDataIsUnmarked`: fictitious data is a new ordinary identity, and a mark would be the link to
 * the earlier one that must not exist (G-090).
 */
export function markOf(level: IdentityProtectionLevel): Result<MarkedLevel, FictitiousDataIsUnmarked> {
  if (level !== 'FICTITIOUS_DATA') return ok(level);
  return refused({
    __typename: 'FictitiousDataIsUnmarked',
    code: 'IDENTITY_PROTECTION_UNMARKED',
    message:
      'Fingerade uppgifter markeras aldrig. Registrera personen som en vanlig patient, utan koppling till den tidigare identiteten.',
  });
}
