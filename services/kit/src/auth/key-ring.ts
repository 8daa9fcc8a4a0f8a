import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type pg from 'pg';
import { ALGORITHM } from './claims.ts';
import type { Secrets } from './secrets.ts';

/** What a key signs. A key of one purpose is not published for the other. */
export type KeyPurpose = 'ACCESS_TOKEN' | 'EVENT';

/** Times of a key ring. */
export interface KeyRingOptions {
  /** A new key signs after this long, so that everyone has fetched its public part first. */
  readonly settleMs: number;
  /** A new key is made when the newest is this old. */
  readonly rotateAfterMs: number;
  /** A replaced key is published this long after its successor began: as long as something signed with it may live. */
  readonly keepMs: number;
}

/** The signing keys of a subgraph for one purpose. Shared by its processes through the database. */
export interface KeyRing {
  /** Signs a JWT with the newest key that has settled. */
  sign(payload: JWTPayload, header: { readonly typ: string }): Promise<string>;
  /** The public keys, for the JWKS address (RFC 7517). */
  publicKeys(): Promise<JSONWebKeySet>;
  /**
   * Makes a new key when it is time. Called at start and at intervals.
   * @throws WrongKeySecret when the secret does not open the keys that there are: no other is made beside them.
   */
  rotate(force?: 'NOW'): Promise<void>;
}

interface KeyRow {
  readonly kid: string;
  readonly public_jwk: JWK;
  readonly private_sealed: string;
  readonly created_at: Date;
  readonly active_at: Date;
}

/** How long what was read of the database is used before it is read again. */
const CACHE_MS = 5000;

/** Opens the key ring. Call `rotate` before the first use. */
export function openKeyRing(o: {
  readonly pool: pg.Pool;
  readonly purpose: KeyPurpose;
  readonly secrets: Secrets;
  readonly now: () => Date;
  readonly options: KeyRingOptions;
}): KeyRing {
  const { pool, purpose, secrets, now, options } = o;
  const privateKeys = new Map<string, CryptoKey | Uint8Array>();
  let cached: { readonly rows: readonly KeyRow[]; readonly at: number } | undefined;

  async function load(): Promise<readonly KeyRow[]> {
    const at = now().getTime();
    if (cached && Math.abs(at - cached.at) < CACHE_MS) return cached.rows;
    const { rows } = await pool.query<KeyRow>(
      `SELECT kid, public_jwk, private_sealed, created_at, active_at FROM kit.signing_key
       WHERE purpose = $1 ORDER BY active_at DESC, kid`,
      [purpose],
    );
    cached = { rows, at };
    return rows;
  }

  return {
    async sign(payload, header) {
      const at = now().getTime();
      const row = (await load()).find((key) => key.active_at.getTime() <= at);
      if (!row) throw new Error(`no ${purpose} key is ready to sign`);
      let key = privateKeys.get(row.kid);
      if (!key) {
        key = await importJWK(JSON.parse(secrets.open(row.private_sealed)), ALGORITHM);
        privateKeys.set(row.kid, key);
      }
      return await new SignJWT(payload).setProtectedHeader({ alg: ALGORITHM, kid: row.kid, ...header }).sign(key);
    },
    async publicKeys() {
      return { keys: (await load()).map((row) => ({ ...row.public_jwk, kid: row.kid, alg: ALGORITHM, use: 'sig' })) };
    },
    async rotate(force) {
      cached = undefined;
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('kit.signing_key', 0))`);
        const at = now();
        const { rows } = await client.query<Pick<KeyRow, 'private_sealed' | 'created_at'>>(
          'SELECT private_sealed, created_at FROM kit.signing_key WHERE purpose = $1 ORDER BY active_at DESC',
          [purpose],
        );
        for (const row of rows) secrets.open(row.private_sealed);
        const newest = rows[0];
        if (force || !newest || at.getTime() - newest.created_at.getTime() >= options.rotateAfterMs) {
          const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
          const publicJwk = await exportJWK(publicKey);
          const settled = new Date(at.getTime() + (newest ? options.settleMs : 0));
          await client.query(
            `INSERT INTO kit.signing_key (kid, purpose, public_jwk, private_sealed, created_at, active_at)
             VALUES ($1, $2, $3, $4, $5, $6)`,
            [
              await calculateJwkThumbprint(publicJwk),
              purpose,
              publicJwk,
              secrets.seal(JSON.stringify(await exportJWK(privateKey))),
              at,
              settled,
            ],
          );
        }
        await client.query(
          `DELETE FROM kit.signing_key old WHERE purpose = $1 AND EXISTS (
             SELECT 1 FROM kit.signing_key new WHERE new.purpose = $1 AND new.active_at > old.active_at
               AND new.active_at < $2)`,
          [purpose, new Date(at.getTime() - options.keepMs)],
        );
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        client.release();
      }
      cached = undefined;
    },
  };
}
