import { daysBetween, stockholmDay } from '@samplan/kit/time';
import type { EstimateMove, MunicipalityContact } from '../generated/resolvers.ts';
import type { Episode } from './domain.ts';

/** Calendar days later than which a moved estimate means contact, where a region has agreed nothing (G-006). */
export const STANDARD_LATER_DAYS = 1;

/**
 * Should the ward also contact the municipality about a changed estimate (G-006)? Only where the municipality is needed at all.
 * @param laterDays - as the region has agreed.
 * @returns how the estimate was moved; null when the notice is enough.
 */
export function contactAbout(
  { estimatedDischargeAt: before, needs }: Pick<Episode, 'estimatedDischargeAt' | 'needs'>,
  after: Date,
  laterDays: number,
): EstimateMove | null {
  if (!needs.includes('SOCIAL_SERVICES') && !needs.includes('MUNICIPAL_HEALTH_CARE')) return null;
  if (after < before) return 'EARLIER';
  return daysBetween(stockholmDay(before), stockholmDay(after)) > laterDays ? 'LATER' : null;
}

const SENTENCES: Readonly<Record<EstimateMove, string>> = {
  EARLIER: 'Beräknad utskrivning är tidigarelagd. Kontakta kommunen, så att insatserna hinner bli klara.',
  LATER: 'Beräknad utskrivning är senarelagd. Kontakta kommunen, så att insatserna flyttas.',
};

/** What the ward is told. */
export function municipalityContact(reason: EstimateMove): MunicipalityContact {
  return { reason, message: SENTENCES[reason] };
}
