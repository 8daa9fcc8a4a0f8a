import { type GraphQLField, getNullableType, isUnionType } from 'graphql';
import { maySign } from '../access/assurance.ts';
import { type FreshAuthenticationRequired, freshAuthenticationRequired } from '../problem.ts';
import type { RequestContext } from '../server/context.ts';

const PROBLEM: FreshAuthenticationRequired['__typename'] = 'FreshAuthenticationRequired';

/**
 * Is the operation a signature: declared `@freshAuthentication` (G-146)?
 * @throws TypeError when its outcome has no member that says what to do.
 */
export function isSignature(field: GraphQLField<unknown, RequestContext>, coordinate: string): boolean {
  const directives = field.astNode?.directives ?? [];
  if (!directives.some(({ name }) => name.value === 'freshAuthentication')) return false;
  const outcome = getNullableType(field.type);
  if (isUnionType(outcome) && outcome.getTypes().some(({ name }) => name === PROBLEM)) return true;
  throw new TypeError(`${coordinate} is a signature, and its outcome has no ${PROBLEM}`);
}

/** The outcome for who may not sign now; null for who may. The attempt is noted. */
export function refusalOfSignature(
  { viewer, access, now }: Pick<RequestContext, 'viewer' | 'access' | 'now'>,
  coordinate: string,
): FreshAuthenticationRequired | null {
  if (viewer && maySign(viewer.proof, now())) return null;
  access.denied(coordinate, 'PROOF_TOO_OLD');
  return freshAuthenticationRequired();
}
