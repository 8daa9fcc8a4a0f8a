import { pageOf, pageRequest } from '@samplan/kit/page';
import { BadInput } from '@samplan/kit/server/errors';
import { addHours, stockholmDay } from '@samplan/kit/time';
import type { QueryResolvers, StaleAccountResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

const MOST_DAYS = 3650;

export const staleAccounts: NonNullable<QueryResolvers['staleAccounts']> = async (_, args, context) => {
  const { viewer, stale, access } = context;
  const page = pageRequest(args);
  const days = args.days ?? 90;
  if (days < 1 || days > MOST_DAYS) {
    throw new BadInput('days', 'OUT_OF_RANGE', `Fältet days måste vara 1 till ${MOST_DAYS}.`);
  }
  const grant = permit(viewer, 'account.oversee');
  if (!grant.ok) {
    access.denied('account.oversee', 'NO_CAPABILITY');
    return null;
  }
  const now = context.now();
  const rows = await stale.list(grant.value, addHours(now, -24 * days), stockholmDay(now), page);
  const { edges, pageInfo } = pageOf(rows, page, ({ userId }) => userId);
  return { edges: [...edges], pageInfo };
};

export const StaleAccount: StaleAccountResolvers = {
  user: async ({ userId }, _args, { userById }) => await userById.load(userId),
  reasons: ({ reasons }) => [...reasons],
};
