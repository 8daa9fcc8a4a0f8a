import type { QueryResolvers } from '../../generated/resolvers.ts';

export const signInMethods: NonNullable<QueryResolvers['signInMethods']> = (_, _args, { entries }) => [
  { kind: 'PASSWORD', url: null },
  ...(entries.cardUrl ? [{ kind: 'CARD' as const, url: entries.cardUrl }] : []),
];
