import 'reflect-metadata'; // the library's own libraries ask for it
import type { X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { X509Certificate as LibraryCertificate, X509Crl } from '@peculiar/x509';
import { type Log, traceOf } from '@samplan/kit/server/log';

/** Whether certificates are revoked, as the authorities' lists say. */
export interface CardRevocations {
  /** `UNKNOWN` while there is no list of the issuer that holds at the instant: nobody is let in on a guess. */
  stateOf(serialNumber: string, issuer: X509Certificate, now: Date): 'GOOD' | 'REVOKED' | 'UNKNOWN';
  close(): void;
}

/** One authority's list. */
interface RevocationList {
  readonly revoked: ReadonlySet<string>;
  readonly from: Date;
  readonly to: Date;
}

/** Lists by the SHA-256 of the authority that signed them. */
type Lists = ReadonlyMap<string, RevocationList>;

const LISTS = /-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g;
/** How often to look whether the file changed. */
const LOOK_MS = 500;

/**
 * Follows a file with revocation lists (RFC 5280). A content that cannot be read is reported, and the earlier lists hold until
 * they are out of date.
 * @param file - PEM, one list for each authority.
 * @throws Error when the file cannot be read at the start.
 */
export async function followRevocationLists(
  file: string,
  authorities: readonly X509Certificate[],
  log: Log,
): Promise<CardRevocations> {
  let lists = await readLists(readFileSync(file, 'utf8'), authorities);
  const reload = async (): Promise<void> => {
    try {
      lists = await readLists(readFileSync(file, 'utf8'), authorities);
      log.info({ event: 'card.revocations-read', count: lists.size });
    } catch (error) {
      log.error({ event: 'card.revocations-unreadable', ...traceOf(error) });
    }
  };
  const onChange = (): void => void reload();
  watchFile(file, { interval: LOOK_MS, persistent: false }, onChange);
  return {
    stateOf(serialNumber, issuer, now) {
      const list = lists.get(issuer.fingerprint256);
      if (!list || now < list.from || now > list.to) return 'UNKNOWN';
      return list.revoked.has(canonical(serialNumber)) ? 'REVOKED' : 'GOOD';
    },
    close: () => unwatchFile(file, onChange),
  };
}

/** Of each authority the latest list that it has signed. */
async function readLists(pem: string, authorities: readonly X509Certificate[]): Promise<Lists> {
  const lists = new Map<string, RevocationList>();
  for (const text of pem.match(LISTS) ?? []) {
    const list = new X509Crl(text);
    const authority = await signerOf(list, authorities);
    // A list of parts, or of changes only, says so in a critical extension; taken for the whole it would hide what is revoked.
    if (!authority || !list.nextUpdate || list.extensions.some(({ critical }) => critical)) continue;
    const before = lists.get(authority.fingerprint256);
    if (before && before.from > list.thisUpdate) continue;
    const revoked = new Set(list.entries.map(({ serialNumber }) => canonical(serialNumber)));
    lists.set(authority.fingerprint256, { revoked, from: list.thisUpdate, to: list.nextUpdate });
  }
  return lists;
}

async function signerOf(list: X509Crl, authorities: readonly X509Certificate[]): Promise<X509Certificate | undefined> {
  for (const authority of authorities) {
    const { subject, publicKey } = new LibraryCertificate(authority.raw);
    if (list.issuer === subject && (await list.verify({ publicKey }))) return authority;
  }
  return undefined;
}

/** Serial numbers are written with and without zeros in front, in capitals and not. */
function canonical(serialNumber: string): string {
  return serialNumber.replace(/^0+/, '').toUpperCase();
}
