import { ADMINISTRATION_KINDS, ROLES } from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { permit } from './policy.ts';

/** Column ME of e.1: ● and ○ alike, since nobody keeps the contact data of others. */
const E1: Readonly<Record<string, string>> = {
  VOF: `NURSE DISTRICT_NURSE OCCUPATIONAL_THERAPIST PHYSIOTHERAPIST NEEDS_ASSESSOR CASE_OFFICER PLANNER UNIT_MANAGER
    OPERATIONS_MANAGER SUPER_USER RESIDENCE_COORDINATOR ADMINISTRATOR SYSTEM_MANAGER`,
  SOC: `NURSE DISTRICT_NURSE OCCUPATIONAL_THERAPIST PHYSIOTHERAPIST NEEDS_ASSESSOR CASE_OFFICER SOCIAL_WORKER UNIT_MANAGER
    SUPER_USER ADMINISTRATOR SYSTEM_MANAGER`,
  BIF: `SCHOOL_PHYSICIAN SCHOOL_NURSE SPECIAL_NEEDS_TEACHER COUNSELLOR PSYCHOLOGIST SPEECH_THERAPIST APPOINTED_STAFF
    SCHOOL_PRINCIPAL UNIT_MANAGER OPERATIONS_MANAGER ADMINISTRATOR SYSTEM_MANAGER`,
  REGION: `NURSE DISTRICT_NURSE DISCHARGE_COORDINATOR PHYSICIAN UNIT_MANAGER OPERATIONS_MANAGER ADMINISTRATOR
    SYSTEM_MANAGER`,
};

test.each(ADMINISTRATION_KINDS)('in %s those keep their contact data whom e.1 names, and nobody else does', (kind) => {
  const may = ROLES.filter((role) => {
    const capabilities = capabilitiesOf(kind, role, 'ORGANISATIONAL');
    return permit(viewerAt({ administrationKind: kind, role, capabilities }), 'own-contact.edit').ok;
  });
  expect([...may].sort()).toEqual((E1[kind] ?? '').split(/\s+/).sort());
});

test('the head of the department of SOC keeps none (e.1)', () => {
  expect(capabilitiesOf('SOC', 'DEPARTMENT_HEAD', 'ORGANISATIONAL')).not.toContain('own-contact.edit');
});
