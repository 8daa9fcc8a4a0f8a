import { scalars } from '@samplan/kit/graphql/scalars';
import { Assignment } from './assignment/resolvers/assignment.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { changePassword } from './password/resolvers/change-password.ts';
import { CredentialsSuspicion, credentialsSuspicions } from './password/resolvers/credentials-suspicions.ts';
import { reportCredentialsSuspected } from './password/resolvers/report-credentials-suspected.ts';
import { chooseAssignment } from './session/resolvers/choose-assignment.ts';
import { myContext } from './session/resolvers/my-context.ts';
import { refreshSession } from './session/resolvers/refresh-session.ts';
import { signIn } from './session/resolvers/sign-in.ts';
import { signOut } from './session/resolvers/sign-out.ts';
import { me, User } from './user/resolvers/user.ts';

/** Every resolver of identity. */
export const resolvers = {
  ...scalars,
  Query: { me, myContext, credentialsSuspicions },
  Mutation: {
    signIn,
    chooseAssignment,
    refreshSession,
    signOut,
    changePassword,
    reportCredentialsSuspected,
  },
  User,
  Assignment,
  CredentialsSuspicion,
} satisfies Resolvers;
