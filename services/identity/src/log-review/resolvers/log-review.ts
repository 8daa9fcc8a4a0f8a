import { pageOf, pageRequest } from '@samplan/kit/page';
import type { Context } from '../../context.ts';
import type {
  AccessLogEntryResolvers,
  LogReviewCountResolvers,
  LogReviewFollowUpResolvers,
  LogReviewResolvers,
} from '../../generated/resolvers.ts';
import type { LoggedAccess, LogReview as Review } from '../domain.ts';
import { permit } from '../policy.ts';

/** Accesses in the limited extract. */
const EXTRACT = 25;

const person = async (id: string | null, { userById }: Context) => (id ? await userById.load(id) : null);

export const LogReview: LogReviewResolvers = {
  unit: ({ unitId }) => (unitId ? { id: unitId } : null),
  staff: async ({ userIds }, _args, context) => await Promise.all(userIds.map((id) => person(id, context))),
  drawnBy: async ({ drawnById }, _args, context) => await person(drawnById, context),
  openedBy: async ({ openedById }, _args, context) => await person(openedById, context),
  finishedBy: async ({ finishedById }, _args, context) => await person(finishedById, context),
  state: ({ finishedAt }) => (finishedAt ? 'FINISHED' : 'OPEN'),
  accessCount: async (review, _args, { accesses }) => await accesses.count(review),
  viewerMayReview: async (review, _args, context) => !(await isAboutViewer(review, context)),
  extract: async (review, _args, context) => {
    if (await isAboutViewer(review, context)) return [];
    // What was not drawn has no seed; its own id chooses as well.
    return shown(await context.accesses.extract(review, review.seed ?? review.id, EXTRACT), review, context);
  },
  entries: async (review, page, context) => {
    const request = pageRequest(page);
    if (!review.openedAt || (await isAboutViewer(review, context))) return null;
    const rows = shown(await context.accesses.list(review, request), review, context);
    const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
    return { edges: [...edges], pageInfo };
  },
  followUps: async ({ id }, _args, { logReviews }) => [...(await logReviews.followUps(id))],
};

async function isAboutViewer(review: Review, { viewer, accesses }: Context): Promise<boolean> {
  return !viewer || (await accesses.hasAccessOf(review, viewer.userId));
}

/** Accesses as they are shown: whose they are to is noted, since that is an access too (f.6 104). */
function shown(rows: readonly LoggedAccess[], review: Review, { viewer, access }: Context): LoggedAccess[] {
  const grant = permit(viewer, 'log-review.read');
  if (!grant.ok) return [];
  access.read(
    grant.value,
    rows.flatMap(({ patientId }) => (patientId ? [{ patientId, subjectId: review.id }] : [])),
  );
  return [...rows];
}

export const AccessLogEntry: AccessLogEntryResolvers = {
  user: async ({ actorId }, _args, context) => (actorId?.startsWith('usr_') ? await person(actorId, context) : null),
  serviceAccountId: ({ actorId }) => (actorId?.startsWith('svc_') ? actorId : null),
  unit: ({ unitId }) => (unitId ? { id: unitId } : null),
};

export const LogReviewFollowUp: LogReviewFollowUpResolvers = {
  notedBy: async ({ notedById }, _args, context) => await person(notedById, context),
};

export const LogReviewCount: LogReviewCountResolvers = {
  unit: ({ unitId }) => (unitId ? { id: unitId } : null),
};
