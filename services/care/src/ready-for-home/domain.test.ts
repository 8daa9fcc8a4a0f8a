import { UNIT_KINDS } from '@samplan/kit/access/viewer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Checklist, type GivenTick, isDone, itemsOf, listKindOf, tick } from './domain.ts';

const LIST = ['a', 'b', 'c'].map((key) => ({ key, text: `Text ${key}.` }));
const BEGUN = { unitId: 'ward', listId: 'qst_1' };

test.each(UNIT_KINDS.map((kind) => [kind]))(
  'when a unit is of kind %s, then its list is its owner’s (G-109)',
  (kind) => {
    const expected =
      kind === 'INPATIENT_SOMATIC' || kind === 'INPATIENT_PSYCHIATRIC'
        ? 'READY_FOR_HOME_INPATIENT'
        : kind === 'HEALTH_CENTRE' || kind === 'PSYCHIATRIC_OUTPATIENT'
          ? 'READY_FOR_HOME_OUTPATIENT'
          : 'READY_FOR_HOME_MUNICIPALITY';
    expect(listKindOf(kind)).toBe(expected);
  },
);

function ticked(latest: Checklist | null, given: GivenTick): Checklist {
  const next = tick(latest, latest?.version ?? 0, BEGUN, [given]);
  if (!next.ok) throw new Error(next.problem.code);
  return next.value;
}

describe('tick (G-109)', () => {
  test('when the list was changed meanwhile, then ChangedMeanwhile', () => {
    const latest: Checklist = { ...BEGUN, ticks: {}, version: 2 };
    for (const version of [0, 1, 3]) {
      expect(tick(latest, version, BEGUN, [])).toMatchObject({ problem: { code: 'CHANGED_MEANWHILE' } });
    }
  });

  test('when the list is begun, then it keeps the version that it was begun with', () => {
    const latest: Checklist = { ...BEGUN, ticks: {}, version: 1 };
    expect(tick(latest, 1, { ...BEGUN, listId: 'qst_2' }, [])).toMatchObject({
      value: { listId: 'qst_1', version: 2 },
    });
  });

  test('whatever is ticked in whatever order, then each thing is as it was said last, and all is done when each is ticked', () => {
    const one = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      isTicked: fc.boolean(),
      comment: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (said) => {
        const last = said.reduce<Checklist | null>((latest, given) => ticked(latest, given), null);
        const items = itemsOf(LIST, last?.ticks ?? {});
        for (const { key, isTicked, comment } of items) {
          const expected = said.findLast((given) => given.key === key);
          expect([isTicked, comment]).toEqual([expected?.isTicked ?? false, expected?.comment ?? null]);
        }
        expect(isDone(items)).toBe(items.filter(({ isTicked }) => isTicked).length === LIST.length);
      }),
    );
  });
});
