import type { AdministrationKind, Role, UnitKind } from '@samplan/kit/access/viewer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeAnswers, partitionOf, shownOf } from './domain.ts';

test.each<[AdministrationKind, UnitKind, Role, string | null]>([
  ['REGION', 'INPATIENT_SOMATIC', 'NURSE', 'INPATIENT_CARE'],
  ['REGION', 'INPATIENT_PSYCHIATRIC', 'DISCHARGE_COORDINATOR', 'INPATIENT_CARE'],
  ['REGION', 'HEALTH_CENTRE', 'DISTRICT_NURSE', 'PRIMARY_CARE'],
  ['REGION', 'PSYCHIATRIC_OUTPATIENT', 'NURSE', 'PSYCHIATRIC_OUTPATIENT'],
  ['VOF', 'ASSESSMENT', 'NEEDS_ASSESSOR', 'NEEDS_ASSESSMENT'],
  ['VOF', 'ASSESSMENT', 'CASE_OFFICER', 'NEEDS_ASSESSMENT'],
  ['VOF', 'HOME_HEALTH', 'NURSE', 'NURSING'],
  ['VOF', 'RESIDENCE', 'DISTRICT_NURSE', 'NURSING'],
  ['VOF', 'HOME_HEALTH', 'OCCUPATIONAL_THERAPIST', 'OCCUPATIONAL_THERAPY'],
  ['VOF', 'HOME_HEALTH', 'PHYSIOTHERAPIST', 'PHYSIOTHERAPY'],
  ['VOF', 'HOME_CARE', 'PLANNER', null],
  ['SOC', 'SOCIAL_SERVICES', 'CASE_OFFICER', 'SOCIAL_SERVICES'],
  ['BIF', 'STUDENT_HEALTH', 'SCHOOL_NURSE', null],
])('when %s %s %s answers, then the part is %s (F-233, F-240 to F-244)', (administrationKind, unitKind, role, part) => {
  expect(partitionOf({ administrationKind, unitKind, role })).toBe(part);
});

test('when answers are merged, then given ones change, null removes and the others stay', () => {
  expect(
    mergeAnswers({ a: '1', b: '2', c: '3' }, [
      { key: 'b', answer: 'x' },
      { key: 'c', answer: null },
    ]),
  ).toEqual({
    a: '1',
    b: 'x',
  });
});

test('when answers are given in any order, then the last to each question counts and no other is touched', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__');
  const given = fc.array(fc.record({ key, answer: fc.option(fc.string()) }));
  fc.assert(
    fc.property(given, (answers) => {
      const merged = mergeAnswers({ kept: 'yes' }, answers);
      expect(merged['kept']).toBe('yes');
      for (const name of new Set(answers.map((answer) => answer.key))) {
        const last = answers.findLast((answer) => answer.key === name)?.answer ?? null;
        expect(Object.hasOwn(merged, name) ? merged[name] : null).toBe(last);
      }
    }),
  );
});

test('when several units write the same part, then the viewer sees the own unit’s, and others the signed one', () => {
  const partition = 'NURSING' as const;
  const [draft, signed] = [
    { unitId: 'a', partition, state: 'DRAFT' as const },
    { unitId: 'b', partition, state: 'SIGNED' as const },
  ];
  const voided = { unitId: 'c', partition, state: 'VOIDED' as const };
  const other = { unitId: 'd', partition: 'PHYSIOTHERAPY' as const, state: 'SIGNED' as const };
  const all = [voided, draft, signed, other];
  expect(shownOf(all, partition, null)).toBe(signed);
  expect(shownOf([voided, draft], partition, null)).toBe(draft);
  expect(shownOf([voided], partition, null)).toBe(voided);
  expect(shownOf(all, partition, 'a')).toBe(draft);
  expect(shownOf(all, partition, 'd')).toBeNull();
  expect(shownOf(all, 'PRIMARY_CARE', null)).toBeNull();
});
