import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { answer } from '../domain.ts';

export const answerSipInvitation: NonNullable<MutationResolvers['answerSipInvitation']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sips, access, now } = context;
  const grant = permit(viewer, 'sip.answer');
  if (!grant.ok) return access.refuse('sip.answer');
  const { unitId } = grant.value.reach;
  for (let lost = 0; ; lost += 1) {
    const [sip] = await sips.find(grant.value, [input.sipId], access);
    if (!sip) return notPermitted();
    // Whoever loses a race lost it to another answer: after one from each of the others, it is this one's turn.
    if (lost > sip.participants.length) return changedMeanwhile();
    const change = answer(sip, unitId, input.answer, grant.value.viewer.userId, now());
    if (!change.ok) return change.problem;
    // An answer to an earlier invitation says nothing about the changed meeting.
    if (sip.invitation?.sequence !== input.sequence) return changedMeanwhile();
    const saved = await sips.save(grant.value, sip, change.value, access, now());
    if (saved) return { __typename: 'AnswerSipInvitationOk', sip: saved };
  }
};
