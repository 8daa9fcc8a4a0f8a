import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { reasonText } from '../../reason.ts';
import { isRevealed, notRevealed } from '../domain.ts';
import { permit } from '../policy.ts';

export const requestBlockLift: NonNullable<MutationResolvers['requestBlockLift']> = async (_, { input }, context) => {
  const { viewer, blocks, access } = context;
  const grant = permit(viewer, 'block.lift');
  if (!grant.ok) return access.refuse('block.lift', { subjectId: input.blockId });
  const reason = reasonText('input.reason', input.reason);
  const now = context.now();
  const shown = await blocks.findRevealed(grant.value, input.blockId, access);
  if (!shown) return notPermitted();
  if (!isRevealed(shown.revealedAt, now)) return notRevealed();
  const request = await blocks.request(grant.value, shown.block, reason, access, now);
  return { __typename: 'RequestBlockLiftOk', request };
};
