/** The page's own operations. A contract test holds them against the schema. */

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }';
const PROBLEM = '... on Problem { message }';

export const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { ... on SignInOk { ${TOKENS} } ${PROBLEM} }
}`;

export const WHO_AM_I = `query WhoAmI {
  me {
    id
    givenName
    familyName
    assignments { id role unit { name administration { principal { name } } } }
  }
}`;

export const CHOOSE_ASSIGNMENT = `mutation ChooseAssignment($input: ChooseAssignmentInput!) {
  chooseAssignment(input: $input) { ... on ChooseAssignmentOk { ${TOKENS} } ${PROBLEM} }
}`;

export const REFRESH_SESSION = `mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) { ... on RefreshSessionOk { ${TOKENS} } ${PROBLEM} }
}`;

export const SIGN_OUT = 'mutation SignOut { signOut { __typename } }';
