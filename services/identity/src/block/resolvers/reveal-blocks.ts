import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revealed } from '../domain.ts';
import { permit } from '../policy.ts';

export const revealBlocks: NonNullable<MutationResolvers['revealBlocks']> = async (_, { input }, context) => {
  const { viewer, blocks, access } = context;
  const { patientId, ground } = input;
  const grant = permit(viewer, 'block.lift');
  if (!grant.ok) return access.refuse('block.lift', { patientId });
  const now = context.now();
  const [inForce] = await blocks.inForce(grant.value, [patientId], access, now);
  if (!inForce) return notPermitted();
  await blocks.noteRevealed(grant.value, patientId, ground, access, now);
  return { __typename: 'RevealBlocksOk', blocks: [...revealed(inForce, grant.value.viewer.assignment)] };
};
