import { addDays } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Agreement, agreementOn, overlap, STATUTORY_TERMS, type Validity } from './terms.ts';

const BASE = '2026-01-01';

const validities: fc.Arbitrary<Validity> = fc
  .record({
    municipalityCode: fc.constantFrom('2281', '2280'),
    careType: fc.constantFrom('SOMATIC' as const, 'PSYCHIATRIC' as const, null),
    from: fc.integer({ min: 0, max: 60 }),
    length: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
  })
  .map(({ from, length, ...of }) => ({
    ...of,
    validFromOn: addDays(BASE, from),
    validToOn: length === null ? null : addDays(BASE, from + length),
  }));

function agreement(id: string, validity: Validity): Agreement {
  return { ...validity, id, version: 1, terms: STATUTORY_TERMS };
}

test('two agreements overlap exactly when some day of some care finds them both (f.4 78)', () => {
  const days = Array.from({ length: 130 }, (_, i) => addDays(BASE, i));
  fc.assert(
    fc.property(validities, validities, (a, b) => {
      const { municipalityCode } = a;
      const both = (['SOMATIC', 'PSYCHIATRIC'] as const).some((careType) =>
        days.some((day) => {
          const wanted = { municipalityCode, careType, day };
          return agreementOn([agreement('a', a)], wanted) && agreementOn([agreement('b', b)], wanted);
        }),
      );
      expect(overlap(a, b)).toBe(both);
      expect(overlap(b, a)).toBe(both);
    }),
  );
});

describe('the agreement in force', () => {
  const spring = agreement('spring', {
    municipalityCode: '2281',
    careType: null,
    validFromOn: '2026-04-01',
    validToOn: '2026-06-30',
  });

  test.each([
    ['the day before it begins', '2026-03-31', null],
    ['its first day', '2026-04-01', 'spring'],
    ['its last day', '2026-06-30', 'spring'],
    ['the day after its last', '2026-07-01', null],
  ])('on %s is the right one (f.4 78)', (_, day, id) => {
    const found = agreementOn([spring], { municipalityCode: '2281', careType: 'PSYCHIATRIC', day });
    expect(found?.id ?? null).toBe(id);
  });

  test('is none of another municipality or other care', () => {
    const wanted = { municipalityCode: '2280', careType: 'SOMATIC', day: '2026-05-01' } as const;
    expect(agreementOn([spring], wanted)).toBeNull();
    const psychiatric: Agreement = { ...spring, careType: 'PSYCHIATRIC' };
    expect(agreementOn([psychiatric], { ...wanted, municipalityCode: '2281' })).toBeNull();
  });
});
