import type { CareDayAmountMissing } from '../generated/resolvers.ts';
import { firstOf, type Month } from './month.ts';
import type { SettlingRefusal } from './settlement.ts';
import type { SavedAgreement } from './store.ts';

/** Union member `CareDayAmountMissing`. */
export function careDayAmountMissing(
  year: number,
): CareDayAmountMissing & { readonly __typename: 'CareDayAmountMissing' } {
  return {
    __typename: 'CareDayAmountMissing',
    code: 'CARE_DAY_AMOUNT_MISSING',
    message: `Belopp per vårddygn saknas för år ${year}. Ange det med setCareDayAmount innan något summeras.`,
    year,
  };
}

/** Union member `AgreementOverlaps`. */
export function agreementOverlaps(overlapping: SavedAgreement) {
  return {
    __typename: 'AgreementOverlaps',
    code: 'LIABILITY_AGREEMENT_OVERLAPS',
    message:
      'En annan överenskommelse med kommunen gäller under samma tid. Ändra tiden, eller spara en ny version av den.',
    field: 'input.validFromOn',
    overlapping,
  } as const;
}

/** Union member `LiabilityBasisTooLarge`. */
export function liabilityBasisTooLarge(most: number) {
  return {
    __typename: 'LiabilityBasisTooLarge',
    code: 'LIABILITY_BASIS_TOO_LARGE',
    message: `Underlaget har fler än ${most} vårdtillfällen. Läs det sida för sida i stället.`,
  } as const;
}

const MONTH_SENTENCES: Readonly<Record<SettlingRefusal['kind'], string>> = {
  SETTLED: 'Månaden är redan fastställd. Det som ändras därefter kommer med i nästa månads underlag.',
  NOT_OVER: 'Månaden är inte slut. Fastställ den när den är det.',
  OUT_OF_ORDER: 'Månader fastställs i ordning. Fastställ först den som står på tur.',
  ONGOING: 'Fastställandet pågår. Försök igen om en stund.',
};

/**
 * Union member `LiabilityMonthRefuses`.
 * @param due - the month that is to be settled next.
 * @param episodeCount - how many have been gone through, of one that is being settled.
 */
export function liabilityMonthRefuses(
  { kind }: SettlingRefusal,
  due: Month | null,
  episodeCount: number | null = null,
) {
  return {
    __typename: 'LiabilityMonthRefuses',
    code: `LIABILITY_MONTH_${kind}`,
    message: MONTH_SENTENCES[kind],
    dueMonthOn: due && firstOf(due),
    episodeCount,
  } as const;
}
