import type { OutageRefuses, OutageWindowInvalid } from '../generated/resolvers.ts';
import type { OutageRefusal, WindowFault } from './domain.ts';

const REFUSALS: Readonly<Record<OutageRefusal['why'], string>> = {
  BY_HAND:
    'Patienten skrevs in under ett driftavbrott. Fortsätt enligt reservrutinen, eller kom överens med enheterna om att registrera i efterhand.',
  NONE: 'Inskrivningen ligger inte i något driftavbrott. Registrera den som vanligt.',
  TOO_EARLY: 'Det är inte dags att registrera i efterhand än. Fortsätt enligt reservrutinen.',
  AGREEMENT_MISSING:
    'Alla mottagare måste ha kommit överens om att registrera i efterhand. Ange när var och en gjorde det.',
  AGREEMENT_DAY: 'Dagen för överenskommelsen måste ligga mellan avbrottets början och i dag.',
};

/** Union member `OutageRefuses`. */
export function outageRefuses({
  why,
  field,
  window,
}: OutageRefusal): OutageRefuses & { readonly __typename: 'OutageRefuses' } {
  return { __typename: 'OutageRefuses', code: `OUTAGE_${why}`, message: REFUSALS[why], field, window };
}

/** Union member `OutageWindowInvalid`. */
export function outageWindowInvalid(
  fault: WindowFault,
): OutageWindowInvalid & { readonly __typename: 'OutageWindowInvalid' } {
  const __typename = 'OutageWindowInvalid';
  if ('overlaps' in fault) {
    const message = `Regionen har redan avbrottet ${fault.overlaps} vid samma tid. Ändra det i stället.`;
    return { __typename, code: 'OUTAGE_OVERLAPS', message, field: 'input.beginsAt' };
  }
  const message = `Tiden i fältet input.${fault.field} följer inte på dem före. Kontrollera tiderna.`;
  return { __typename, code: 'OUTAGE_TIMES', message, field: `input.${fault.field}` };
}
