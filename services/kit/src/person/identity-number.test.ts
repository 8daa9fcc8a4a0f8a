import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { birthDateHint, IDENTITY_NUMBER_FAULTS, luhn, parseIdentityNumber } from './identity-number.ts';
import { testNumbers } from './test-numbers.ts';

const TODAY = '2026-11-21';
const all = [...testNumbers()];

function parse(text: string) {
  const result = parseIdentityNumber(text, TODAY);
  return result.ok ? result.value : result.problem;
}

/** Day and month of a coordination number that no calendar has, as 31 February (G-122). */
function isImpossible(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined || day < 61 || month === 0) return false;
  return day - 60 > new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const valid = all.filter((digits) => !isImpossible(digits));
const anyValid = fc.constantFrom(...valid);
const fourLast = fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0'));

describe('a number of twelve digits', () => {
  test('f.1 1: the check digit decides', () => {
    expect(parse('191212121212')).toEqual({ digits: '191212121212', kind: 'PERSONAL' });
    expect(parse('191212121213')).toBe('CHECK_DIGIT');
  });

  test('is the same with a hyphen before the last four and with space around', () => {
    for (const text of ['19121212-1212', ' 191212121212', '191212121212\n', '\t19121212-1212 ']) {
      expect(parse(text), JSON.stringify(text)).toEqual({ digits: '191212121212', kind: 'PERSONAL' });
    }
  });

  test('f.1 5: letters, spaces within, other signs and other scripts’ digits are refused', () => {
    for (const text of [
      '19090527 1474',
      '1909-05-27-1474',
      '19090527+1474',
      '19090527–1474',
      '19121212121A',
      '1912121212120',
      '19121212121',
      '١٩١٢١٢١٢١٢١٢',
      '１９１２１２１２１２１２',
      '',
      '-',
      '19121212121\u0000',
    ]) {
      expect(parse(text), JSON.stringify(text)).toBe('FORM');
    }
  });

  test('every officially valid number of the test lists is read as it stands (G-126)', () => {
    const wrong = valid.filter((digits) => {
      const parsed = parseIdentityNumber(digits, TODAY);
      return !parsed.ok || parsed.value.digits !== digits;
    });
    expect(wrong).toEqual([]);
    expect(valid.length).toBeGreaterThan(43_000);
  });

  test('f.1 11: days that no month has are refused, though the test lists hold some (G-122)', () => {
    const impossible = all.filter(isImpossible);
    expect(impossible).toContain('193302912385');
    expect(new Set(impossible.map(parse))).toEqual(new Set(['DATE']));
  });

  test('one wrong digit among the last ten is always refused (G-120)', () => {
    fc.assert(
      fc.property(
        anyValid,
        fc.integer({ min: 2, max: 11 }),
        fc.integer({ min: 1, max: 9 }),
        (digits, place, change) => {
          const changed = String((Number(digits[place]) + change) % 10);
          expect(typeof parse(digits.slice(0, place) + changed + digits.slice(place + 1))).toBe('string');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a wrong century is found only by the date: the check digit does not know it (G-121)', () => {
    fc.assert(
      fc.property(anyValid, fc.integer({ min: 0, max: 99 }), (digits, century) => {
        const changed = String(century).padStart(2, '0') + digits.slice(2);
        const parsed = parse(changed);
        if (typeof parsed === 'string') expect(parsed).toBe('DATE');
        else expect(parsed.digits).toBe(changed);
      }),
    );
  });

  test('two neighbouring digits that changed places are refused, but for 0 and 9 as Luhn cannot see that', () => {
    fc.assert(
      fc.property(anyValid, fc.integer({ min: 2, max: 10 }), (digits, place) => {
        const [a, b] = [digits[place], digits[place + 1]];
        if (a === b || (a === '0' && b === '9') || (a === '9' && b === '0')) return;
        expect(typeof parse(`${digits.slice(0, place)}${b}${a}${digits.slice(place + 2)}`)).toBe('string');
      }),
    );
  });

  test('a number of a day to come is refused, one of today is not', () => {
    const ofDay = (day: string): string => {
      const eleven = `${day.replaceAll('-', '')}000`;
      return `${eleven}${(10 - luhn(`${eleven.slice(2)}0`)) % 10}`;
    };
    expect(parse(ofDay('2026-11-21'))).toMatchObject({ kind: 'PERSONAL' });
    expect(parse(ofDay('2026-11-22'))).toBe('DATE');
    expect(parse(ofDay('2027-01-01'))).toBe('DATE');
  });

  test('f.1 14: a national reserve number, which begins with 22, is no identity number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^22\d{10}$/), (digits) => {
        expect(parse(digits)).toBe('DATE');
      }),
    );
  });

  test('whatever is given: either the twelve digits that stand there, or a fault that does not repeat them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^\d{9,13}$/)), (text) => {
        const result = parseIdentityNumber(text, TODAY);
        if (result.ok) expect(text.replaceAll(/\D/g, '')).toBe(result.value.digits);
        else expect(IDENTITY_NUMBER_FAULTS[result.problem]).not.toMatch(/\d/);
      }),
    );
  });
});

