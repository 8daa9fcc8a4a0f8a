import 'reflect-metadata'; // the library's own libraries ask for it
import { createHash, randomBytes, type webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import { START } from '../clock.ts';

/** Somebody who has a card. Fictitious people only. */
export interface CardHolder {
  readonly givenName: string;
  readonly familyName: string;
  /** `SE` and ten digits of the employer, a hyphen, letters and digits (G-130). */
  readonly hsaId: string;
  readonly organisation: string;
}

/** A certificate with its private key, both PEM. */
export interface Identified {
  readonly certificate: string;
  readonly key: string;
}

/** A card, as what its chip holds. */
export interface Card extends Identified {
  readonly holder: CardHolder;
  /** Of the certificate, hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate, base64url: what a session is bound to. */
  readonly thumbprint: string;
}

/** What a card may differ in from a good one. */
export interface CardOptions {
  readonly validFrom?: Date;
  readonly validTo?: Date;
  /** What the certificate may be used for; for signing in unless given. */
  readonly extendedKeyUsage?: readonly string[];
  /** Another subject than the holder's. */
  readonly subject?: JsonName;
}

/** Times of revocation lists, and whether they hold all that is revoked. */
export interface ListOptions {
  readonly from?: Date;
  readonly to?: Date;
  /** Only what has changed since an earlier list (RFC 5280, 5.2.4). */
  readonly isDelta?: boolean;
}

/** An authority that issues cards: a root, and an issuing authority below it, as SITHS has them. */
export interface CardAuthority {
  /** Certificates of both authorities, PEM. */
  readonly certificates: string;
  /** Issues a card. A holder can have several, as when one is renewed. */
  card(holder: CardHolder, options?: CardOptions): Promise<Card>;
  /** A certificate for a server, by the same issuing authority. */
  server(names: readonly string[]): Promise<Identified>;
  /** Puts a card on the next revocation list. */
  revoke(card: Card): void;
  /** Puts the issuing authority itself on the next revocation list of the root. */
  revokeIssuing(): void;
  /**
   * Revocation lists of both authorities, PEM. Unless times are given they hold by the clock of a region as by the machine's: from before
   * the start of all tests' clocks until a week from now.
   */
  revocations(times?: ListOptions): Promise<string>;
}

/** Extended key usages (RFC 5280, 4.2.1.12). */
export const KEY_USAGE = {
  signIn: '1.3.6.1.5.5.7.3.2',
  server: '1.3.6.1.5.5.7.3.1',
  mail: '1.3.6.1.5.5.7.3.4',
} as const;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** Object identifiers of parts of a subject that the library has no short name for. */
const SURNAME = '2.5.4.4';
const GIVEN_NAME = '2.5.4.42';
const SERIAL_NUMBER = '2.5.4.5';
/** Extension that says of which list this tells the changes, here of the first. */
const DELTA = '2.5.29.27';
const DELTA_OF_FIRST = new Uint8Array([2, 1, 1]);

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/**
 * Makes an authority with keys of its own; two of the same name are strangers to each other.
 * @param name - of the authority. Those of SITHS for tests begin with TEST, and by that they are known.
 * @param around - everything is valid ten years before and after this instant unless it is told otherwise.
 */
export async function createCardAuthority(name = 'TEST Samplan', around: Date = new Date()): Promise<CardAuthority> {
  const years = 3652 * DAY_MS;
  const always = { notBefore: new Date(around.getTime() - years), notAfter: new Date(around.getTime() + years) };
  const root = await issueAuthority(`${name} Root CA v1`, always);
  const issuing = await issueAuthority(`${name} Person HSA-id CA v1`, always, root);
  const revokedCards: string[] = [];
  const revokedAuthorities: string[] = [];

  async function issue(subject: JsonName, extensions: Extension[], dates: Dates): Promise<Identified & Issued> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.create({
      subject,
      issuer: issuing.certificate.subjectName,
      publicKey: keys.publicKey,
      signingKey: issuing.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      serialNumber: newSerialNumber(),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...extensions,
      ],
      ...dates,
    });
    return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys), issued: certificate };
  }

  return {
    certificates: [issuing, root].map(({ certificate }) => `${certificate.toString('pem')}\n`).join(''),
    async card(holder, { validFrom, validTo, extendedKeyUsage = [KEY_USAGE.signIn], subject } = {}) {
      const { issued, ...identified } = await issue(
        subject ?? subjectOf(holder),
        extendedKeyUsage.length > 0 ? [new ExtendedKeyUsageExtension([...extendedKeyUsage])] : [],
        { notBefore: validFrom ?? always.notBefore, notAfter: validTo ?? always.notAfter },
      );
      const thumbprint = createHash('sha256').update(new Uint8Array(issued.rawData)).digest('base64url');
      return { ...identified, holder, serialNumber: issued.serialNumber, thumbprint };
    },
    async server(names) {
      const { issued: _, ...identified } = await issue(
        [{ CN: [names[0] ?? 'localhost'] }],
        [
          new ExtendedKeyUsageExtension([KEY_USAGE.server]),
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value }) as const),
          ),
        ],
        always,
      );
      return identified;
    },
    revoke: ({ serialNumber }) => void revokedCards.push(serialNumber),
    revokeIssuing: () => void revokedAuthorities.push(issuing.certificate.serialNumber),
    async revocations({
      from = new Date(START.getTime() - DAY_MS),
      to = new Date(around.getTime() + 7 * DAY_MS),
      isDelta = false,
    } = {}) {
      const extensions = isDelta ? [new Extension(DELTA, true, DELTA_OF_FIRST)] : [];
      const dates = { thisUpdate: from, nextUpdate: to, extensions };
      const lists = [revocationList(issuing, revokedCards, dates), revocationList(root, revokedAuthorities, dates)];
      return (await Promise.all(lists)).join('');
    },
  };
}

