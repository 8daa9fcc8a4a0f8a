import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  UNIT_KINDS,
} from '@samplan/kit/access/viewer';
import { projectRoot } from '@samplan/kit/project-root';
import { expect, test } from 'vitest';
import { ROLE_OF } from '../appointment/domain.ts';
import { APPOINTMENT_RULES } from '../appointment/policy.ts';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { ORDER_RULES } from './policy.ts';

/** The table of docs/access-orders.md, as `VOF SUPER_USER appointment`. */
function documented(): readonly string[] {
  const page = readFileSync(path.join(projectRoot(), 'docs/access-orders.md'), 'utf8');
  return [...page.matchAll(/^\| `(\w+)` \| (.+) \| (\w+) \|$/gm)].flatMap(([, role, where = '', how]) =>
    where.split(', ').map((kind) => `${kind.replaceAll('`', '')} ${role} ${how}`),
  );
}

const hasRights = (kind: AdministrationKind, role: Role): boolean =>
  UNIT_KINDS.some((unit) => capabilitiesOf(kind, role, unit).length > 0);

const isOrdered = (kind: AdministrationKind, role: Role): boolean =>
  ORDER_RULES.some(({ administration, roles }) => administration === kind && roles.includes(role));

const isAppointed = (kind: AdministrationKind, role: Role): boolean =>
  APPOINTMENT_RULES.some(
    ({ administration, kinds }) => administration === kind && kinds.some((k) => ROLE_OF[k] === role),
  );

test('when a role has rights and nobody orders it, then docs/access-orders.md says how one comes by it', () => {
  const outside = ADMINISTRATION_KINDS.flatMap((kind) =>
    ROLES.filter((role) => role !== 'SERVICE_ACCOUNT' && hasRights(kind, role) && !isOrdered(kind, role)).map(
      (role) => `${kind} ${role} ${isAppointed(kind, role) ? 'appointment' : 'operator'}`,
    ),
  );
  expect([...documented()].sort()).toEqual(outside.sort());
});
