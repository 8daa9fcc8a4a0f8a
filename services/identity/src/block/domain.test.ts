import type { ActiveAssignment } from '@samplan/kit/access/viewer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BlockRequest, closesTo, liftUntil, registerBlock, revealed } from './domain.ts';

const NOW = new Date('2026-11-21T09:00:00Z');
const NURSE: ActiveAssignment = {
  id: 'asg_1',
  role: 'NURSE',
  unitId: 'unt_1',
  unitKind: 'INPATIENT_SOMATIC',
  administrationId: 'adm_1',
  administrationKind: 'REGION',
  principalId: 'prn_1',
};
const REQUEST: BlockRequest = {
  id: 'blk_1',
  patientId: 'pat_1',
  scope: 'UNIT',
  requestedBy: 'PATIENT',
  minorUntil: null,
  childIsMature: false,
  coversSent: false,
  assignment: NURSE,
};

describe('registerBlock', () => {
  test.each([
    ['UNIT', 'unt_1'],
    ['ADMINISTRATION', 'adm_1'],
    ['CARE_GIVER', 'prn_1'],
  ] as const)('when a patient asks for %s, then the data of the own side is blocked from now on', (scope, sourceId) => {
    expect(registerBlock({ ...REQUEST, scope }, NOW)).toMatchObject({
      ok: true,
      value: { scope, sourceId, principalId: 'prn_1', registeredAt: NOW },
    });
  });

  test.each([null, '2030-01-01', '2026-11-21'])(
    'when a guardian asks, then it is refused, whenever the child comes of age: %s (4 kap. 4 §)',
    (minorUntil) => {
      const request = { ...REQUEST, requestedBy: 'GUARDIAN', minorUntil, childIsMature: true } as const;
      expect(registerBlock(request, NOW)).toMatchObject({ ok: false, problem: { code: 'BLOCK_BY_GUARDIAN' } });
    },
  );

  test('when a child asks, then staff must have judged that the child is mature enough', () => {
    const child = { ...REQUEST, minorUntil: '2026-11-22' };
    expect(registerBlock(child, NOW)).toMatchObject({ ok: false, problem: { code: 'BLOCK_BY_CHILD' } });
    expect(registerBlock({ ...child, childIsMature: true }, NOW).ok).toBe(true);
  });

  test('when the child is of age since midnight in Sweden, then nobody judges any more', () => {
    const grown = { ...REQUEST, minorUntil: '2026-11-22' };
    expect(registerBlock(grown, new Date('2026-11-21T22:59:59Z')).ok).toBe(false);
    expect(registerBlock(grown, new Date('2026-11-21T23:00:00Z')).ok).toBe(true);
  });
});

describe('closesTo', () => {
  test('whoever is inside what is blocked reads on, and everybody else is shown the block', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(id, id, id, id, (sourceId, unitId, administrationId, principalId) => {
        const viewer = { ...NURSE, unitId, administrationId, principalId };
        const isInside = [unitId, administrationId, principalId].includes(sourceId);
        expect(closesTo({ sourceId }, viewer)).toBe(!isInside);
      }),
    );
  });
});

describe('lifting', () => {
  const block = { ...REQUEST, sourceId: 'unt_2', principalId: 'prn_1', registeredAt: NOW, version: 1 };

  test('when blocks are shown, then only those that close something, with who can lift them', () => {
    const own = { ...block, id: 'blk_own', sourceId: 'unt_1' };
    const others = { ...block, id: 'blk_others', sourceId: 'prn_2', principalId: 'prn_2' };
    expect(revealed([own, block, others], NURSE)).toEqual([
      { block, viewerCanLift: true },
      { block: others, viewerCanLift: false },
    ]);
  });

  test('when the first step was taken within the hour, then the block is lifted for a day (G-078)', () => {
    const until = new Date('2026-11-22T09:00:00Z');
    expect(liftUntil(block, NURSE, new Date('2026-11-21T08:00:01Z'), NOW)).toEqual({ ok: true, value: until });
  });

  test.each([null, new Date('2026-11-21T08:00:00Z')])(
    'when who has blocked was shown at %s, then it is to be shown first',
    (revealedAt) => {
      expect(liftUntil(block, NURSE, revealedAt, NOW)).toMatchObject({ problem: { code: 'BLOCK_NOT_REVEALED' } });
    },
  );

  test('when the block is another care giver’s, then that care giver must be asked (G-083)', () => {
    const others = { ...block, principalId: 'prn_2' };
    expect(liftUntil(others, NURSE, NOW, NOW)).toMatchObject({ problem: { code: 'BLOCK_OF_OTHER_CARE_GIVER' } });
  });
});
