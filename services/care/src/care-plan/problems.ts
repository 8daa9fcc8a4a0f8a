import type {
  CarePlanPartyRefused,
  CarePlanState,
  CarePlanStateRefuses,
  FinalSigningConfirmationRequired,
  PlanningBasisLocked,
  PlanningSectionState,
  PlanningSectionStateRefuses,
  SignaturesMissing as SignaturesMissingType,
} from '../generated/resolvers.ts';

export { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';
export type {
  CarePlanPartyRefused,
  CarePlanStateRefuses,
  FinalSigningConfirmationRequired,
  PlanningBasisLocked,
  PlanningSectionStateRefuses,
};

/** Union member `SignaturesMissing`. */
export type SignaturesMissing = SignaturesMissingType & { readonly __typename: 'SignaturesMissing' };

/** What can be done with a part in each state. */
const OF_PART: Readonly<Record<PlanningSectionState, string>> = {
  UNANSWERED: 'Er del är inte påbörjad. Besvara den först.',
  DRAFT: 'Er del är sparad men inte signerad. Ändra den, signera den eller makulera den.',
  SIGNED: 'Er del är signerad. Rätta den eller makulera den i stället.',
  VOIDED: 'Er del är makulerad. Besvara den på nytt om den ska gälla.',
};

/** Union member `PlanningSectionStateRefuses`. */
export function sectionStateRefuses(state: PlanningSectionState): PlanningSectionStateRefuses {
  return {
    __typename: 'PlanningSectionStateRefuses',
    code: 'PLANNING_SECTION_STATE_REFUSES',
    message: OF_PART[state],
    sectionState: state,
  };
}

/** What can be done with a plan in each state. */
const OF_PLAN: Readonly<Record<CarePlanState, string>> = {
  OPEN: 'Vårdplanen är öppen. Läs in den på nytt.',
  FINALLY_JUSTIFIED: 'Vårdplanen är slutjusterad. Be avdelningen öppna den på nytt om mer ska skrivas.',
};

/** Union member `CarePlanStateRefuses`. */
export function planStateRefuses(state: CarePlanState): CarePlanStateRefuses {
  return {
    __typename: 'CarePlanStateRefuses',
    code: 'CARE_PLAN_STATE_REFUSES',
    message: OF_PLAN[state],
    planState: state,
  };
}

/** Union member `FinalSigningConfirmationRequired` (F-066). */
export function finalSigningConfirmationRequired(): FinalSigningConfirmationRequired {
  return {
    __typename: 'FinalSigningConfirmationRequired',
    code: 'FINAL_SIGNING_CONFIRMATION_REQUIRED',
    message: 'Ni signerar sist och slutjusterar då hela vårdplanen. Bekräfta att den ska slutjusteras.',
  };
}

/** Union member `CarePlanPartyRefused`. */
export function planPartyRefused(): CarePlanPartyRefused {
  return {
    __typename: 'CarePlanPartyRefused',
    code: 'CARE_PLAN_PARTY_REFUSED',
    message: 'Enheten i fältet input.unitId ska inte signera, har redan signerat eller är avdelningen. Läs in på nytt.',
    field: 'input.unitId',
  };
}

/** Union member `SignaturesMissing`. */
export function signaturesMissing(unitIds: readonly string[]): SignaturesMissing {
  return {
    __typename: 'SignaturesMissing',
    code: 'CARE_PLAN_SIGNATURES_MISSING',
    message: 'Vårdplanen kan slutjusteras först när alla som ska signera har gjort det eller är undantagna.',
    units: unitIds.map((id) => ({ id })),
  };
}

/** Union member `PlanningBasisLocked` (G-108). */
export function planningBasisLocked(): PlanningBasisLocked {
  return {
    __typename: 'PlanningBasisLocked',
    code: 'PLANNING_BASIS_LOCKED',
    message: 'Er del ledde till rött spår och ändras inte längre. Skriv det som är nytt i ett extrameddelande.',
  };
}