describe('a number of ten digits', () => {
  test('f.1 4, K4: is refused, whatever the digits, and no century is guessed', () => {
    const sixFirst = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0'));
    fc.assert(
      fc.property(sixFirst, fc.constantFrom('', '-', '+'), fourLast, (six, sign, four) => {
        expect(parse(`${six}${sign}${four}`)).toBe('TEN_DIGITS');
      }),
    );
    fc.assert(
      fc.property(anyValid, (digits) => {
        expect(parse(digits.slice(2))).toBe('TEN_DIGITS');
      }),
    );
  });

  test('K4: the two test patients of the routine are read with their century only', () => {
    expect(parse('101023-9810')).toBe('TEN_DIGITS');
    expect(parse('241019-9240')).toBe('TEN_DIGITS');
    expect(parse('19101023-9810')).toEqual({ digits: '191010239810', kind: 'PERSONAL' });
    expect(parse('19241019-9240')).toEqual({ digits: '192410199240', kind: 'PERSONAL' });
    // The check digit fits in the other century too: nothing but the person can tell.
    expect(parse('20101023-9810')).toMatchObject({ digits: '201010239810' });
    expect(parse('20241019-9240')).toMatchObject({ digits: '202410199240' });
  });
});

describe('a coordination number (G-122)', () => {
  test('f.1 8: has 60 added to the day', () => {
    expect(parse('191401682396')).toEqual({ digits: '191401682396', kind: 'COORDINATION' });
  });

  test('f.1 10: may have day 60 or month 00, where the birth date is unverified', () => {
    expect(parse('191711602399')).toEqual({ digits: '191711602399', kind: 'COORDINATION' });
    const withoutMonth = valid.filter((digits) => digits.slice(4, 6) === '00');
    const withoutDay = valid.filter((digits) => digits.slice(6, 8) === '60');
    expect([withoutMonth.length, withoutDay.length]).toEqual([132, 41]);
    expect([...withoutMonth, ...withoutDay].every((digits) => typeof parse(digits) !== 'string')).toBe(true);
  });

  test('a personal number may have neither', () => {
    expect(parse('191700012399')).toBe('DATE');
    expect(parse('191711002399')).toBe('DATE');
  });

  test('f.1 12: hints at its birth date without the 60, and at none where it is open', () => {
    expect(birthDateHint({ digits: '191401682396', kind: 'COORDINATION' })).toBe('1914-01-08');
    expect(birthDateHint({ digits: '191711602399', kind: 'COORDINATION' })).toBeNull();
    expect(birthDateHint({ digits: '191010239810', kind: 'PERSONAL' })).toBe('1910-10-23');
  });

  test('every number that is read has a birth date hint or openly none', () => {
    for (const digits of valid) {
      const parsed = parseIdentityNumber(digits, TODAY);
      if (!parsed.ok) throw new Error('must be read');
      const hint = birthDateHint(parsed.value);
      const isOpen = digits.slice(4, 6) === '00' || digits.slice(6, 8) === '60';
      expect(hint === null).toBe(isOpen);
      if (hint !== null) expect(hint.slice(0, 7).replace('-', '')).toBe(digits.slice(0, 6));
    }
  });
});

test('f.1 13: an interim number with a letter is refused as such (G-124)', () => {
  for (const text of ['000101-T220', '20000101T220', '20000101-t220', '000101T220', '000101+X220']) {
    expect(parse(text)).toBe('INTERIM');
  }
});
