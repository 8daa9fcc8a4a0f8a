import { X509Certificate } from 'node:crypto';
import { EnvironmentInvalid } from '@samplan/kit/env';
import type { Environment } from '@samplan/kit/server/subgraph';

/** Certificates in PEM, one after the other. */
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Authorities for test cards call themselves so, those of SITHS too: `TEST SITHS e-id Root CA v2`. */
const TEST_NAME = /^CN=TEST\b/im;

/**
 * The authorities whose cards are accepted. Test cards are for training and acceptance (F-271), and nothing else is there; in
 * production they are refused (F-275, f.2 27).
 * @param pem - certificates of roots and of the authorities below them.
 * @throws EnvironmentInvalid when one is none, or does not belong in the environment.
 */
export function readAuthorities(pem: string, environment: Environment): readonly X509Certificate[] {
  const authorities = (pem.match(CERTIFICATES) ?? []).map(parse);
  if (authorities.length === 0) throw new EnvironmentInvalid('CARD_AUTHORITIES names a file without certificates.');
  for (const authority of authorities) {
    const name = /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? 'without a name';
    if (!authority.ca) throw new EnvironmentInvalid(`CARD_AUTHORITIES holds ${name}, which is no authority.`);
    const isTest = TEST_NAME.test(authority.subject);
    if (isTest && environment === 'PRODUCTION') {
      throw new EnvironmentInvalid(
        `CARD_AUTHORITIES holds ${name}, an authority for test cards. Test cards do not sign in to production; give the authorities of SITHS.`,
      );
    }
    if (!isTest && environment !== 'PRODUCTION') {
      throw new EnvironmentInvalid(
        `CARD_AUTHORITIES holds ${name}, an authority for real cards. Outside production only test cards sign in; give an authority whose name begins with TEST.`,
      );
    }
  }
  return authorities;
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new EnvironmentInvalid('CARD_AUTHORITIES names a file with a certificate that cannot be read.');
  }
}

/** The authority that issued the certificate, by name and signature. */
export function issuerOf(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined {
  return authorities.find((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
}
