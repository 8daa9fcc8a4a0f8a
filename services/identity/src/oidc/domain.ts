import { ok, type Result, refused } from '@samplan/kit/result';
import { type OidcProblem, oidcProblem } from './problems.ts';

/** How long the provider's answer is awaited. */
export const SIGN_IN_MINUTES = 10;

/** A commission (sv. medarbetaruppdrag) that the user chose at the provider (G-142). */
export interface Commission {
  readonly hsaId: string;
  /** The unit that it is for; null where the provider does not tell. */
  readonly unitHsaId: string | null;
}

/** Whom the provider vouches for. */
export interface VouchedUser {
  /** Upper case. */
  readonly hsaId: string;
  readonly commission: Commission | null;
}

/**
 * Reads the provider's claims (G-141). Claims that we do not know are ignored (G-143).
 * @param acrValues - the values of `acr` that mean level 3 (G-144).
 */
export function vouchedUser(
  claims: Readonly<Record<string, unknown>>,
  acrValues: readonly string[],
): Result<VouchedUser, OidcProblem<'OidcAssuranceTooLow' | 'OidcUserUnknown'>> {
  const { acr, employeeHsaId, commissionHsaId, healthCareUnitHsaId } = claims;
  if (typeof acr !== 'string' || !acrValues.includes(acr)) return refused(oidcProblem('OidcAssuranceTooLow'));
  if (!isText(employeeHsaId)) return refused(oidcProblem('OidcUserUnknown'));
  const commission = isText(commissionHsaId)
    ? { hsaId: commissionHsaId, unitHsaId: isText(healthCareUnitHsaId) ? healthCareUnitHsaId : null }
    : null;
  return ok({ hsaId: employeeHsaId.toUpperCase(), commission });
}

function isText(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}
