import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { addHours } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { LIFT_HOURS } from '../domain.ts';
import { permit } from '../policy.ts';

export const answerBlockLiftRequest: NonNullable<MutationResolvers['answerBlockLiftRequest']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, blocks, access, untilHeard } = context;
  const grant = permit(viewer, 'block.register');
  if (!grant.ok) return access.refuse('block.register', { subjectId: input.requestId });
  const now = context.now();
  const until = addHours(now, LIFT_HOURS);
  const answered = await blocks.answer(grant.value, input.requestId, input.isGranted, until, access, now);
  if (!answered) return notPermitted();
  if (answered === 'ANSWERED') return changedMeanwhile();
  await untilHeard(answered.eventId);
  return { __typename: 'AnswerBlockLiftRequestOk', request: answered.value };
};
