import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { tokensFor } from '../../session/start.ts';
import { newRefreshToken } from '../../session/tokens.ts';

export const acceptResponsibilities: NonNullable<MutationResolvers['acceptResponsibilities']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, responsibilities, sessions, rules, access } = context;
  if (!viewer) return notPermitted();
  const { version } = rules.responsibilities;
  if (input.version !== version) {
    return {
      __typename: 'OtherVersionHolds',
      code: 'OTHER_VERSION_HOLDS',
      message: 'Texten om ditt ansvar finns i en annan version. Läs den och godkänn den versionen.',
      version,
    };
  }
  const now = context.now();
  const refresh = newRefreshToken();
  const { userId, sessionId } = viewer;
  const acceptedAt = await responsibilities.accept({ userId, sessionId, version, refresh: refresh.hash, now, access });
  const session = acceptedAt && (await sessions.find(sessionId, now));
  if (!session) return notPermitted();
  return {
    __typename: 'AcceptResponsibilitiesOk',
    acceptedAt,
    tokens: await tokensFor(context, session, refresh, now),
  };
};
