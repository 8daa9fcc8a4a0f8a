import { idList } from '@samplan/kit/graphql/input';
import { delegate } from '@samplan/kit/message/domain';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { handOn } from './hand-on.ts';

const MAX_UNITS = 30;

export const delegateSipInvitation: NonNullable<MutationResolvers['delegateSipInvitation']> = async (
  _,
  { input },
  context,
) => {
  const toUnitIds = idList('input.toUnitIds', input.toUnitIds, MAX_UNITS);
  const outcome = await handOn(
    input.messageId,
    toUnitIds,
    (index) => `input.toUnitIds[${index}]`,
    (recipient, others, userId, now) => delegate(recipient, toUnitIds, others, userId, now),
    context,
  );
  return 'problem' in outcome ? outcome.problem : { __typename: 'DelegateSipInvitationOk', ...outcome };
};
