import { text } from '@samplan/kit/graphql/input';
import type { CredentialsInput } from '../generated/resolvers.ts';

const MAX_CREDENTIAL = 200;

/**
 * Credentials in a connected system, as an executor has written them.
 * @throws BadInput
 */
export function credentialsOf(field: string, { username, password }: CredentialsInput): CredentialsInput {
  return {
    username: text(`${field}.username`, username, MAX_CREDENTIAL),
    password: text(`${field}.password`, password, MAX_CREDENTIAL),
  };
}
