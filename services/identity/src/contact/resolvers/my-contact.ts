import { changedMeanwhile } from '@samplan/kit/problem';
import type { MutationResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { contactOf } from '../input.ts';
import { permit } from '../policy.ts';

export const myContact: NonNullable<QueryResolvers['myContact']> = async (_, _args, context) => {
  const grant = permit(context.viewer, 'own-contact.edit');
  if (grant.ok) return await context.contactOf.load(grant.value.viewer.userId);
  context.access.denied('own-contact.edit', 'NO_CAPABILITY');
  return null;
};

export const updateMyContact: NonNullable<MutationResolvers['updateMyContact']> = async (_, { input }, context) => {
  const { viewer, contacts, access, now } = context;
  const grant = permit(viewer, 'own-contact.edit');
  if (!grant.ok) return access.refuse('own-contact.edit');
  const contact = await contacts.save(grant.value, input.version, contactOf(input), access, now());
  return contact ? { __typename: 'UpdateMyContactOk', contact } : changedMeanwhile();
};
