import type { Patient } from '@samplan/care/patient/store';
import { parseIdentityNumber } from '@samplan/kit/person/identity-number';
import { testNumbers } from '@samplan/kit/person/test-numbers';
import { chanceOf } from './chance.ts';

/** An official test number with what it hints at (G-120). */
export interface DemoNumber {
  readonly digits: string;
  readonly kind: Patient['identityKind'];
  readonly isWoman: boolean;
}

/** Ages of the demo region's people, by first and last year of birth. */
const BORN = { CHILD: [2010, 2020], ADULT: [1963, 2006], ELDERLY: [1920, 1962] } as const;

/** One of the ages. */
export type Age = keyof typeof BORN;

/** The day that the numbers are read on: any day after the youngest was born. */
const TODAY = '2026-01-01';

/**
 * Gives out Skatteverket's official test numbers (G-126), each once, in an order that is the same every time.
 * @param taken - numbers that somebody has already.
 */
export function demoNumbers(taken: readonly string[]): (age: Age) => DemoNumber {
  const chance = chanceOf('identity numbers');
  const ofAge = (age: Age): string[] => {
    const [from, to] = BORN[age];
    const isFree = (digits: string): boolean =>
      digits >= String(from) && digits < String(to + 1) && !taken.includes(digits);
    return chance.shuffled([...testNumbers()].filter(isFree));
  };
  const left: Readonly<Record<Age, string[]>> = {
    CHILD: ofAge('CHILD'),
    ADULT: ofAge('ADULT'),
    ELDERLY: ofAge('ELDERLY'),
  };
  return (age) => {
    for (let digits = left[age].pop(); digits !== undefined; digits = left[age].pop()) {
      const number = readNumber(digits);
      if (number) return number;
    }
    throw new Error(`no more test numbers for ${age}`);
  };
}

/** What a test number hints at; null when it cannot be registered: some coordination numbers have days that do not exist. */
export function readNumber(digits: string): DemoNumber | null {
  const parsed = parseIdentityNumber(digits, TODAY);
  return parsed.ok ? { ...parsed.value, isWoman: Number(digits[10]) % 2 === 0 } : null;
}
