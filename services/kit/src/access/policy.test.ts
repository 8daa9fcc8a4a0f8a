import { viewerAt } from '@samplan/testing/viewer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPABILITIES, type Capability } from './capability.ts';
import { ownPrincipal, ownUnit, type PrincipalReach, policy, type UnitReach } from './policy.ts';
import { ADMINISTRATION_KINDS, type AdministrationKind, UNIT_KINDS, type UnitKind, type Viewer } from './viewer.ts';

interface Reaches {
  'episode.read': UnitReach;
  'statistics.read': PrincipalReach;
  'episode.admit': UnitReach;
}

const permit = policy<Reaches>({
  REGION: {
    'episode.read': ownUnit('episode.read'),
    'episode.admit': ownUnit('episode.admit', 'INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'),
    'statistics.read': ownPrincipal('statistics.read'),
  },
  VOF: { 'episode.read': ownUnit('episode.read') },
});

const ACTIONS = ['episode.read', 'statistics.read', 'episode.admit'] as const;

const viewer = (
  administrationKind: AdministrationKind,
  capabilities: readonly Capability[],
  unitKind: UnitKind = 'INPATIENT_SOMATIC',
): Viewer => viewerAt({ administrationKind, unitKind, capabilities });

describe('nothing is allowed that no table allows', () => {
  test('nobody, and nobody without a chosen assignment, may do anything', () => {
    const unassigned: Viewer = { ...viewer('REGION', CAPABILITIES), assignment: null };
    for (const action of ACTIONS) {
      expect(permit(null, action).ok).toBe(false);
      expect(permit(unassigned, action).ok).toBe(false);
    }
  });

  test('F-006: an administration kind without a table may do nothing, whatever its capabilities', () => {
    for (const action of ACTIONS) {
      expect(permit(viewer('BIF', CAPABILITIES), action).ok).toBe(false);
      expect(permit(viewer('SOC', CAPABILITIES), action).ok).toBe(false);
    }
  });

  test('an action that is not in the table is denied', () => {
    expect(permit(viewer('VOF', CAPABILITIES), 'statistics.read').ok).toBe(false);
  });

  test('names that every object has are no rules', () => {
    // A name from outside cannot get here by type; were it to, it finds nothing.
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(permit(viewer('REGION', CAPABILITIES), name as 'episode.read').ok).toBe(false);
    }
    expect(permit(viewer('constructor' as AdministrationKind, CAPABILITIES), 'episode.read').ok).toBe(false);
  });

  test('of all combinations, only capability and table and kind of unit together allow', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ADMINISTRATION_KINDS),
        fc.subarray([...CAPABILITIES]),
        fc.constantFrom(...UNIT_KINDS),
        (kind, capabilities, unitKind) => {
          const who = viewer(kind, capabilities, unitKind);
          const isInpatient = unitKind === 'INPATIENT_SOMATIC' || unitKind === 'INPATIENT_PSYCHIATRIC';
          expect(permit(who, 'episode.read').ok).toBe(
            (kind === 'REGION' || kind === 'VOF') && capabilities.includes('episode.read'),
          );
          expect(permit(who, 'statistics.read').ok).toBe(kind === 'REGION' && capabilities.includes('statistics.read'));
          expect(permit(who, 'episode.admit').ok).toBe(
            kind === 'REGION' && capabilities.includes('episode.admit') && isInpatient,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a grant', () => {
  test('carries who, what and how far', () => {
    const who = viewer('REGION', ['episode.read', 'statistics.read']);
    const ofUnit = permit(who, 'episode.read');
    const ofPrincipal = permit(who, 'statistics.read');
    expect(ofUnit.ok && ofUnit.value).toEqual({
      action: 'episode.read',
      viewer: who,
      reach: { level: 'UNIT', unitId: 'unt_1' },
    });
    expect(ofPrincipal.ok && ofPrincipal.value.reach).toEqual({ level: 'PRINCIPAL', principalId: 'prn_1' });
  });

  test('F-423: a denial is the same for every reason', () => {
    const problems = [
      permit(null, 'episode.read'),
      permit(viewer('BIF', CAPABILITIES), 'episode.read'),
      permit(viewer('REGION', []), 'episode.read'),
    ].map((result) => !result.ok && result.problem);
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1);
    expect(problems[0]).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
