import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths } from './month.ts';
import { differences, dueMonth, NO_SUM, refusalToSettle, type Sum } from './settlement.ts';

const TODAY = '2026-12-24';

describe('a month is settled', () => {
  test.each([
    ['over, and none is settled', '2026-08', [], null],
    ['over, and the one before is settled', '2026-11', ['2026-09', '2026-10'], null],
    ['settled', '2026-10', ['2026-09', '2026-10'], 'SETTLED'],
    ['not over', '2026-12', ['2026-11'], 'NOT_OVER'],
    ['to come', '2027-03', [], 'NOT_OVER'],
    ['after one that is not settled', '2026-11', ['2026-09'], 'OUT_OF_ORDER'],
    ['before the first that is settled', '2026-08', ['2026-09'], 'OUT_OF_ORDER'],
  ])('when it is %s, then it is as that says', (_, month, settled, refusal) => {
    expect(refusalToSettle(month, settled, TODAY)?.kind ?? null).toBe(refusal);
  });

  test('when months are settled in any order of asking, then they follow each other without a gap', () => {
    const asked = fc.array(fc.integer({ min: 0, max: 11 }).map((months) => addMonths('2026-01', months)));
    fc.assert(
      fc.property(asked, (months) => {
        const settled: string[] = [];
        for (const month of months) if (refusalToSettle(month, settled, TODAY) === null) settled.push(month);
        settled.forEach((month, i) => {
          expect(month).toBe(addMonths(settled[0] ?? '', i));
          expect(month < '2026-12').toBe(true);
        });
        expect(dueMonth(settled)).toBe(settled.length === 0 ? null : addMonths(settled.at(-1) ?? '', 1));
      }),
    );
  });
});

describe('what has changed since', () => {
  const sums = fc.dictionary(
    fc.constantFrom('epi_1', 'epi_2', 'epi_3', 'agr_1'),
    fc.record({ careDayCount: fc.nat(40), totalSek: fc.nat(400_000) }),
  );

  function plus(a: ReadonlyMap<string, Sum>, b: ReadonlyMap<string, Sum>): ReadonlyMap<string, Sum> {
    const all = new Map(a);
    for (const [id, { careDayCount, totalSek }] of b) {
      const before = all.get(id) ?? NO_SUM;
      all.set(id, { careDayCount: before.careDayCount + careDayCount, totalSek: before.totalSek + totalSek });
    }
    return all;
  }

  test('when it is added to what was settled, month after month, then all together is what stands now', () => {
    fc.assert(
      fc.property(fc.array(sums, { minLength: 1, maxLength: 6 }), (states) => {
        let settled: ReadonlyMap<string, Sum> = new Map();
        for (const state of states) settled = plus(settled, differences(settled, new Map(Object.entries(state))));
        const now = new Map(Object.entries(states.at(-1) ?? {}));
        for (const [id, sum] of settled) expect(sum).toEqual(now.get(id) ?? NO_SUM);
        expect(differences(settled, now).size).toBe(0);
      }),
    );
  });

  test('when nothing has changed, then there is no row; when something has gone, then it is taken back', () => {
    const settled = new Map([['epi_1', { careDayCount: 2, totalSek: 22_000 }]]);
    expect(differences(settled, settled).size).toBe(0);
    expect([...differences(settled, new Map())]).toEqual([['epi_1', { careDayCount: -2, totalSek: -22_000 }]]);
  });
});
