import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoordinatingPrincipal } from '../generated/resolvers.ts';
import { tableOf } from './domain.ts';
import type { SipCount } from './store.ts';

const AS_OF = new Date('2026-04-30T10:00:00Z');

/** Härnösand, Timrå, Kramfors, Sollefteå, Ånge, Övik, Sundsvall, in the order of the seed. */
const MUNICIPALITIES = ['2280', '2262', '2282', '2283', '2260', '2284', '2281'];
/** The table of F-212 as it stands in the seed; Sollefteå's inpatient care is blank there. */
const SEED: readonly (readonly [CoordinatingPrincipal, readonly (number | null)[]])[] = [
  ['MUNICIPALITY', [15, 29, 39, 8, 35, 754, 152]],
  ['PRIMARY_CARE', [75, 446, 15, 8, 3, 187, 363]],
  ['INPATIENT_CARE', [5, 5, 17, null, 2, 37, 49]],
];

const PRINCIPALS: readonly CoordinatingPrincipal[] = [
  'MUNICIPALITY',
  'PRIMARY_CARE',
  'INPATIENT_CARE',
  'PSYCHIATRIC_OUTPATIENT_CARE',
];

const counts: readonly SipCount[] = SEED.flatMap(([coordinatingPrincipal, row]) =>
  row.flatMap((ongoing, i) =>
    ongoing === null ? [] : [{ municipalityCode: MUNICIPALITIES[i] ?? '', coordinatingPrincipal, ongoing }],
  ),
);

describe('the table of ongoing plans (F-212, G-171)', () => {
  const table = tableOf(MUNICIPALITIES, counts, AS_OF);
  const sumOf = (of: readonly { ongoing: number }[]) => of.reduce((sum, { ongoing }) => sum + ongoing, 0);

  test('when it is computed from the seed’s cells, then Övik is 978 and everything is 2 244 (K1, f.5 98)', () => {
    expect(table.byMunicipality.map(({ ongoing }) => ongoing)).toEqual([95, 480, 71, 16, 40, 978, 564]);
    expect(table.byPrincipal.map(({ ongoing }) => ongoing)).toEqual([1032, 1097, 115, 0]);
    expect(table.total).toBe(2244);
    expect(table.asOf).toBe(AS_OF);
  });

  test('when a cell is blank, then it is written as zero, and no cell is left out (K1)', () => {
    expect(table.cells).toHaveLength(PRINCIPALS.length * MUNICIPALITIES.length);
    expect(table.cells).toContainEqual({
      municipalityCode: '2283',
      coordinatingPrincipal: 'INPATIENT_CARE',
      ongoing: 0,
    });
  });

  test('when there are no plans at all, then every number is zero', () => {
    const empty = tableOf(MUNICIPALITIES, [], AS_OF);
    expect(new Set([...empty.cells, ...empty.byMunicipality, ...empty.byPrincipal].map((c) => c.ongoing))).toEqual(
      new Set([0]),
    );
    expect(empty.total).toBe(0);
  });

  test('when nothing is in reach, then there are rows and no columns', () => {
    expect(tableOf([], counts, AS_OF)).toMatchObject({ cells: [], byMunicipality: [], total: 0 });
  });

  test('when plans are counted in municipalities out of reach, then they are in no sum', () => {
    expect(tableOf(['2281'], counts, AS_OF)).toMatchObject({
      byMunicipality: [{ municipalityCode: '2281', ongoing: 564 }],
      total: 564,
    });
  });

  test('whatever is counted, rows and columns come to the same total', () => {
    const cell = fc.record({
      municipalityCode: fc.constantFrom(...MUNICIPALITIES),
      coordinatingPrincipal: fc.constantFrom(...PRINCIPALS),
      ongoing: fc.integer({ min: 1, max: 10_000 }),
    });
    const selector = (c: SipCount) => `${c.municipalityCode} ${c.coordinatingPrincipal}`;
    fc.assert(
      fc.property(fc.uniqueArray(cell, { selector }), (found) => {
        const { cells, byMunicipality, byPrincipal, total } = tableOf(MUNICIPALITIES, found, AS_OF);
        expect(total).toBe(sumOf(found));
        expect([sumOf(cells), sumOf(byMunicipality), sumOf(byPrincipal)]).toEqual([total, total, total]);
        expect(cells.filter(({ ongoing }) => ongoing > 0)).toHaveLength(found.length);
      }),
    );
  });
});
