import { describe, expect, test } from 'vitest';
import type { Assignment } from '../assignment/store.ts';
import { missingOf, WITHHOLDING } from './missing.ts';

const proof = { assurance: 'LOA2', authenticatedAt: new Date(0), certificate: null } as const;
const account = { passwordMustChange: false, acceptedResponsibilities: 1, environment: 'TRAINING' as const };
const responsibilities = { version: 1, text: 'Ansvar' };
const LOW = { minAssurance: 'LOA1', environment: 'TRAINING', responsibilities } as const;

function assignment(id: string, unitKind: Assignment['unitKind']): Assignment {
  return {
    id,
    userId: 'usr_1',
    role: 'NURSE',
    unitId: 'unt_1',
    validTo: null,
    unitKind,
    administrationId: 'adm_1',
    administrationKind: 'VOF',
    principalId: 'prn_1',
    networks: [],
  };
}

describe('missingOf', () => {
  const level = assignment('asg_1', 'ORGANISATIONAL');
  const home = assignment('asg_2', 'HOME_HEALTH');

  test('when no assignment is chosen, then ROLE_NOT_SELECTED offers all of them (F-276, f.2 28)', () => {
    expect(missingOf({ proof, account }, null, LOW, null, [level, home])).toEqual([
      { code: 'ROLE_NOT_SELECTED', message: expect.stringContaining('chooseAssignment'), assignments: [level, home] },
    ]);
  });

  test('when the unit is an organisational level, then ORGANISATIONAL_LEVEL offers the operative ones (F-277, B-07)', () => {
    expect(missingOf({ proof, account }, level, LOW, null, [level, home])).toEqual([
      { code: 'ORGANISATIONAL_LEVEL', message: expect.stringContaining('operativ enhet'), assignments: [home] },
    ]);
  });

  test('when the session was proven too weakly, then ASSURANCE_TOO_LOW (G-144)', () => {
    const codes = missingOf({ proof, account }, home, { ...LOW, minAssurance: 'LOA3' }, null, [home]).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['ASSURANCE_TOO_LOW']);
  });

  test('when somebody else has set the password, then PASSWORD_MUST_CHANGE withholds all rights', () => {
    const codes = missingOf({ proof, account: { ...account, passwordMustChange: true } }, home, LOW, null, [home]).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['PASSWORD_MUST_CHANGE']);
    expect(WITHHOLDING.has('PASSWORD_MUST_CHANGE')).toBe(true);
  });

  test.each([0, 2])(
    'when version 1 of the responsibilities holds and %i was accepted, then RESPONSIBILITIES_NOT_ACCEPTED withholds all rights (F-420, G-074)',
    (acceptedResponsibilities) => {
      const session = { proof, account: { ...account, acceptedResponsibilities } };
      expect(missingOf(session, home, LOW, null, [home]).map(({ code }) => code)).toEqual([
        'RESPONSIBILITIES_NOT_ACCEPTED',
      ]);
      expect(WITHHOLDING.has('RESPONSIBILITIES_NOT_ACCEPTED')).toBe(true);
    },
  );

  test.each([
    ['within', '192.0.2.7', []],
    ['outside', '198.51.100.7', ['NETWORK_NOT_ALLOWED']],
    ['nobody knows where', null, ['NETWORK_NOT_ALLOWED']],
  ])('when the administration names networks and the client is %s, then rights follow (F-162)', (_, address, codes) => {
    const bound = { ...home, networks: ['192.0.2.0/24'] };
    expect(missingOf({ proof, account }, bound, LOW, address, [bound]).map(({ code }) => code)).toEqual(codes);
    expect(WITHHOLDING.has('NETWORK_NOT_ALLOWED')).toBe(true);
  });

  test('when nothing is missing, then nothing is said', () => {
    expect(missingOf({ proof, account }, home, LOW, null, [home])).toEqual([]);
  });
});
