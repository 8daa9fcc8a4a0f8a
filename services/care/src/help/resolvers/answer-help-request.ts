import { found } from '@samplan/kit/found';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { answer, helpRequestSettled } from '../domain.ts';

export const answerHelpRequest: NonNullable<MutationResolvers['answerHelpRequest']> = async (_, { input }, context) => {
  const { viewer, help, access, now } = context;
  const grant = permit(viewer, 'help.answer');
  if (!grant.ok) return access.refuse('help.answer');
  const text = freeText('input.answer', input.answer);
  const request = await help.find(grant.value, input.helpRequestId, access);
  if (!request) return notPermitted();
  const change = answer(request, text, grant.value.viewer.userId, now());
  if (!change.ok) return helpRequestSettled(change.problem);
  if (!(await help.save(grant.value, request, change.value, access))) return changedMeanwhile();
  return {
    __typename: 'AnswerHelpRequestOk',
    helpRequest: found(await help.find(grant.value, request.id, access)),
  };
};
