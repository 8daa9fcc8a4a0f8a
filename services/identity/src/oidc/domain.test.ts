import { describe, expect, test } from 'vitest';
import { vouchedUser } from './domain.ts';

const ACCEPTED = ['http://id.sambi.se/loa/loa3'];
const GOOD = { acr: ACCEPTED[0], employeeHsaId: 'se2321000180-t1' };

describe('vouchedUser (G-141, G-143, G-144)', () => {
  test('when the level is right and an HSA-id is named, then that is the user, in capitals', () => {
    const claims = { ...GOOD, commissionHsaId: 'SE2321000180-C1', somethingElse: { deep: true } };
    expect(vouchedUser(claims, ACCEPTED)).toEqual({
      ok: true,
      value: { hsaId: 'SE2321000180-T1', commission: { hsaId: 'SE2321000180-C1', unitHsaId: null } },
    });
  });

  test('when a commission was chosen, then it is known with its unit (G-142)', () => {
    const claims = { ...GOOD, commissionHsaId: 'SE2321000180-C1', healthCareUnitHsaId: 'SE2321000180-K2' };
    expect(vouchedUser(claims, ACCEPTED)).toMatchObject({
      value: { commission: { hsaId: 'SE2321000180-C1', unitHsaId: 'SE2321000180-K2' } },
    });
  });

  test.each([
    ['no commission', {}],
    ['a unit without a commission', { healthCareUnitHsaId: 'SE2321000180-K2' }],
    ['an empty commission', { commissionHsaId: '', healthCareUnitHsaId: 'SE2321000180-K2' }],
    ['several commissions', { commissionHsaId: ['SE2321000180-C1'], healthCareUnitHsaId: 'SE2321000180-K2' }],
  ])('when the provider tells %s, then none was chosen', (_, claims) => {
    expect(vouchedUser({ ...GOOD, ...claims }, ACCEPTED)).toMatchObject({ ok: true, value: { commission: null } });
  });

  test.each([
    ['acr is lower', { ...GOOD, acr: 'http://id.sambi.se/loa/loa2' }, 'OIDC_ASSURANCE_TOO_LOW'],
    ['acr is missing', { ...GOOD, acr: undefined }, 'OIDC_ASSURANCE_TOO_LOW'],
    ['acr is a list', { ...GOOD, acr: ACCEPTED }, 'OIDC_ASSURANCE_TOO_LOW'],
    ['the HSA-id is missing', { ...GOOD, employeeHsaId: undefined }, 'OIDC_USER_UNKNOWN'],
    ['the HSA-id is empty', { ...GOOD, employeeHsaId: '' }, 'OIDC_USER_UNKNOWN'],
    ['there are several HSA-ids', { ...GOOD, employeeHsaId: ['SE2321000180-T1'] }, 'OIDC_USER_UNKNOWN'],
  ])('when %s, then nobody is vouched for', (_, claims, code) => {
    expect(vouchedUser(claims, ACCEPTED)).toMatchObject({ ok: false, problem: { code } });
  });
});
