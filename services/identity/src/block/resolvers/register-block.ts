import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { registerBlock as register } from '../domain.ts';
import { permit } from '../policy.ts';

export const registerBlock: NonNullable<MutationResolvers['registerBlock']> = async (_, { input }, context) => {
  const { viewer, blocks, access, untilHeard } = context;
  const { patientId, scope, requestedBy } = input;
  const grant = permit(viewer, 'block.register');
  if (!grant.ok) return access.refuse('block.register', { patientId });
  const now = context.now();
  const facts = await blocks.patientFacts(grant.value, patientId, access, now);
  if (!facts) return notPermitted();
  const block = register(
    {
      ...facts,
      id: newId('blk'),
      patientId,
      scope,
      requestedBy,
      childIsMature: input.childIsMature ?? false,
      coversSent: input.coversSentMessages ?? false,
      assignment: grant.value.viewer.assignment,
    },
    now,
  );
  if (!block.ok) return block.problem;
  const outcome = await blocks.register(grant.value, block.value, access, now);
  if (outcome.kind === 'IN_FORCE') {
    return {
      __typename: 'AlreadyBlocked',
      code: 'BLOCK_IN_FORCE',
      message: 'Uppgifterna är redan spärrade. Häv spärren först om den ska ändras.',
      block: outcome.block,
    };
  }
  await untilHeard(outcome.eventId);
  return { __typename: 'RegisterBlockOk', block: block.value };
};
