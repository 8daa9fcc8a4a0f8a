import { CAPABILITIES } from '@samplan/kit/access/capability';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  type Role,
  type UnitKind,
  type Viewer,
} from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { describe, expect, test } from 'vitest';
import { permit } from './policy.ts';
import type { Action } from './reach.ts';

/** Somebody with every capability there is: what is left is what the owner's table says. */
const almighty = (administrationKind: AdministrationKind, unitKind: UnitKind): Viewer =>
  viewerAt({ administrationKind, unitKind, capabilities: CAPABILITIES });

const TAKES_PART: readonly Action[] = [
  'patient.look-up',
  'patient.register',
  'patient.read',
  'episode.read',
  'message.acknowledge',
  'message.forward',
  'message.send',
  'message.change',
  'extra-message.send',
  'planning-basis.answer',
  'message.oversee',
  'message.reroute',
  'message.acknowledge-on-behalf',
  'attachment.upload',
  'help.request',
  'help.answer',
  'planning-track.set',
  'ready-for-home.tick',
  'planning-basis.sign',
  'planning-basis.void',
  'planning-basis.note-disagreement',
];
const RUNS: readonly Action[] = [
  'episode.admit',
  'estimate.change',
  'discharge-ready.report',
  'discharge-ready.interrupt',
  'discharge.report',
  'discharge-information.write',
  'discharge-information.sign',
  'episode.recover',
  'episode.close',
  'episode.void',
  'episode.transfer',
  'death.record',
  'care-plan.release',
  'care-plan.finalise',
  'care-plan.reopen',
  'liability.record',
];
const LICENSED: readonly Action[] = ['care-report.send', 'care-request.send'];
const SETTLES: readonly Action[] = [
  'liability-basis.read',
  'liability-terms.edit',
  'liability-month.settle',
  'liability.correct',
];
const REGIONAL: readonly Action[] = ['message-to-care.send', 'planning-questions.publish', 'outage.set', ...SETTLES];
const APPOINTS: readonly Action[] = ['care-contact.confirm'];
const ALL: readonly Action[] = [...TAKES_PART, ...RUNS, ...LICENSED, ...REGIONAL, ...APPOINTS];

const EXPECTED: readonly (readonly [AdministrationKind, UnitKind, readonly Action[]])[] = [
  ['REGION', 'INPATIENT_SOMATIC', [...TAKES_PART, ...RUNS, ...REGIONAL]],
  ['REGION', 'INPATIENT_PSYCHIATRIC', [...TAKES_PART, ...RUNS, ...REGIONAL]],
  ['REGION', 'HEALTH_CENTRE', [...TAKES_PART, ...REGIONAL, ...APPOINTS]],
  ['REGION', 'PSYCHIATRIC_OUTPATIENT', [...TAKES_PART, ...REGIONAL, ...APPOINTS]],
  ['VOF', 'ASSESSMENT', [...TAKES_PART, ...LICENSED, ...APPOINTS, 'liability-basis.read']],
  ['VOF', 'HOME_HEALTH', [...TAKES_PART, ...LICENSED, ...APPOINTS, 'liability-basis.read']],
  ['SOC', 'SOCIAL_SERVICES', [...TAKES_PART, 'liability-basis.read']],
  ['BIF', 'SCHOOL', []],
  ['BIF', 'STUDENT_HEALTH', []],
];

test.each(EXPECTED)(
  'when somebody of %s at %s has every capability, then the owner lets them do this and no more (F-006, e.2)',
  (administration, kind, allowed) => {
    const viewer = almighty(administration, kind);
    expect(ALL.filter((action) => permit(viewer, action).ok)).toEqual(ALL.filter((action) => allowed.includes(action)));
  },
);

test.each(ADMINISTRATION_KINDS)('when somebody of %s has no capability, then nothing is allowed', (administration) => {
  const viewer = { ...almighty(administration, 'INPATIENT_SOMATIC'), capabilities: new Set<never>() };
  expect(ALL.filter((action) => permit(viewer, action).ok)).toEqual([]);
});

test('when nobody is signed in, or no assignment is chosen, then nothing is allowed', () => {
  const undecided = { ...almighty('REGION', 'INPATIENT_SOMATIC'), assignment: null };
  for (const viewer of [null, undecided]) expect(ALL.filter((action) => permit(viewer, action).ok)).toEqual([]);
});

test('when a ward runs its episodes, then the grant reaches the ward’s own and no other unit’s', () => {
  const grant = permit(almighty('REGION', 'INPATIENT_SOMATIC'), 'episode.close');
  expect(grant).toMatchObject({ value: { reach: { level: 'WARD', unitId: 'unt_1' } } });
});

describe('whoever looks after messages (B-01, F-261)', () => {
  const reachOf = (administrationKind: AdministrationKind, role: Role) => {
    const grant = permit(viewerAt({ administrationKind, role, capabilities: CAPABILITIES }), 'message.oversee');
    return grant.ok && grant.value.reach;
  };

  test.each([
    ['VOF', 'SUPER_USER', 'ADMINISTRATION', 'adm_1', 'SUPER_USER'],
    ['SOC', 'ADMINISTRATOR', 'ADMINISTRATION', 'adm_1', 'ADMINISTRATOR'],
    ['VOF', 'SYSTEM_MANAGER', 'ADMINISTRATION', 'adm_1', 'ADMINISTRATOR'],
    ['REGION', 'SYSTEM_MANAGER', 'REGION', 'prn_1', 'ADMINISTRATOR'],
  ] as const)('of %s as %s reaches %s %s from the step %s', (administration, role, level, ownerId, from) => {
    expect(reachOf(administration, role)).toEqual({ level, ownerId, from });
  });
});

test('when somebody settles payment liability, then the grant reaches the own region or municipality', () => {
  for (const viewer of [almighty('REGION', 'INPATIENT_SOMATIC'), almighty('VOF', 'ASSESSMENT')]) {
    const grant = permit(viewer, 'liability-basis.read');
    expect(grant).toMatchObject({ value: { reach: { level: 'PRINCIPAL', principalId: 'prn_1' } } });
  }
});
