import { ok, type Result, refused } from '@samplan/kit/result';
import { type OidcProblem, oidcProblem } from './problems.ts';

/** How long the provider's answer is awaited. */
export const SIGN_IN_MINUTES = 10;

/** Whom the provider vouches for. */
export interface VouchedUser {
  /** Upper case. */
  readonly hsaId: string;
  readonly commissionHsaId: string | null;
}

/**
 * Reads the provider's claims (G-141). Claims that we do not know are ignored (G-143).
 * @param acrValues - the values of `acr` that mean level 3 (G-144).
 */
export function vouchedUser(
  claims: Readonly<Record<string, unknown>>,
  acrValues: readonly string[],
): Result<VouchedUser, OidcProblem<'OidcAssuranceTooLow' | 'OidcUserUnknown'>> {
  const { acr, employeeHsaId, commissionHsaId } = claims;
  if (typeof acr !== 'string' || !acrValues.includes(acr)) return refused(oidcProblem('OidcAssuranceTooLow'));
  if (typeof employeeHsaId !== 'string' || employeeHsaId === '') return refused(oidcProblem('OidcUserUnknown'));
  const commission = typeof commissionHsaId === 'string' ? commissionHsaId : null;
  return ok({ hsaId: employeeHsaId.toUpperCase(), commissionHsaId: commission });
}
