import type { MailboxResolvers, MutationResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { emailAddress } from '../../mail/address.ts';
import { permit } from '../policy.ts';

export const mailboxes: NonNullable<QueryResolvers['mailboxes']> = async (_, _args, { viewer, mailboxes, access }) => {
  const grant = permit(viewer, 'mailbox.read');
  if (grant.ok) return [...(await mailboxes.list(grant.value))];
  access.denied('mailbox.read', 'NO_CAPABILITY');
  return null;
};

export const setMailbox: NonNullable<MutationResolvers['setMailbox']> = async (_, { input }, context) => {
  const { viewer, mailboxes, access } = context;
  const grant = permit(viewer, 'mailbox.set');
  if (!grant.ok) return access.refuse('mailbox.set');
  const email = input.email == null ? null : emailAddress('input.email', input.email);
  const mailbox = await mailboxes.set(grant.value, { purpose: input.purpose, email, setAt: context.now() }, access);
  return { __typename: 'SetMailboxOk', mailbox };
};

export const Mailbox: MailboxResolvers = {
  setBy: async ({ setById }, _args, { userById }) => await userById.load(setById),
};
