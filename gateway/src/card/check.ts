import type { X509Certificate } from 'node:crypto';
import { type PresentedCard, sha256 } from '@samplan/kit/auth/connection';
import { isHsaIdOfPerson } from '@samplan/kit/person/hsa-id';
import { ok, type Result, refused } from '@samplan/kit/result';
import { issuerOf } from './authorities.ts';
import type { CardRevocations } from './revocations.ts';

/** Why a card is not accepted. */
export type CardRefusal =
  /** The connection shows none. */
  | 'NO_CARD'
  /** None of the authorities issued it. */
  | 'UNKNOWN_AUTHORITY'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  /** The certificate is for something else than signing in, as for mail. */
  | 'NOT_FOR_SIGN_IN'
  | 'REVOKED'
  /** Nobody can tell now whether it is revoked: there is no list of its authority, or it is out of date. */
  | 'REVOCATION_UNKNOWN'
  /** The certificate names no HSA-id. */
  | 'NO_HSA_ID';

/** What cards are checked against. */
export interface CardRules {
  readonly authorities: readonly X509Certificate[];
  readonly revocations: CardRevocations;
}

/** Extended key usage clientAuth (RFC 5280, 4.2.1.12). */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
/** A card, its authority, the root; longer chains are none of ours. */
const LONGEST_CHAIN = 4;

/**
 * Accepts a card, or says why not. TLS has proven that the client holds the card's key; what can change while a connection
 * lasts is looked at with every request.
 * @param certificate - of the card.
 */
export function checkCard(
  certificate: X509Certificate,
  { authorities, revocations }: CardRules,
  now: Date,
): Result<PresentedCard, CardRefusal> {
  const chain = chainOf(certificate, authorities);
  if (!chain) return refused('UNKNOWN_AUTHORITY');
  if (chain.some(({ validFrom }) => now < new Date(validFrom))) return refused('NOT_YET_VALID');
  if (chain.some(({ validTo }) => now > new Date(validTo))) return refused('EXPIRED');
  if (certificate.ca || !certificate.keyUsage?.includes(CLIENT_AUTHENTICATION)) return refused('NOT_FOR_SIGN_IN');
  for (const [place, { serialNumber }] of chain.entries()) {
    const issuer = chain[place + 1];
    if (!issuer) break; // nobody revokes a root but those who give us the file
    const state = revocations.stateOf(serialNumber, issuer, now);
    if (state === 'REVOKED') return refused('REVOKED');
    if (state === 'UNKNOWN') return refused('REVOCATION_UNKNOWN');
  }
  const hsaId = hsaIdOf(certificate);
  return hsaId ? ok({ certificate: sha256(certificate.raw), hsaId }) : refused('NO_HSA_ID');
}

/** The certificate, the authorities above it and the root; undefined when they do not lead to a root among ours. */
function chainOf(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  const chain = [certificate];
  for (let last = certificate; chain.length <= LONGEST_CHAIN; ) {
    const issuer = issuerOf(last, authorities);
    if (!issuer) return undefined;
    if (issuer === last) return chain;
    chain.push(issuer);
    last = issuer;
  }
  return undefined;
}

/** The HSA-id in the subject's serialNumber, where SITHS has it. */
function hsaIdOf(certificate: X509Certificate): string | undefined {
  // Typed for the names that a server's certificate has.
  const subject = certificate.toLegacyObject().subject as unknown as Readonly<Record<string, unknown>>;
  const given = subject['serialNumber'];
  const hsaId = typeof given === 'string' ? given.toUpperCase() : '';
  return isHsaIdOfPerson(hsaId) ? hsaId : undefined;
}
