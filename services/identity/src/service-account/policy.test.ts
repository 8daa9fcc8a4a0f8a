import { ADMINISTRATION_KINDS, ROLES } from '@samplan/kit/access/viewer';
import { TEST_PROOF } from '@samplan/testing/proof';
import { expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { permit, type ServiceAccountReaches } from './policy.ts';

const ACTIONS: readonly (keyof ServiceAccountReaches)[] = [
  'service-account.read',
  'service-account.create',
  'service-account.change-keys',
  'service-account.end',
];

const everybody = ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const));

test.each(everybody)(
  '%s %s lets systems in only as system manager of the region or of care and nursing',
  (kind, role) => {
    const viewer = {
      userId: 'usr_1',
      sessionId: 'ses_1',
      capabilities: new Set(capabilitiesOf(kind, role, 'ORGANISATIONAL')),
      proof: TEST_PROOF,
      assignment: {
        id: 'asg_1',
        role,
        unitId: 'unt_1',
        unitKind: 'ORGANISATIONAL',
        administrationId: 'adm_1',
        administrationKind: kind,
        principalId: 'prn_1',
      },
    } as const;
    const may = role === 'SYSTEM_MANAGER' && (kind === 'REGION' || kind === 'VOF');
    for (const action of ACTIONS) {
      const grant = permit(viewer, action);
      expect(grant.ok, action).toBe(may);
      if (grant.ok) expect(grant.value.reach).toEqual({ level: 'PRINCIPAL', principalId: 'prn_1' });
    }
  },
);
