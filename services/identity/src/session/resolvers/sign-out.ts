import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const signOut: NonNullable<MutationResolvers['signOut']> = async (_, _args, context) => {
  const { viewer, sessions, access, untilHeard } = context;
  if (!viewer) return notPermitted();
  const now = context.now();
  const event = await sessions.end(viewer.sessionId, now, access);
  if (event) await untilHeard(event);
  return { __typename: 'SignOutOk', endedAt: now };
};
