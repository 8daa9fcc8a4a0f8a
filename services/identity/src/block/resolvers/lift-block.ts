import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { reasonText } from '../../reason.ts';
import { liftUntil } from '../domain.ts';
import { permit } from '../policy.ts';

export const liftBlock: NonNullable<MutationResolvers['liftBlock']> = async (_, { input }, context) => {
  const { viewer, blocks, access, untilHeard } = context;
  const grant = permit(viewer, 'block.lift');
  if (!grant.ok) return access.refuse('block.lift', { subjectId: input.blockId });
  const reason = reasonText('input.reason', input.reason);
  const now = context.now();
  const shown = await blocks.findRevealed(grant.value, input.blockId, access);
  if (!shown) return notPermitted();
  const until = liftUntil(shown.block, grant.value.viewer.assignment, shown.revealedAt, now);
  if (!until.ok) return until.problem;
  const lift = { ground: input.ground, reason, until: until.value };
  await untilHeard(await blocks.lift(grant.value, shown.block, lift, access, now));
  return { __typename: 'LiftBlockOk', endsAt: until.value };
};
