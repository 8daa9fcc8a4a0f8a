import { pageOf, pageRequest } from '@samplan/kit/page';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers, ParkedMailResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { emailAddress } from '../address.ts';
import { permit } from '../policy.ts';

export const parkedMails: NonNullable<QueryResolvers['parkedMails']> = async (_, args, context) => {
  const { viewer, parkedMails: store, access } = context;
  const page = pageRequest(args);
  const grant = permit(viewer, 'mail.oversee');
  if (!grant.ok) {
    access.denied('mail.oversee', 'NO_CAPABILITY');
    return null;
  }
  const { edges, pageInfo } = pageOf(await store.list(grant.value, page), page, ({ id }) => id);
  return { edges: [...edges], pageInfo };
};

export const retryMail: NonNullable<MutationResolvers['retryMail']> = async (_, { input }, context) => {
  const { viewer, parkedMails: store, access } = context;
  const { mailId } = input;
  const grant = permit(viewer, 'mail.oversee');
  if (!grant.ok) return access.refuse('mail.oversee', { subjectId: mailId });
  const to = input.email == null ? null : emailAddress('input.email', input.email);
  switch (await store.retry(grant.value, mailId, to, access, context.now())) {
    case 'RETRIED':
      return { __typename: 'RetryMailOk', mailId };
    case 'BEFORE':
      return changedMeanwhile();
    case 'NONE':
      access.denied('mail.oversee', 'NOT_IN_REACH', { subjectId: mailId });
      return notPermitted();
  }
};

export const ParkedMail: ParkedMailResolvers = {
  credentialsMessage: ({ message }) => message || null,
  email: ({ to }) => to,
};
