import { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';
import type { LogReviewFinished, NoRemark, OwnAccessesReviewed } from '../generated/resolvers.ts';
import type { ReviewFault } from './domain.ts';

/** Nobody reviews their own accesses (B-15, f.6 106). */
export function ownAccesses(): OwnAccessesReviewed {
  return {
    __typename: 'OwnAccessesReviewed',
    code: 'LOG_REVIEW_OWN_ACCESSES',
    message: 'Granskningen gäller egna åtkomster. Be en kollega med samma uppdrag att göra den.',
  };
}

/** The review is finished and stays as it is. */
export function reviewFinished(): LogReviewFinished {
  return {
    __typename: 'LogReviewFinished',
    code: 'LOG_REVIEW_FINISHED',
    message: 'Granskningen är avslutad och kan inte ändras. Starta en ny om något behöver granskas igen.',
  };
}

/** There is no remark to follow up. */
export function noRemark(): NoRemark {
  return {
    __typename: 'NoRemark',
    code: 'LOG_REVIEW_NO_REMARK',
    message: 'Bara en granskning som avslutats med anmärkning kan följas upp. Välj en sådan granskning.',
  };
}

/** The problem that a fault is told as, when a review is opened or finished. */
export function problemOf(fault: ReviewFault): OwnAccessesReviewed | LogReviewFinished | ChangedMeanwhile {
  if (fault === 'OWN_ACCESSES') return ownAccesses();
  return fault === 'FINISHED' ? reviewFinished() : changedMeanwhile();
}
