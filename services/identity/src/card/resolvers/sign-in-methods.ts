import type { QueryResolvers } from '../../generated/resolvers.ts';

export const signInMethods: NonNullable<QueryResolvers['signInMethods']> = (
  _,
  _args,
  { entries, identityProvider },
) => [
  { kind: 'PASSWORD', url: null },
  ...(identityProvider ? [{ kind: 'OIDC' as const, url: null }] : []),
  ...(entries.cardUrl ? [{ kind: 'CARD' as const, url: entries.cardUrl }] : []),
];
