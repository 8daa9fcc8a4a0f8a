import path from 'node:path';
import { capabilitiesOf } from '@samplan/identity/assignment/matrix';
import type { Permit } from '@samplan/kit/access/policy';
import { termsOf } from '@samplan/kit/access/policy';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  UNIT_KINDS,
  type UnitKind,
  type Viewer,
} from '@samplan/kit/access/viewer';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { TEST_PROOF } from '@samplan/testing/proof';
import { describe, expect, test } from 'vitest';
import { policiesOf } from '../codegen.ts';
import { type Holders, holdersOf, matrixPage, policyPage } from '../scripts/policy-page.ts';

/** Any policy, for asking about whatever action it has. */
type AnyPermit = Permit<Record<never, never>>;

const root = path.resolve(import.meta.dirname, '..');
const FILES = (await Promise.all(SUBGRAPHS.map(policiesOf))).flatMap((policies) => [...policies.keys()]);

/** By file. What differs are the reaches, which nothing here looks at. */
const POLICIES: readonly (readonly [string, AnyPermit])[] = await Promise.all(
  FILES.map(async (file) => {
    const { permit }: { permit: AnyPermit } = await import(path.join(root, file));
    return [file, permit] as const;
  }),
);

/** Somebody at a unit in a role, with the rights that the matrix gives. */
function viewer(administrationKind: AdministrationKind, role: Role, unitKind: UnitKind): Viewer {
  return {
    userId: 'usr_1',
    sessionId: 'ses_1',
    capabilities: new Set(capabilitiesOf(administrationKind, role, unitKind)),
    proof: TEST_PROOF,
    assignment: {
      id: 'asg_1',
      role,
      unitId: 'unt_1',
      unitKind,
      administrationId: 'adm_1',
      administrationKind,
      principalId: 'prn_1',
    },
  };
}

function standsIn({ roles, at }: Holders, role: Role, kind: UnitKind): boolean {
  if (!roles.includes(role)) return false;
  if (at === 'ANY') return true;
  return at === 'OPERATIVE' ? kind !== 'ORGANISATIONAL' : at.includes(kind);
}

describe.each(POLICIES)('the page of the policy in %s', (_, permit) => {
  const actions = [...new Set(ADMINISTRATION_KINDS.flatMap((owner) => [...termsOf(permit, owner).keys()]))];

  test.each(ADMINISTRATION_KINDS)(
    'names of %s exactly the roles and places that the policy lets do something',
    (owner) => {
      for (const action of actions) {
        const terms = termsOf(permit, owner).get(action);
        const holders = terms ? holdersOf(owner, terms) : [];
        for (const role of ROLES) {
          const says = UNIT_KINDS.filter((kind) => holders.some((line) => standsIn(line, role, kind)));
          const may = UNIT_KINDS.filter((kind) => permit(viewer(owner, role, kind), action as never).ok);
          expect([action, role, says]).toEqual([action, role, may]);
        }
      }
    },
  );
});

test('every policy in code has its page, and every owner a part of it', async () => {
  expect(FILES).toEqual(
    expect.arrayContaining([
      'services/organisation/src/addressing/policy.ts',
      'services/care/src/policy.ts',
      'services/sip/src/policy.ts',
      'services/identity/src/order/policy.ts',
      'services/identity/src/log-review/policy.ts',
    ]),
  );
  for (const policies of await Promise.all(SUBGRAPHS.map(policiesOf))) {
    const page = policyPage('x', policies);
    for (const owner of ADMINISTRATION_KINDS) expect(page).toContain(`## ${owner} (sv. `);
  }
});

test('when a right is held by nobody, then the page says so; when an owner has no part, then it says nothing is allowed (F-006, F-008)', async () => {
  const plans = policyPage('sip', await policiesOf('sip'));
  const socialServices = plans.slice(plans.indexOf('## SOC'), plans.indexOf('## BIF'));
  expect(socialServices).toMatch(/### `sip\.initiate`[^#]*- Nobody: no role has the right\./);
  expect(policyPage('care', await policiesOf('care'))).toMatch(/## BIF \(sv\. bildningsförvaltning\)\n\nNothing\.\n$/);
});

test('every role of the matrix stands in it with its Swedish name', () => {
  const page = matrixPage();
  for (const name of [
    'needs assessor (sv. biståndshandläggare)',
    'appointed staff (sv. av rektor utsedd personal)',
    'physician (sv. läkare)',
  ]) {
    expect(page).toContain(name);
  }
  expect(page).not.toContain('undefined');
});
