import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type IdentitySettings, settingsEnv, settingsOf } from '@samplan/identity/settings';
import { EnvironmentInvalid } from '@samplan/kit/env';
import type { Json } from '@samplan/testing/ask';
import { newHsaId } from '@samplan/testing/cards/desk';
import { LOA3, startIdentityProvider, type TestIdentityProvider } from '@samplan/testing/identity-provider';
import { mutation } from '@samplan/testing/operations';
import { testRegion } from '@samplan/testing/region';
import { bearer } from '@samplan/testing/sessions';
import { inOneProcess } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

/** Proving to an identity provider with a private key, instead of a secret, that we are the client that it knows. */
const start = mutation('startOidcSignIn', 'url ticket');
const finish = mutation('finishOidcSignIn', 'tokens { accessToken }');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'samplan-client-key-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Writes a private key into a file. */
function keyFile(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8'): string {
  const file = path.join(folder, `${type}-${key.asymmetricKeyType}.pem`);
  // Each type goes with its kind of key, as the tests name them.
  writeFileSync(file, key.export({ type: type as 'pkcs8', format: 'pem' }));
  return file;
}

/** What identity is told by these variables. */
const settingsFrom = (variables: Readonly<Record<string, string>>): IdentitySettings =>
  settingsOf(
    settingsEnv.parse({
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: 'samplan-test',
      OIDC_REDIRECT_URL: 'https://samplan.example/tillbaka',
      ...variables,
    }),
    'TRAINING',
  );

/** Signs somebody in at the provider, with the key in the file. */
async function signIn(provider: TestIdentityProvider, file: string): Promise<{ userId: string; outcome: Json }> {
  const settings = settingsFrom({ OIDC_ISSUER: provider.issuer.origin, OIDC_CLIENT_KEY: file });
  const region = await testRegion({ shape: inOneProcess, settings });
  onTestFinished(() => region.close());
  const { userId } = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
  const employeeHsaId = newHsaId();
  await region.databases.identity.query('UPDATE "user" SET hsa_id = $2 WHERE id = $1', [userId, employeeHsaId]);
  const nobody = bearer(region.running.url);
  const { url, ticket } = await start(nobody, {});
  const { searchParams } = await provider.visit(url, { acr: LOA3, employeeHsaId });
  const [code, state, iss] = ['code', 'state', 'iss'].map((name) => searchParams.get(name));
  return { userId, outcome: await finish(nobody, { ticket, code, state, iss }) };
}

describe('a client with a private key (private_key_jwt)', () => {
  const KEYS = [
    ['RSA', rsa, 'pkcs8'],
    ['RSA, as older tools write it', rsa, 'pkcs1'],
    ['the curve P-256', p256, 'pkcs8'],
    ['the curve P-256, as openssl ecparam writes it', p256, 'sec1'],
  ] as const;
  test.each(KEYS)('when the key is of %s, then the provider knows us by it', async (_, generate, type) => {
    const { publicKey, privateKey } = generate();
    const provider = await startIdentityProvider(publicKey);
    onTestFinished(() => provider.close());
    const { userId, outcome } = await signIn(provider, keyFile(privateKey, type));
    expect(outcome.__typename).toBe('FinishOidcSignInOk');
    expect(decodeJwt(outcome.tokens.accessToken)).toMatchObject({ sub: userId, acr: 'LOA3' });
  });

  test('when the provider knows another key, then nobody is signed in', async () => {
    const provider = await startIdentityProvider(p256().publicKey);
    onTestFinished(() => provider.close());
    const { outcome } = await signIn(provider, keyFile(p256().privateKey));
    expect(outcome).toMatchObject({ __typename: 'OidcSignInRefused', code: 'OIDC_SIGN_IN_REFUSED' });
  });
});

describe('OIDC_CLIENT_KEY', () => {
  test('when key and secret are given, then the key counts, since no secret is sent with it', () => {
    const { oidc } = settingsFrom({ OIDC_CLIENT_KEY: keyFile(p256().privateKey), OIDC_CLIENT_SECRET: 'secret' });
    expect(oidc?.credential).toHaveProperty('key');
  });

  const BAD: readonly (readonly [string, () => string])[] = [
    ['is not there', () => path.join(folder, 'nowhere.pem')],
    ['holds a key that no provider takes', () => keyFile(generateKeyPairSync('ed25519').privateKey)],
    ['holds a key of another curve', () => keyFile(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    [
      'holds no private key',
      () => {
        const file = path.join(folder, 'public.pem');
        writeFileSync(file, p256().publicKey.export({ type: 'spki', format: 'pem' }));
        return file;
      },
    ],
  ];
  test.each(BAD)('when the file %s, then identity does not start and says which', (_, file) => {
    const name = file();
    expect(() => settingsFrom({ OIDC_CLIENT_KEY: name })).toThrow(
      new EnvironmentInvalid(`OIDC_CLIENT_KEY names ${name}, which is no private key of RSA or of the curve P-256.`),
    );
  });
});
