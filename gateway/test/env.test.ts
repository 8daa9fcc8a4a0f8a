import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnectionStatements } from '@samplan/kit/auth/connection';
import { EnvironmentInvalid, readEnv } from '@samplan/kit/env';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatewayEnv } from '../src/env.ts';

const NEEDED = {
  SAMPLAN_ENVIRONMENT: 'TRAINING',
  SAMPLAN_SUBGRAPH_URLS: 'identity=http://a,organisation=http://b,care=http://c,sip=http://d',
  PORT: '4000',
};

const DEMO = { organisation: 'sundsvall', username: 'prov', password: 'hemligt-prov', role: 'NURSE', unit: 'Enhet' };

test('when nobody is given to sign in as, then the explorer offers nobody', () => {
  expect(readEnv(gatewayEnv, NEEDED).SAMPLAN_DEMO_SIGN_INS).toEqual([]);
});

test('when demo users are given as JSON, then the explorer offers them', () => {
  const variables = { ...NEEDED, SAMPLAN_DEMO_SIGN_INS: JSON.stringify([DEMO]) };
  expect(readEnv(gatewayEnv, variables).SAMPLAN_DEMO_SIGN_INS).toEqual([DEMO]);
});

test.each(['not JSON', '{}', '[{}]', JSON.stringify([{ ...DEMO, role: 5 }])])(
  'when demo users are given as %s, then the variable is named and its content is not',
  (given) => {
    const read = () => readEnv(gatewayEnv, { ...NEEDED, SAMPLAN_DEMO_SIGN_INS: given });
    expect(read).toThrow(EnvironmentInvalid);
    expect(read).toThrow(/SAMPLAN_DEMO_SIGN_INS/);
    expect(read).not.toThrow(/hemligt/);
  },
);

describe('SAMPLAN_GATEWAY_KEY', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'samplan-gateway-key-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (content: string | Buffer) => {
    const file = path.join(folder, 'key.pem');
    writeFileSync(file, content);
    return readEnv(gatewayEnv, { ...NEEDED, SAMPLAN_GATEWAY_KEY: file }).SAMPLAN_GATEWAY_KEY;
  };
  const pem = (key: KeyObject) => key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' });
  const ed25519 = () => generateKeyPairSync('ed25519');

  test('when several gateways are given one file, then they publish one key', async () => {
    const file = pem(ed25519().privateKey);
    const now = () => new Date();
    const [first, second] = await Promise.all(
      [read(file), read(file)].map((key) => createConnectionStatements(now, key)),
    );
    expect(first?.publicKeys().keys).toHaveLength(1);
    expect(first?.publicKeys()).toEqual(second?.publicKeys());
  });

  test('when none is given, then each gateway has one of its own', async () => {
    const { SAMPLAN_GATEWAY_KEY } = readEnv(gatewayEnv, NEEDED);
    const now = () => new Date();
    const [first, second] = await Promise.all([1, 2].map(() => createConnectionStatements(now, SAMPLAN_GATEWAY_KEY)));
    expect(first?.publicKeys()).not.toEqual(second?.publicKeys());
  });

  test.each([
    ['no key', () => 'no key'],
    ['a public key', () => pem(ed25519().publicKey)],
    ['a key of another kind', () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ])('when the file holds %s, then the gateway does not start and says why', (_, content) => {
    expect(() => read(content())).toThrow(/SAMPLAN_GATEWAY_KEY \(must name a file with an Ed25519 private key\)/);
  });
});
