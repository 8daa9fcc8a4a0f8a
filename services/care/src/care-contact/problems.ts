import type { CareContactNotAppointed as CareContactNotAppointedType } from '../generated/resolvers.ts';

export { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';

/** Union member `CareContactNotAppointed`. */
export type CareContactNotAppointed = CareContactNotAppointedType & { readonly __typename: 'CareContactNotAppointed' };

/** Nobody is appointed. */
export function notAppointed(): CareContactNotAppointed {
  return {
    __typename: 'CareContactNotAppointed',
    code: 'CARE_CONTACT_NOT_APPOINTED',
    message: 'Er enhet har ingen fast kontakt för patienten att avsluta. Läs in patienten på nytt.',
  };
}
