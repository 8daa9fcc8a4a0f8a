import { found } from '@samplan/kit/found';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { close, helpRequestSettled } from '../domain.ts';

export const closeHelpRequest: NonNullable<MutationResolvers['closeHelpRequest']> = async (_, { input }, context) => {
  const { viewer, help, access, now } = context;
  const helping = permit(viewer, 'help.answer');
  const grant = helping.ok ? helping : permit(viewer, 'help.request');
  if (!grant.ok) return access.refuse('help.request');
  const request = await help.find(grant.value, input.helpRequestId, access);
  if (!request) return notPermitted();
  const change = close(request, grant.value.viewer.userId, now());
  if (!change.ok) return helpRequestSettled(change.problem);
  if (!(await help.save(grant.value, request, change.value, access))) return changedMeanwhile();
  return {
    __typename: 'CloseHelpRequestOk',
    helpRequest: found(await help.find(grant.value, request.id, access)),
  };
};
