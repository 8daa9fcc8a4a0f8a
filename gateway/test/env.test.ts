import { EnvironmentInvalid, readEnv } from '@samplan/kit/env';
import { expect, test } from 'vitest';
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
