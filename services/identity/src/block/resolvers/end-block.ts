import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const endBlock: NonNullable<MutationResolvers['endBlock']> = async (_, { input }, context) => {
  const { viewer, blocks, access, untilHeard, now } = context;
  const grant = permit(viewer, 'block.register');
  if (!grant.ok) return access.refuse('block.register', { subjectId: input.blockId });
  const ended = await blocks.end(grant.value, input.blockId, access, now());
  if (!ended) return notPermitted();
  await untilHeard(ended.eventId);
  return { __typename: 'EndBlockOk', endedAt: ended.value };
};
