import type { Context } from '../../context.ts';
import type { ReviewAct } from '../domain.ts';
import type { ReviewGrant } from '../store.ts';

/** What somebody who acts on a review knows of it; null out of reach. An act on own accesses is noted as denied. */
export async function actOn(
  grant: ReviewGrant,
  { reviewId, version }: { readonly reviewId: string; readonly version: number },
  { logReviews, accesses, access }: Context,
): Promise<ReviewAct | null> {
  const review = await logReviews.find(grant, reviewId, access);
  if (!review) return null;
  const by = grant.viewer.userId;
  const isAboutReviewer = await accesses.hasAccessOf(review, by);
  if (isAboutReviewer) access.denied(grant.action, 'OWN_ACCESSES', { subjectId: reviewId });
  return { review, version, isAboutReviewer, by };
}
