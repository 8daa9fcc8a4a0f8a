import { text } from '@samplan/kit/graphql/input';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

const MAX_REASON = 500;

export const setReadMode: NonNullable<MutationResolvers['setReadMode']> = async (_, { input }, context) => {
  const { viewer, readModes, access, untilHeard } = context;
  const grant = permit(viewer, 'read-mode.set');
  if (!grant.ok) return access.refuse('read-mode.set');
  const reason = text('input.reason', input.reason, MAX_REASON);
  const mode = { isOn: input.isOn, reason, since: context.now() };
  await untilHeard(await readModes.set(grant.value, mode, access));
  return { __typename: 'SetReadModeOk', readMode: mode.isOn ? mode : null };
};
