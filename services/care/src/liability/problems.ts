import type { CareDayAmountMissing } from '../generated/resolvers.ts';
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
