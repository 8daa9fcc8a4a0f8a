import { optionalText, within } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { invite } from '../domain.ts';
import { coordinate } from './step.ts';

export const inviteToSip: NonNullable<MutationResolvers['inviteToSip']> = async (_, { input }, context) => {
  const { meetingAt, meetingForm } = input;
  const agenda = optionalText('input.agenda', input.agenda);
  const step = await coordinate(input, context, (sip, sentByUserId, sentAt) => {
    within('input.meetingAt', meetingAt, sip.initiatedAt, null, 'mötet får inte ligga före initiativet till planen.');
    return invite(sip, { id: newId('inv'), meetingAt, meetingForm, agenda, sentAt, sentByUserId }, sentAt);
  });
  return 'problem' in step ? step.problem : { __typename: 'InviteToSipOk', ...step };
};
