import { expect, test } from 'vitest';
import { canTake } from './domain.ts';

const home = { kind: 'HOME_HEALTH', administrationKind: 'VOF', isActive: true } as const;
const ward = { kind: 'INPATIENT_SOMATIC', administrationKind: 'REGION', isActive: true } as const;

test.each([
  ['a notice of admission to a team', 'ADMISSION_NOTICE', home, true],
  ['a notice of admission to a ward', 'ADMISSION_NOTICE', ward, false],
  ['a care request to a ward', 'CARE_REQUEST', ward, true],
  ['a care request to a team', 'CARE_REQUEST', home, false],
  ['a message to care to a team', 'MESSAGE_TO_CARE', home, true],
  ['a message to care to a ward', 'MESSAGE_TO_CARE', ward, false],
  ['an extra message to a ward', 'EXTRA_MESSAGE', ward, true],
  ['a general message to a ward', 'GENERAL_MESSAGE', ward, true],
  ['anything to a level of the organisation', 'EXTRA_MESSAGE', { ...home, kind: 'ORGANISATIONAL' }, false],
  ['anything to education', 'EXTRA_MESSAGE', { ...home, kind: 'SCHOOL', administrationKind: 'BIF' }, false],
] as const)('canTake, %s: %#', (_, type, unit, can) => {
  expect(canTake(type, unit)).toBe(can);
});
