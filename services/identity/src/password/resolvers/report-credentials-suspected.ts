import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const reportCredentialsSuspected: NonNullable<MutationResolvers['reportCredentialsSuspected']> = async (
  _,
  _args,
  { viewer, passwords, access, untilHeard, now },
) => {
  if (!viewer) return notPermitted();
  const reportedAt = now();
  const ended = await passwords.suspect(viewer.userId, reportedAt, access);
  await Promise.all(ended.map(async ({ event }) => event && (await untilHeard(event))));
  return { __typename: 'ReportCredentialsSuspectedOk', reportedAt, endedSessions: ended.length };
};
