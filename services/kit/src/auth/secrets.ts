import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { EnvironmentInvalid } from '../env.ts';

/** Encrypts small secrets that lie in the database, with a key that does not (AES-256-GCM). */
export interface Secrets {
  seal(plain: string): string;
  /** @throws WrongKeySecret when the text was changed or sealed with another key. */
  open(sealed: string): string;
  /** The same parts have the same mark. It tells nothing of them to who has not the key, though there are few to choose among. */
  mark(...parts: readonly string[]): string;
}

/** The secret that a process was given does not open what lies in its database, or that was changed. */
export class WrongKeySecret extends EnvironmentInvalid {
  constructor() {
    super('SAMPLAN_KEY_SECRET does not open the secrets in the database; give the one that they were made with.');
  }
}

/**
 * @param key - 32 bytes.
 * @throws RangeError for any other length.
 */
export function createSecrets(key: Buffer): Secrets {
  if (key.length !== 32) throw new RangeError('the key must be 32 bytes');
  const markKey = Buffer.from(hkdfSync('sha256', key, '', 'samplan/mark', 32));
  return {
    mark: (...parts) => createHmac('sha256', markKey).update(JSON.stringify(parts)).digest('base64url'),
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        throw new WrongKeySecret();
      }
    },
  };
}
