import { CAPABILITIES } from '@samplan/kit/access/capability';
import { ADMINISTRATION_KINDS, type AdministrationKind, type UnitKind, type Viewer } from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { expect, test } from 'vitest';
import { type AddressingReaches, permit } from './policy.ts';

type Action = keyof AddressingReaches;

const ACTIONS: readonly Action[] = [
  'addressing.read',
  'recipients.preview',
  'addressing.edit-municipal',
  'addressing.edit-psychiatric',
];

/** Somebody with every capability there is: what is left is what the owner's table says. */
const almighty = (administrationKind: AdministrationKind, unitKind: UnitKind): Viewer =>
  viewerAt({ administrationKind, unitKind, capabilities: CAPABILITIES });

const allowed = (viewer: Viewer | null): readonly Action[] => ACTIONS.filter((action) => permit(viewer, action).ok);

const SEES: readonly Action[] = ['addressing.read', 'recipients.preview'];

// biome-ignore format: a table
const EXPECTED: readonly (readonly [AdministrationKind, UnitKind, readonly Action[]])[] = [
  ['REGION', 'INPATIENT_SOMATIC',      SEES],
  ['REGION', 'INPATIENT_PSYCHIATRIC',  [...SEES, 'addressing.edit-psychiatric']],
  ['REGION', 'HEALTH_CENTRE',          SEES],
  ['REGION', 'PSYCHIATRIC_OUTPATIENT', [...SEES, 'addressing.edit-psychiatric']],
  ['REGION', 'ORGANISATIONAL',         SEES],
  ['VOF',    'ASSESSMENT',             [...SEES, 'addressing.edit-municipal']],
  ['VOF',    'HOME_HEALTH',            [...SEES, 'addressing.edit-municipal']],
  ['VOF',    'HOME_CARE',              [...SEES, 'addressing.edit-municipal']],
  ['VOF',    'RESIDENCE',              [...SEES, 'addressing.edit-municipal']],
  ['SOC',    'SOCIAL_SERVICES',        []],
  ['BIF',    'STUDENT_HEALTH',         []],
];

test.each(EXPECTED)(
  'when somebody of %s at %s has every capability, then the owner lets them do this and no more (F-225, F-235)',
  (administration, kind, actions) => {
    expect(allowed(almighty(administration, kind))).toEqual(actions);
  },
);

test('nobody owns both the municipal and the psychiatric link', () => {
  for (const [administration, kind] of EXPECTED) {
    const edits = allowed(almighty(administration, kind)).filter((action) => action.startsWith('addressing.edit'));
    expect(edits.length).toBeLessThanOrEqual(1);
  }
});

test.each(ADMINISTRATION_KINDS)('when somebody of %s has no capability, then nothing is allowed', (administration) => {
  for (const kind of ['INPATIENT_PSYCHIATRIC', 'ASSESSMENT'] as const) {
    expect(allowed({ ...almighty(administration, kind), capabilities: new Set() })).toEqual([]);
  }
});

test('when nobody is signed in, or no assignment is chosen, then nothing is allowed', () => {
  for (const viewer of [null, { ...almighty('VOF', 'ASSESSMENT'), assignment: null }])
    expect(allowed(viewer)).toEqual([]);
});

test('whatever is allowed reaches the patients of the own unit and no further (G-070)', () => {
  for (const action of ACTIONS) {
    const grants = EXPECTED.map(([administration, kind]) => permit(almighty(administration, kind), action));
    for (const grant of grants) {
      if (grant.ok) expect(grant.value.reach).toEqual({ level: 'UNIT', unitId: 'unt_1' });
    }
  }
});
