import { CAPABILITIES, type Capability } from '@samplan/kit/access/capability';
import { ADMINISTRATION_KINDS, type AdministrationKind, type Viewer } from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { describe, expect, test } from 'vitest';
import { permit } from './policy.ts';
import type { SipReaches } from './reach.ts';

type Action = keyof SipReaches;

/** Somebody at a unit, with the capabilities. */
const viewer = (administrationKind: AdministrationKind, capabilities: readonly Capability[]): Viewer =>
  viewerAt({ administrationKind, unitKind: 'HOME_HEALTH', capabilities });

const UNIT = { level: 'UNIT', unitId: 'unt_1' };
const COORDINATOR = { level: 'COORDINATOR', unitId: 'unt_1' };
const PRINCIPAL = { level: 'PRINCIPAL', principalId: 'prn_1' };
const ADMINISTRATION = { level: 'ADMINISTRATION', ownerId: 'adm_1', from: 'ADMINISTRATOR' };

// biome-ignore format: a table
const EXPECTED: readonly (readonly [Action, Capability, object])[] = [
  ['sip.read',        'sip.read',        UNIT],
  ['sip.initiate',    'sip.initiate',    UNIT],
  ['sip.answer',      'sip.answer',      UNIT],
  ['sip.coordinate',  'sip.initiate',    COORDINATOR],
  ['statistics.read', 'statistics.read', PRINCIPAL],
  ['message.oversee', 'message.oversee', ADMINISTRATION],
  ['message.reroute', 'message.reroute', ADMINISTRATION],
  ['message.acknowledge-on-behalf', 'message.acknowledge-on-behalf', ADMINISTRATION],
];

const ACTIONS = EXPECTED.map(([action]) => action);
const allowed = (by: Viewer | null): readonly Action[] => ACTIONS.filter((action) => permit(by, action).ok);

describe.each(ADMINISTRATION_KINDS)('what %s lets its people do (F-007 to F-010)', (administration) => {
  test.each(EXPECTED)(
    'when somebody wants to %s, then %s is what it takes, and it reaches so far',
    (action, capability, reach) => {
      expect(permit(viewer(administration, [capability]), action)).toMatchObject({ value: { action, reach } });
      const others = CAPABILITIES.filter((other) => other !== capability);
      expect(permit(viewer(administration, others), action)).toMatchObject({ problem: { code: 'NOT_PERMITTED' } });
    },
  );

  test('when somebody has no capability, then nothing is allowed', () => {
    expect(allowed(viewer(administration, []))).toEqual([]);
  });
});

test('when somebody may only answer, then they neither start nor lead plans (F-008)', () => {
  expect(allowed(viewer('SOC', ['sip.read', 'sip.answer']))).toEqual(['sip.read', 'sip.answer']);
});

test('when nobody is signed in, or no assignment is chosen, then nothing is allowed', () => {
  for (const by of [null, { ...viewer('VOF', CAPABILITIES), assignment: null }]) expect(allowed(by)).toEqual([]);
});
