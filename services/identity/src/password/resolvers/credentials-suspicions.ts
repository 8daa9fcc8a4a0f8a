import { pageOf, pageRequest } from '@samplan/kit/page';
import type {
  CredentialsSuspicionResolvers,
  QueryResolvers,
  SuspicionHandlingResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';
import { versionOf } from '../store.ts';

export const credentialsSuspicions: NonNullable<QueryResolvers['credentialsSuspicions']> = async (
  _,
  args,
  { viewer, passwords, access },
) => {
  const page = pageRequest(args);
  const grant = permit(viewer, 'credentials.oversee');
  if (!grant.ok) {
    access.denied('credentials.oversee', 'NO_CAPABILITY');
    return null;
  }
  const rows = await passwords.suspicions(grant.value, page, { unhandledOnly: args.unhandledOnly ?? false });
  const { edges, pageInfo } = pageOf(rows, page, ({ id }) => id);
  return { edges: [...edges], pageInfo };
};

export const CredentialsSuspicion: CredentialsSuspicionResolvers = {
  user: async ({ userId }, _args, { userById }) => await userById.load(userId),
  version: versionOf,
  handledAt: ({ handlings }) => handlings[0]?.handledAt ?? null,
  handlings: ({ handlings }) => [...handlings],
};

export const SuspicionHandling: SuspicionHandlingResolvers = {
  handledBy: async ({ handledById }, _args, { userById }) => await userById.load(handledById),
};
