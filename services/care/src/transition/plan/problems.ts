import type { Day } from '@samplan/kit/time';
import type { TransitionStepNotBegun, TransitionStepOfOthers } from '../../generated/resolvers.ts';

export type { TransitionStepNotBegun, TransitionStepOfOthers };

/** Union member `TransitionStepNotBegun`. */
export function stepNotBegun(fromOn: Day): TransitionStepNotBegun & { readonly __typename: 'TransitionStepNotBegun' } {
  return {
    __typename: 'TransitionStepNotBegun',
    code: 'TRANSITION_STEP_NOT_BEGUN',
    message: `Steget börjar ${fromOn} och kan klarmarkeras först då.`,
    fromOn,
  };
}

/** Union member `TransitionStepOfOthers`. */
export function stepOfOthers(): TransitionStepOfOthers & { readonly __typename: 'TransitionStepOfOthers' } {
  return {
    __typename: 'TransitionStepOfOthers',
    code: 'TRANSITION_STEP_OF_OTHERS',
    message: 'Steget hör inte till enheten. Välj ett steg som är enhetens eget.',
    field: 'input.key',
  };
}

/** Union member `TransitionWorkLeft`, with the units that have something left. */
export function workLeft<Unit>(units: readonly Unit[]) {
  return {
    __typename: 'TransitionWorkLeft' as const,
    code: 'TRANSITION_WORK_LEFT',
    message: 'Något är kvar att kvittera eller besvara. Gör klart det och klarmarkera steget sedan.',
    units: [...units],
  };
}
