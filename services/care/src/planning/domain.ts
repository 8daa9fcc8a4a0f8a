import type { ActiveAssignment, Role, UnitKind } from '@samplan/kit/access/viewer';
import type { PlanningSectionState } from '../generated/resolvers.ts';
import type { Partition } from './questions.ts';

/** Answers by question key. */
export type Answers = Readonly<Record<string, string>>;

/** An answer as it is given; null removes. */
export interface GivenAnswer {
  readonly key: string;
  readonly answer: string | null;
}

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
export function mergeAnswers(before: Answers, given: readonly GivenAnswer[]): Answers {
  const merged = new Map(Object.entries(before));
  for (const { key, answer } of given) {
    if (answer === null) merged.delete(key);
    else merged.set(key, answer);
  }
  return Object.fromEntries(merged);
}

/**
 * Which of the units' parts of a kind is shown by the name of the part: the own unit's, where the viewer writes it; else the
 * signed one before a draft before a void one, of several the first.
 * @param sections - latest first.
 * @param ownUnitId - the viewer's unit, where it writes this part.
 * @returns null when there is none.
 */
export function shownOf<
  S extends { readonly unitId: string; readonly partition: Partition; readonly state: PlanningSectionState },
>(sections: readonly S[], partition: Partition, ownUnitId: string | null): S | null {
  const ofKind = sections.filter((section) => section.partition === partition);
  if (ownUnitId !== null) return ofKind.find(({ unitId }) => unitId === ownUnitId) ?? null;
  const inState = (state: PlanningSectionState) => ofKind.find((section) => section.state === state);
  return inState('SIGNED') ?? inState('DRAFT') ?? ofKind[0] ?? null;
}
