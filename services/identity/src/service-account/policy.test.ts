import { ADMINISTRATION_KINDS, ROLES } from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
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
    const capabilities = capabilitiesOf(kind, role, 'ORGANISATIONAL');
    const viewer = viewerAt({ administrationKind: kind, role, unitKind: 'ORGANISATIONAL', capabilities });
    const may = role === 'SYSTEM_MANAGER' && (kind === 'REGION' || kind === 'VOF');
    for (const action of ACTIONS) {
      const grant = permit(viewer, action);
      expect(grant.ok, action).toBe(may);
      if (grant.ok) expect(grant.value.reach).toEqual({ level: 'PRINCIPAL', principalId: 'prn_1' });
    }
  },
);
