import type { ActiveAssignment, Role, UnitKind } from '@samplan/kit/access/viewer';
import type { Partition } from './questions.ts';

/** Answers by question key. */
export type Answers = Readonly<Record<string, string>>;

const BY_UNIT_KIND: Partial<Readonly<Record<UnitKind, Partition>>> = {
  INPATIENT_SOMATIC: 'INPATIENT_CARE',
  INPATIENT_PSYCHIATRIC: 'INPATIENT_CARE',
  HEALTH_CENTRE: 'PRIMARY_CARE',
  PSYCHIATRIC_OUTPATIENT: 'PSYCHIATRIC_OUTPATIENT',
};

const BY_MUNICIPAL_ROLE: Partial<Readonly<Record<Role, Partition>>> = {
  NEEDS_ASSESSOR: 'NEEDS_ASSESSMENT',
  CASE_OFFICER: 'NEEDS_ASSESSMENT',
  NURSE: 'NURSING',
  DISTRICT_NURSE: 'NURSING',
  OCCUPATIONAL_THERAPIST: 'OCCUPATIONAL_THERAPY',
  PHYSIOTHERAPIST: 'PHYSIOTHERAPY',
};

/**
 * The part that somebody answers: the region by kind of unit, care and nursing by role, social services their own
 * (F-233, F-240 to F-244).
 * @returns null when the role answers none.
 */
export function partitionOf(
  assignment: Pick<ActiveAssignment, 'administrationKind' | 'unitKind' | 'role'>,
): Partition | null {
  switch (assignment.administrationKind) {
    case 'REGION':
      return BY_UNIT_KIND[assignment.unitKind] ?? null;
    case 'VOF':
      return BY_MUNICIPAL_ROLE[assignment.role] ?? null;
    case 'SOC':
      return 'SOCIAL_SERVICES';
    case 'BIF':
      return null;
  }
}

/** Which parts a unit of a kind is expected to answer in the overview: any one of them suffices. */
export function isExpectedToAnswer(kind: UnitKind): boolean {
  return kind in BY_UNIT_KIND || kind === 'ASSESSMENT' || kind === 'HOME_HEALTH' || kind === 'SOCIAL_SERVICES';
}

/** New answers over old ones: given questions change, null removes, the others stay. */
export function mergeAnswers(
  before: Answers,
  given: readonly { readonly key: string; readonly answer: string | null }[],
): Answers {
  const merged = new Map(Object.entries(before));
  for (const { key, answer } of given) {
    if (answer === null) merged.delete(key);
    else merged.set(key, answer);
  }
  return Object.fromEntries(merged);
}