interface Dates {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface Issued {
  readonly issued: X509Certificate;
}

/** The subject of a SITHS card for a person with an HSA-id. */
function subjectOf({ givenName, familyName, hsaId, organisation }: CardHolder): JsonName {
  return [
    { C: ['SE'] },
    { O: [organisation] },
    { CN: [`${givenName} ${familyName}`] },
    { [SURNAME]: [familyName] },
    { [GIVEN_NAME]: [givenName] },
    { [SERIAL_NUMBER]: [hsaId] },
  ];
}

/** @param above - who issues it; itself unless given. */
async function issueAuthority(name: string, dates: Dates, above?: Authority): Promise<Authority> {
  const keys = await generateKeys();
  const subject = [{ C: ['SE'] }, { O: ['TEST Samplan'] }, { CN: [name] }];
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: above?.certificate.subjectName ?? subject,
    publicKey: keys.publicKey,
    signingKey: above?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: ALGORITHM,
    serialNumber: newSerialNumber(),
    extensions: [
      new BasicConstraintsExtension(true, above ? 0 : undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
    ...dates,
  });
  return { certificate, keys };
}

async function revocationList(
  by: Authority,
  serialNumbers: readonly string[],
  dates: { readonly thisUpdate: Date; readonly nextUpdate: Date; readonly extensions: Extension[] },
): Promise<string> {
  const list = await X509CrlGenerator.create({
    ...dates,
    issuer: by.certificate.subjectName,
    signingKey: by.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    entries: serialNumbers.map((serialNumber) => ({ serialNumber, revocationDate: dates.thisUpdate })),
  });
  // The library's own PEM has another name on it than the one that is read everywhere (RFC 7468).
  return pem('X509 CRL', Buffer.from(list.rawData));
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function privateKeyPem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)));
}

function pem(name: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`, ''].join('\n');
}

/** 128 random bits, positive. */
function newSerialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}
