import { pageOf, pageRequest } from '@samplan/kit/page';
import { BadInput } from '@samplan/kit/server/errors';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { isPeriod } from '../domain.ts';
import { permit } from '../policy.ts';

export const logReview: NonNullable<QueryResolvers['logReview']> = async (_, { id }, context) => {
  const { viewer, logReviews, access } = context;
  const grant = permit(viewer, 'log-review.read');
  if (grant.ok) return await logReviews.find(grant.value, id, access);
  access.denied('log-review.read', 'NO_CAPABILITY', { subjectId: id });
  return null;
};

export const logReviews: NonNullable<QueryResolvers['logReviews']> = async (_, { filter, ...page }, context) => {
  const { viewer, access } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'log-review.read');
  if (!grant.ok) {
    access.denied('log-review.read', 'NO_CAPABILITY');
    return null;
  }
  const conditions = {
    isFinished: filter?.state == null ? null : filter.state === 'FINISHED',
    outcome: filter?.outcome ?? null,
    unitId: filter?.unitId ?? null,
  };
  const rows = await context.logReviews.list(grant.value, conditions, request);
  access.read(
    grant.value,
    rows.map(({ id, patientId }) => ({ subjectId: id, patientId })),
  );
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
  return { edges: [...edges], pageInfo };
};

/** Three years and the days of a leap year. */
const MAX_STATISTICS_DAYS = 1097;
const MAX_ROWS = 1000;

export const logReviewStatistics: NonNullable<QueryResolvers['logReviewStatistics']> = async (
  _,
  { fromOn, toOn, first },
  context,
) => {
  const { viewer, access } = context;
  const grant = permit(viewer, 'log-review.read');
  if (!grant.ok) {
    access.denied('log-review.read', 'NO_CAPABILITY');
    return null;
  }
  if (!isPeriod(fromOn, toOn, MAX_STATISTICS_DAYS)) {
    throw new BadInput('toOn', 'OUT_OF_RANGE', 'Perioden i fältet toOn får vara högst tre år.');
  }
  const limit = first ?? 100;
  if (limit < 1 || limit > MAX_ROWS) {
    throw new BadInput('first', 'OUT_OF_RANGE', `Fältet first måste vara 1 till ${MAX_ROWS}.`);
  }
  return [...(await context.logReviews.count(grant.value, fromOn, toOn, limit))];
};
