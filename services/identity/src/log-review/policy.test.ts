import { CAPABILITIES, type Capability } from '@samplan/kit/access/capability';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  type Viewer,
} from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { permit, type ReviewReaches } from './policy.ts';

type Action = keyof ReviewReaches;

const ACTIONS: readonly Action[] = [
  'log-review.draw',
  'log-review.read',
  'log-review.open',
  'log-review.finish',
  'log-review.follow-up',
  'patient-accesses.read',
  'patient-accesses.export',
  'data-incident.read',
  'data-incident.report',
  'data-incident.note-step',
  'data-protection-officer.set',
];

const viewer = (administrationKind: AdministrationKind, role: Role, capabilities: Iterable<Capability>): Viewer =>
  viewerAt({ administrationKind, role, unitKind: 'ORGANISATIONAL', capabilities });

/** The column LOG of e.1, and the region by analogy with VOF. */
const REVIEWERS: Readonly<Record<AdministrationKind, Role>> = {
  REGION: 'SYSTEM_MANAGER',
  VOF: 'SYSTEM_MANAGER',
  SOC: 'ADMINISTRATOR',
  BIF: 'ADMINISTRATOR',
};

const everybody = ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const));

describe('with what the matrix gives the role', () => {
  test.each(everybody)('%s %s reviews logs only where e.1 says so (F-015, F-019, f.2 37)', (kind, role) => {
    const one = viewer(kind, role, capabilitiesOf(kind, role, 'ORGANISATIONAL'));
    const allowed = ACTIONS.filter((action) => permit(one, action).ok);
    expect(allowed).toEqual(REVIEWERS[kind] === role ? ACTIONS : []);
  });
});

describe('with every capability there is', () => {
  test.each([
    ['VOF', 'ADMINISTRATOR'],
    ['SOC', 'SYSTEM_MANAGER'],
    ['BIF', 'SYSTEM_MANAGER'],
    ['REGION', 'ADMINISTRATOR'],
  ] as const)('%s %s is refused all the same: the task is another’s', (kind, role) => {
    const one = viewer(kind, role, CAPABILITIES);
    expect(ACTIONS.filter((action) => permit(one, action).ok)).toEqual([]);
  });
});

test('a reviewer reaches the own administration, the region’s the region', () => {
  for (const kind of ADMINISTRATION_KINDS) {
    const grant = permit(viewer(kind, REVIEWERS[kind], ['log.review']), 'log-review.read');
    expect(grant).toMatchObject({
      ok: true,
      value: {
        reach: { level: 'REVIEW', principalId: 'prn_1', administrationId: kind === 'REGION' ? null : 'adm_1' },
      },
    });
  }
});

test('when nobody is signed in, or no assignment is chosen, then nothing is allowed', () => {
  const unassigned = { ...viewer('VOF', 'SYSTEM_MANAGER', CAPABILITIES), assignment: null };
  for (const one of [null, unassigned]) expect(ACTIONS.filter((action) => permit(one, action).ok)).toEqual([]);
});
